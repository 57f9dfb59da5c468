/**
 * Real rndc at `rootwalk named` and at BIND's named with the same named.conf: the same words, results, exit statuses
 * and log lines. What cannot be the same (versions, times, ports) is masked; what is refused here is listed.
 */
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { controlKeys } from '../../../testing/controlled-named.ts';
import { freePort } from '../../../testing/free-port.ts';
import { NamedPrograms, type RunningProgram } from '../../../testing/named-program.ts';
import { needsPrograms, runProgram } from '../../../testing/programs.ts';

const ZONE =
  '$TTL 1h\n@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 127.0.0.1\nwww A 192.0.2.80\nwww TXT "x;y"\n';

interface Side {
  readonly name: 'ours' | 'real';
  readonly folder: string;
  readonly controlPort: number;
  readonly program: RunningProgram;
}

let programs: NamedPrograms;

beforeAll(async () => {
  programs = await NamedPrograms.make();
}, 60_000);

afterEach(() => programs.stopAll());
afterAll(() => programs.remove());

/** In `configuration`, OPTIONS stands for what both are told alike. */
async function start(context: TestContext, configuration: string): Promise<[ours: Side, real: Side]> {
  needsPrograms(context, 'named', 'rndc');
  const sides: Side[] = [];
  for (const name of ['ours', 'real'] as const) {
    const folder = join(programs.folder, `${name}.files`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'example.zone'), ZONE);
    writeFileSync(join(folder, 'broken.zone'), ZONE.replace('@ NS ns\n', ''));
    const controlPort = await freePort();
    const text =
      controlKeys() +
      `controls { inet 127.0.0.1 port ${controlPort} allow { 127.0.0.1; } keys { k; }; };\n` +
      configuration.replace('ADDRESS', name === 'ours' ? '127.0.0.2' : '127.0.0.3').replace(
        'OPTIONS',
        `directory "${folder}"; listen-on port ${await freePort()} { 127.0.0.1; }; listen-on-v6 { none; };
         pid-file none; session-keyfile none; dnssec-validation no;`,
      );
    const program = programs[name](text, '-g');
    await program.says('command channel listening');
    await program.says('running\n');
    sides.push({ name, folder, controlPort, program });
  }
  writeFileSync(join(programs.folder, 'rndc.conf'), `${controlKeys()}options { default-key "k"; };`);
  return sides as [Side, Side]; // one of each
}

function rndc({ controlPort }: Side, words: string, ...more: string[]) {
  const where = ['-c', join(programs.folder, 'rndc.conf'), '-s', '127.0.0.1', '-p', String(controlPort)];
  return runProgram('rndc', [...more, ...where, '-r', ...words.split(' ')]);
}

/** What both say to these commands, one after the other: only what is not the same. */
async function differences(
  [ours, real]: readonly [Side, Side],
  commands: readonly string[],
): Promise<unknown[]> {
  const different: unknown[] = [];
  for (const command of commands) {
    const [mine, theirs] = await Promise.all(
      [ours, real].map(async (side) => {
        const { status, out, err } = await rndc(side, command);
        return `${masked(side, out)}${masked(side, err)}[${status}]`;
      }),
    );
    if (mine !== theirs) different.push({ command, ours: mine, real: theirs });
  }
  return different;
}

function masked({ folder }: Side, text: string): string {
  return (
    text
      .replaceAll(folder, 'FOLDER')
      .replace(/^configuration file: .*\/(real-)?named.conf$/m, 'configuration file: F')
      .replace(/^version: .*$/m, 'version: V')
      .replace(
        /^(boot time|last configured|last loaded): \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/gm,
        '$1: T',
      )
      .replace(/(secure roots as of) \d\d-\w{3}-\d{4} \d\d:\d\d:\d\d\.\d{3}:/, '$1 T:')
      .replace(/^pid: \d+$/m, 'pid: P')
      // BIND: a managed-keys zone in each view counts too.
      .replace(/^number of zones: \d+/m, 'number of zones: N')
  );
}

const ZONES =
  'zone "." { type hint; file "../named.root"; };\nzone "example.test" { type primary; file "example.zone"; };\n' +
  'zone "broken.test" { type primary; file "broken.zone"; };\nzone "missing.test" { type primary; file "missing.zone"; };\n' +
  'zone "fwd.test" { type forward; forwarders { 127.0.0.1 port 1; }; };\n' +
  'zone "ss.test" { type static-stub; server-addresses { 127.0.0.1; }; };\n';

const COMMANDS = [
  'status',
  'null',
  'STATUS',
  'status x',
  '"status"',
  'nosuch',
  'help',
  'flush',
  'flush _default',
  'flush _bind',
  'flush nosuch',
  'flush a b',
  'flushname',
  'flushname www.example.com',
  'flushname "www.example.com"',
  'flushname www.example.com _default',
  'flushname www.example.com nosuch',
  'flushname a..b',
  'flushname .',
  'flushname a\\999',
  'flushname a\\',
  'flushname "a',
  `flushname ${'a'.repeat(70)}`,
  `flushname ${'abcdefgh.'.repeat(40)}`,
  'flushtree',
  'flushtree example.com',
  'flushtree example.com _default',
  'flushtree . nosuch',
  'querylog on',
  'querylog',
  'querylog',
  'querylog off x',
  'querylog maybe',
  'trace',
  'trace 5',
  'status',
  'trace abc',
  'trace -1',
  'trace 99',
  'trace 100',
  'notrace',
  'zonestatus',
  'zonestatus example.test',
  'zonestatus EXAMPLE.TEST.',
  'zonestatus example.test IN',
  'zonestatus example.test in _default',
  'zonestatus example.test CH',
  'zonestatus example.test XX',
  'zonestatus example.test IN nosuch',
  'zonestatus sub.example.test',
  'zonestatus broken.test',
  'zonestatus missing.test',
  'zonestatus fwd.test',
  'zonestatus ss.test',
  'zonestatus .',
  'zonestatus a..b',
  'zonestatus 10.in-addr.arpa',
  'reload example.test',
  'reload broken.test',
  'reload missing.test',
  'reload fwd.test',
  'reload ss.test',
  'reload nosuch.test',
  'reload example.test XX',
  'reload example.test IN nosuch',
  'reload 10.in-addr.arpa',
  'refresh',
  'refresh example.test',
  'refresh ss.test',
  'refresh nosuch.test',
  'retransfer',
  'retransfer example.test',
  'retransfer ss.test',
  'notify',
  'notify nosuch.test',
  'freeze',
  'freeze example.test',
  'freeze ss.test',
  'freeze nosuch.test',
  'freeze a b',
  'thaw',
  'thaw example.test',
  'thaw ss.test',
  'sync',
  'sync -clean',
  'sync example.test',
  'sync nosuch.test',
  'sign',
  'sign example.test',
  'loadkeys example.test',
  'validation',
  'validation status',
  'validation check',
  'validation off',
  'validation maybe',
  'validation status nosuch',
  'nta',
  'nta -dump',
  'nta -f',
  'managed-keys',
  'managed-keys status',
  'managed-keys sync',
  'managed-keys x',
  'serve-stale',
  'serve-stale status',
  'serve-stale on',
  'serve-stale status',
  'serve-stale reset',
  'serve-stale maybe',
  'serve-stale status IN nosuch',
  'serve-stale on IN _default',
  'serve-stale on _default',
  'secroots -',
  'secroots',
  'recursing',
  'recursing x',
  'stats',
  'dumpdb',
  'dumpdb -all',
  'dumpdb -zones',
  'dumpdb -nosuch',
  'dumpdb -all nosuch',
  'dumpdb _default nosuch',
  'dnstap -reopen',
  'tsig-list',
  'reload',
  'reconfig',
  'status',
];

describe("named's words, from the same rndc", () => {
  test('one view', { timeout: 120_000 }, async (context) => {
    const sides = await start(context, `options { OPTIONS };\n${ZONES}`);
    expect(await differences(sides, COMMANDS)).toEqual([]);
  });

  test('two views, stale answers in one of them', { timeout: 60_000 }, async (context) => {
    const zone = 'zone "example.test" { type primary; file "example.zone"; };';
    const sides = await start(
      context,
      `options { OPTIONS };
       view internal { match-clients { 127.0.0.1; }; stale-cache-enable yes; max-stale-ttl 3600; ${zone}
         zone "only.test" { type primary; file "example.zone"; }; };
       view external { recursion no; ${zone} };\n`,
    );
    const commands = [
      'status',
      'zonestatus example.test',
      'zonestatus example.test IN external',
      'zonestatus only.test',
      'zonestatus only.test IN external',
      'reload example.test',
      'reload example.test IN internal',
      'flush internal',
      'flush external',
      'flush _default',
      'flushname a.example external',
      'flushtree a.example nosuch',
      'validation status',
      'validation status external',
      'serve-stale status',
      'serve-stale on',
      'serve-stale status',
      'serve-stale off',
      'serve-stale status',
      'serve-stale reset',
      'serve-stale status',
      'secroots -',
      'secroots - external',
      'secroots - nosuch',
      'managed-keys status',
      'dumpdb -all external',
      'dumpdb -cache external _bind',
      'tsig-list',
    ];
    expect(await differences(sides, commands)).toEqual([]);
  });
});

/** The log's lines about control since its start, without times and ports. */
function controlLines({ program, folder }: Side): string[] {
  const wanted =
    /control channel|flush|query logging|debug level is|thaw|freez|dump|rejected|invalid command|command channel|debug level/;
  return program
    .log()
    .split('\n')
    .map((line) =>
      line
        .slice(25)
        .replaceAll(folder, 'FOLDER')
        .replace(/127\.0\.0\.[23]#/, '127.0.0.x#')
        .replace(/#\d+/g, '#PORT'),
    )
    .filter((line) => wanted.test(line) && !line.startsWith('running as'));
}

test('the log has the same lines about it', { timeout: 60_000 }, async (context) => {
  const sides = await start(context, `options { OPTIONS };\n${ZONES}`);
  const commands = [
    'status',
    'flush',
    'flush _default',
    'flush nosuch',
    'flushname www.example.com',
    'flushname www.example.com nosuch',
    'flushtree example.com _default',
    'querylog on',
    'querylog on',
    'querylog off',
    'thaw example.test',
    'freeze',
    'thaw',
    'sync example.test',
    'sync -clean',
    'nosuch x',
    'secroots',
    'stats',
    'recursing',
    'dumpdb -all nosuch',
  ];
  for (const side of sides) {
    for (const command of commands) await rndc(side, command);
    await rndc(side, 'status', '-b', '127.0.0.2');
    await rndc(side, 'status', '-y', 'md');
    await rndc(side, 'dumpdb -cache');
    await side.program.says('dumpdb complete');
    await rndc(side, 'halt');
    await side.program.ended;
  }
  const [ours, real] = sides.map(controlLines);
  expect(ours).toEqual(real?.filter((line) => !line.startsWith('Accepting')));
});

test(
  'a changed zone file, a broken one, and a broken configuration',
  { timeout: 60_000 },
  async (context) => {
    const sides = await start(context, `options { OPTIONS };\n${ZONES}`);
    const later = (side: Side, text: string, seconds: number): void => {
      const file = join(side.folder, 'example.zone');
      writeFileSync(file, text);
      const at = Date.now() / 1000 + seconds;
      utimesSync(file, at, at);
    };
    const confs = { ours: 'named.conf', real: 'real-named.conf' } as const;
    for (const side of sides) later(side, ZONE.replace(' 7 ', ' 8 '), 1);
    expect(await differences(sides, ['reload example.test'])).toEqual([]);
    for (const { program } of sides) await program.says('zone example.test/IN: loaded serial 8');
    // reconfig reads the files of new zones alone.
    for (const side of sides) later(side, ZONE.replace(' 7 ', ' 9 '), 10);
    expect(await differences(sides, ['reconfig', 'zonestatus example.test'])).toEqual([]);
    expect((await rndc(sides[0], 'zonestatus example.test')).out).toContain('serial: 8');
    for (const side of sides) later(side, `${ZONE}x NONSENSE\n`, 20);
    expect(await differences(sides, ['zonestatus example.test', 'reload example.test'])).toEqual([]);
    for (const { program } of sides) await program.says('zone example.test/IN: not loaded due to errors.');
    expect(await differences(sides, ['zonestatus example.test'])).toEqual([]);
    for (const { name } of sides) {
      const file = join(programs.folder, confs[name]);
      writeFileSync(file, `${readFileSync(file, 'utf8')}\nnonsense;\n`);
    }
    expect(await differences(sides, ['reload', 'reconfig', 'status'])).toEqual([]);
    for (const { program } of sides) await program.says('reloading configuration failed: failure', 2);
    expect(await differences(sides, ['stop -p'])).toEqual([]);
    for (const { program } of sides) expect(await program.ended).toBe(0);
  },
);

test('what named can and rootwalk cannot is refused in words', { timeout: 30_000 }, async (context) => {
  const [ours] = await start(context, `options { OPTIONS };\n${ZONES}`);
  for (const command of [
    'notify example.test',
    'validation on',
    'nta example.com',
    'nta -remove example.com',
    'managed-keys refresh',
    'addzone x { type primary; };',
    'delzone example.test',
    'modzone example.test { };',
    'showzone example.test',
    'signing -list example.test',
    'dnssec -status example.test',
    'scan',
    'tcp-timeouts',
    'tsig-delete k',
  ]) {
    const { status, err } = await rndc(ours, command);
    expect(err).toMatch(/^rndc: '[\w-]+' failed: not implemented\n[^\n]*rootwalk [^\n]+\n$/);
    expect(status).toBe(1);
  }
});

test('a channel that is read-only only tells', { timeout: 60_000 }, async (context) => {
  const port = await freePort();
  const sides = await start(
    context,
    `controls { inet ADDRESS port ${port} allow { any; } keys { md; } read-only yes; };\noptions { OPTIONS };\n${ZONES}`,
  );
  const asked = async (side: Side, words: string): Promise<string> => {
    const where = ['-s', side.name === 'ours' ? '127.0.0.2' : '127.0.0.3', '-p', String(port), '-y', 'md'];
    const args = ['-c', join(programs.folder, 'rndc.conf'), ...where, '-r', ...words.split(' ')];
    const { status, out, err } = await runProgram('rndc', args);
    return `${masked(side, out)}${masked(side, err)}[${status}]`;
  };
  for (const command of ['status', 'zonestatus example.test', 'flush', 'nosuch', 'null'])
    expect(await asked(sides[0], command)).toBe(await asked(sides[1], command));
  expect(controlLines(sides[0])).toEqual(controlLines(sides[1]));
});

test(
  'hostile connections: too many, too long, too slow; rndc still gets through',
  { timeout: 60_000 },
  async (context) => {
    const [ours] = await start(context, `options { OPTIONS };\n${ZONES}`);
    const sockets = Array.from({ length: 60 }, (_, i) => {
      const socket = connect(ours.controlPort, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.on('connect', () => socket.write(i % 2 === 0 ? 'GET / HTTP/1.0\r\n\r\n' : Buffer.alloc(3)));
      return socket;
    });
    await ours.program.says('invalid command from 127.0.0.1', 10);
    expect(ours.program.log()).toContain(': out of range');
    for (const socket of sockets) socket.destroy();
    await expect.poll(async () => (await rndc(ours, 'null')).status).toBe(0);
  },
);

test('with an empty `controls` there is no channel', { timeout: 30_000 }, async () => {
  const { says, log } = programs.ours(
    `controls { };\noptions { directory "."; listen-on port ${await freePort()} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; };`,
    '-g',
  );
  await says('running\n');
  expect(log()).not.toContain('command channel');
});
