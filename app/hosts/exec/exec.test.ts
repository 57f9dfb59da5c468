/** Real programs in the lab Internet, as root and as a user without rights: the real thing, in real namespaces. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { ExecCommand, ORDINARY, type Caller } from '../../testing/exec-command.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';
import { forbiddenWords } from './forbidden.ts';
import { lookupOrder } from './machine-files.ts';

let command: ExecCommand;
beforeAll(async () => {
  command = await ExecCommand.make();
}, 30_000);
afterAll(() => command.remove());

/** Skips, with the reason, where this machine gives a caller no private network. */
async function needsNamespaces(context: TestContext, caller: Caller, ...programs: string[]): Promise<void> {
  needsPrograms(context, 'unshare', 'ip', 'mount', ...programs);
  if (caller === 'nobody') {
    needsPrograms(context, 'setpriv');
    const node = await command.run(['setpriv', '--reuid=65534', '--clear-groups', process.execPath, '-v']);
    if (node.status !== 0) context.skip('nobody may not run node here');
  }
  const user = caller === 'nobody' ? ['setpriv', '--reuid=65534', '--clear-groups'] : [];
  const kind = caller === ORDINARY ? ['--map-root-user'] : [];
  const tried = await command.run([
    ...user,
    'unshare',
    ...kind,
    '--net',
    '--mount',
    '--pid',
    '--fork',
    'true',
  ]);
  if (tried.status !== 0) context.skip(`no private network here: ${tried.err.trim()}`);
}

const NAMED_CONF = `options { listen-on { 127.0.0.1; }; listen-on-v6 { none; }; pid-file none; session-keyfile none;
  dnssec-validation no; }; controls { }; zone "." { type hint; file "HINTS"; };`;
const UNBOUND_CONF =
  `server: { username: "" chroot: "" pidfile: "" use-syslog: no do-not-query-localhost: no do-ip6: no
  interface: 127.0.0.2 root-hints: "HINTS" module-config: "iterator" }`
    .replaceAll(/[{}]/g, '')
    .replaceAll(/ (?=[a-z0-9-]+: )/g, '\n  ');

/** Everything at once, since each start costs a second: `== NAME` parts what each program said. */
const SCRIPT = `
exec 2>&1
part() { echo "== $1"; }
until_answered() { for i in $(seq 100); do sleep 0.05; dig @$1 +tries=1 +time=2 +short . SOA > /dev/null && break; done; }
part whoami; id -u
part resolv; grep nameserver /etc/resolv.conf
part trace; dig +trace www.tiscali.co.uk
part tcp; dig +tcp @127.53.3.1 +norec tiscali.co.uk NS
part host; host smtp.tiscali.co.uk
part getent; getent ahostsv4 mail.tiscali.co.uk; getent ahostsv4 laptop
part delv; delv www.tiscali.co.uk
part outside; dig +tries=1 +time=1 @192.0.2.1 example.com
part tcpdump
tcpdump -n -l -i lo -c 4 port 53 > dump.txt & sleep 0.4
dig +short www.bbc.co.uk > /dev/null; dig +short www.bbc.co.uk > /dev/null; wait; cat dump.txt
printf '%s' "$1" > named.conf; printf '%s' "$2" > unbound.conf
named -4 -n 1 -g -c named.conf 2> named.log & until_answered 127.0.0.1
part named; dig @127.0.0.1 +short www.google.com
unbound -d -c unbound.conf 2> unbound.log & until_answered 127.0.0.2
part unbound; dig @127.0.0.2 +short www.google.com
exit 7
`;

describe('inside the lab Internet, for an ordinary user', () => {
  const caller = ORDINARY;

  test('dig +trace, host, delv, tcpdump, named and unbound find it', { timeout: 60_000 }, async (context) => {
    await needsNamespaces(context, caller, 'dig', 'tcpdump', 'named', 'unbound');
    const hints = `${command.folder}/labs/networks/hints/named.root`;
    const conf = [NAMED_CONF, UNBOUND_CONF].map((text) => text.replace('HINTS', hints));
    const script = `cd "$(mktemp -d)"; trap 'rm -rf "$PWD"' EXIT\n${SCRIPT}`;
    const words = ['--', 'bash', '-c', script, 'bash', ...conf];
    const before = readFileSync('/etc/resolv.conf', 'utf8');
    const { status, out, err } = await command.run(command.line(caller, words));
    expect(err).toBe('');
    expect(status, out).toBe(7);
    const said = new Map(out.split(/^== /m).map((part) => [part.split('\n')[0] ?? '', part]));
    expect(said.get('whoami')).toContain(`\n${caller === 'nobody' ? 65534 : process.getuid?.()}\n`);
    expect(said.get('resolv')).toContain('nameserver 127.53.0.53');
    expect(said.get('trace')).toMatch(/from 127\.53\.1\.\d+#53\(.\.root-servers\.net\)/);
    expect(said.get('trace')).toMatch(/^www\.tiscali\.co\.uk\.\s+3600\s+IN\s+A\s+127\.53\.9\.1$/m);
    expect(said.get('tcp')).toContain('ns0.tiscali.co.uk.');
    expect(said.get('host')).toContain('smtp.tiscali.co.uk has address 127.53.9.25');
    expect(said.get('getent')).toMatch(/127\.53\.10\.25\s+STREAM\s+mail\.tiscali\.co\.uk/);
    expect(said.get('getent')).toMatch(/127\.53\.0\.2\s+STREAM\s+laptop/);
    // BIND's own trust anchor is not the lab's.
    expect(said.get('delv')).toContain('broken trust chain');
    expect(said.get('outside')).toMatch(/network unreachable/);
    expect(said.get('tcpdump')).toMatch(
      /IP 127\.53\.0\.2\.\d+ > 127\.53\.0\.53\.53: .* A\? www\.bbc\.co\.uk/,
    );
    expect(said.get('tcpdump')).toMatch(/4 packets captured/);
    expect(said.get('named')).toContain('127.53.20.80');
    expect(said.get('unbound')).toContain('127.53.20.80');
    expect(readFileSync('/etc/resolv.conf', 'utf8')).toBe(before);
  });

  test('input, exit statuses and signals are the program’s', { timeout: 30_000 }, async (context) => {
    await needsNamespaces(context, caller);
    const run = (words: string[], stdin = '') => command.run(command.line(caller, words), stdin);
    const killed = await run(['--', 'sh', '-c', 'cat; kill -KILL $$'], 'as it came\n');
    expect(killed).toEqual({ status: null, out: 'as it came\n', err: '' });
    const missing = await run(['--', 'no-such-program']);
    const unfit = await run(['--', '/etc/hosts']);
    expect([missing.status, missing.err]).toEqual([
      127,
      'rootwalk exec: no-such-program: command not found\n',
    ]);
    expect([unfit.status, unfit.err]).toEqual([126, 'rootwalk exec: /etc/hosts: Permission denied\n']);
    const child = command.start(command.line(caller, ['sh', '-c', TRAPPING]));
    child.stdout?.setEncoding('utf8');
    expect(String((await once(child.stdout!, 'data'))[0])).toBe('ready\n');
    child.kill('SIGTERM');
    expect(String((await once(child.stdout!, 'data'))[0])).toBe('TERM\n');
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([9, null]);
  });

  test('nothing is left where the caller is killed', { timeout: 30_000 }, async (context) => {
    await needsNamespaces(context, caller);
    const child = command.start(command.line(caller, ['sh', '-c', `echo ready; sleep 4242 & sleep 4242`]));
    await once(child.stdout!, 'data');
    await expect.poll(() => sleepers().length, { timeout: 5_000 }).toBe(2);
    child.kill('SIGKILL');
    await expect.poll(() => sleepers(), { timeout: 5_000 }).toEqual([]);
  });

  test('an interactive bash has its terminal and its jobs', { timeout: 30_000 }, async (context) => {
    await needsNamespaces(context, caller, 'script', 'bash');
    const line = command.line(caller, ['--', 'bash', '--norc', '--noprofile', '-i']).join(' ');
    const child = command.start(['script', '-qefc', line, '/dev/null']);
    let screen = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (screen += text));
    const sees = (text: RegExp) => expect.poll(() => screen, { timeout: 10_000 }).toMatch(text);
    const types = (text: string): void => void child.stdin?.write(text);
    await sees(/bash-.*[$#] $/);
    types('trap "echo never" EXIT; sleep 4242 & sleep 4242\n');
    await sees(/\[1\] \d+/);
    types('\u001a');
    await sees(/\[2\]\+\s+Stopped\s+sleep 4242/);
    types('fg\n');
    await sees(/fg\r\n[^$#]*sleep 4242\r\n$/);
    types('\u0003');
    await sees(/\^C[^$#]*[$#] $/);
    types('trap - EXIT; echo "status $?"; exit 5\n');
    expect(await once(child, 'close')).toEqual([5, null]);
    expect(screen).not.toMatch(/no job control|cannot set terminal/);
  });
});

test(
  'root needs no user namespace, and programs there may give its rights away',
  { timeout: 30_000 },
  async (context) => {
    if (process.getuid?.() !== 0) context.skip('only root can try it');
    await needsNamespaces(context, 'this user', 'dig', 'tcpdump');
    const script =
      'tcpdump -n -l -i lo -c 1 port 53 & sleep 0.4; dig +short www.bbc.co.uk; wait; id -u; cat /proc/self/uid_map';
    const { status, out, err } = await command.run(command.line('this user', ['--', 'bash', '-c', script]));
    expect(status, err).toBe(0);
    expect(out).toMatch(/IP 127\.53\.0\.2\.\d+ > 127\.53\.0\.53\.53: .* A\? www\.bbc\.co\.uk/);
    expect(out).toMatch(/^127\.53\.50\.80$/m);
    expect(out).toMatch(/^0\n\s+0\s+0\s+4294967295$/m);
  },
);

const TRAPPING = `trap 'echo TERM' TERM; trap 'exit 9' INT; echo ready; while :; do sleep 0.05; done`;

/** Processes of the machine that run `sleep 4242`. */
function sleepers(): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || !existsSync(`/proc/${pid}/cmdline`)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === 'sleep\u00004242\u0000';
    } catch {
      return false;
    }
  });
}

test(
  'where the system allows no namespaces it is said what to allow',
  { timeout: 20_000 },
  async (context) => {
    await needsNamespaces(context, 'this user');
    // Limits of a user namespace hold for all that is below it.
    const forbid =
      'cd /proc/sys/user; echo 0 > max_user_namespaces; echo 0 > max_mnt_namespaces; cd /; exec "$@"';
    const before = ['unshare', '--map-root-user', 'sh', '-c', forbid, 'sh'];
    const allowed = await runProgram('unshare', ['--map-root-user', 'true']);
    if (allowed.status !== 0) context.skip('user namespaces are not allowed here');
    const { status, err } = await command.run(command.line('this user', ['true'], before));
    expect(status).toBe(125);
    expect(err).toContain('No space left on device');
    expect(err).toContain('sudo sysctl user.max_user_namespaces=10000');
    expect(err).toContain('dig -p 5300 @127.53.0.53');
  },
);

test('each system’s own switch is named, and a container’s where there is none', () => {
  const words = (path: string, value: string): string =>
    forbiddenWords('unshare: unshare failed: Operation not permitted', false, (asked) =>
      asked === path ? value : null,
    );
  expect(words('/proc/sys/kernel/unprivileged_userns_clone', '0')).toContain(
    'sudo sysctl kernel.unprivileged_userns_clone=1',
  );
  expect(words('/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1')).toContain(
    'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0',
  );
  expect(words('/proc/sys/kernel/unprivileged_userns_clone', '1')).toContain('--privileged');
  expect(forbiddenWords("unshare: unrecognized option '--map-user=1000'", false, () => null)).toContain(
    'util-linux 2.36',
  );
});

test('words that make no sense are answered with usage and 125', async () => {
  const none = await command.run(command.line('this user', []));
  expect([none.status, none.err]).toEqual([
    125,
    'rootwalk exec: which command?\nusage: rootwalk exec [--own] [--] COMMAND [ARGUMENT …]\n',
  ]);
  const unknown = await command.run(command.line('this user', ['--what', 'true']));
  expect(unknown.status).toBe(125);
  const help = await command.run(command.line('this user', ['--help']));
  expect([help.status, help.out.split('\n')[0]]).toEqual([
    0,
    'usage: rootwalk exec [--own] [--] COMMAND [ARGUMENT …]',
  ]);
});

test('only files and DNS are asked for host names', () => {
  expect(
    lookupOrder('passwd: files\nhosts: files mdns4 resolve [!UNAVAIL=return] dns\nnetworks: files\n'),
  ).toBe('passwd: files\nhosts: files dns\nnetworks: files\n');
  expect(lookupOrder('passwd: files\n')).toContain('\nhosts: files dns\n');
});
