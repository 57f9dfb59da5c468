/**
 * `rootwalk named` as a program of its own, asked by real dig. The Internet that it asks is the course's, through the
 * gateway: hints at 127.53.1.x, on the gateway's port, which is the server's own port too (BIND: `port`).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { summarise } from '../../engine/protocol/summary.ts';
import { openLab, type OpenLab } from '../../testing/lab-gateway.ts';
import { NamedPrograms, type RunningProgram } from '../../testing/named-program.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';

const ADDRESS = '127.0.0.1';
const ZONE = '$TTL 1h\n@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 127.0.0.1\nwww A 192.0.2.80\n';
const HINTS = 'zone "." { type hint; file "named.root"; };\n';

let lab: OpenLab;
let programs: NamedPrograms;

beforeAll(async () => {
  programs = await NamedPrograms.make();
  programs.write('example.test.zone', ZONE);
  lab = await openLab('rootwalk named');
}, 60_000);

afterAll(async () => {
  await lab.close();
  await programs.remove();
});

afterEach(() => programs.stopAll());

const start = (configuration: string, ...words: string[]): RunningProgram =>
  programs.ours(configuration, '-g', '-p', String(lab.port), ...words);

const dig = (...words: string[]) =>
  runProgram('dig', [`@${ADDRESS}`, '-p', String(lab.port), '-r', ...words]);

const CACHING =
  `options { directory "."; listen-on { ${ADDRESS}; }; listen-on-v6 { none; }; recursion yes; dnssec-validation no; };\n` +
  HINTS;

test('a caching server with a zone of its own: found from the root, from the cache, over TCP, from the file', async (context) => {
  needsPrograms(context, 'dig');
  const named = start(`${CACHING}zone "example.test" { type primary; file "example.test.zone"; };`);
  await named.says('running\n');
  expect(named.log()).toMatch(/^\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d\.\d{3} starting BIND /);
  expect(named.log()).toContain(`listening on IPv4 interface lo, ${ADDRESS}#${lab.port}`);
  expect(named.log()).toContain('zone example.test/IN: loaded serial 7');
  const found = await dig('www.tiscali.co.uk');
  expect(found.out).toMatch(/status: NOERROR[\s\S]*www\.tiscali\.co\.uk\.\s+\d+\s+IN\s+A\s+127\.53\.9\.1/);
  expect((await dig('www.tiscali.co.uk', '+short', '+norec')).out).toBe('127.53.9.1\n');
  expect((await dig('www.tiscali.co.uk', '+short', '+tcp')).out).toBe('127.53.9.1\n');
  expect((await dig('www.example.test')).out).toMatch(/flags: qr aa rd ra;[\s\S]*192\.0\.2\.80/);
  expect((await dig('nothing.tiscali.co.uk')).out).toContain('status: NXDOMAIN');
});

test('clients that no list allows are refused, and the log says why', async (context) => {
  needsPrograms(context, 'dig');
  const named = start(
    `acl me { ${ADDRESS}; };\n` +
      CACHING.replace(
        'recursion yes;',
        'recursion yes; allow-recursion { !me; any; }; allow-query { any; };',
      ) +
      'zone "example.test" { type primary; file "example.test.zone"; };',
  );
  await named.says('running\n');
  expect((await dig('www.tiscali.co.uk')).out).toContain('status: REFUSED');
  expect((await dig('www.example.test')).out).toContain('status: NOERROR');
  await named.says("query (cache) 'www.tiscali.co.uk/A/IN' denied");
});

test('a wrong configuration ends it with file, line and named’s words', async () => {
  const named = start(`options {\n  recursion yes;\n  recusrion no;\n};\n${HINTS}`);
  expect(await named.ended).toBe(1);
  expect(named.log()).toMatch(/named\.conf:3: unknown option 'recusrion'\n/);
  expect(named.log()).toMatch(/loading configuration: failure\n.*exiting \(due to fatal error\)\n$/);
});

test('SIGHUP reads it anew; where it is wrong, what runs runs on; SIGINT ends it with status 0', async (context) => {
  needsPrograms(context, 'dig');
  const named = start(`${CACHING}zone "example.test" { type primary; file "example.test.zone"; };`);
  await named.says('running\n');
  programs.write('named.conf', 'options { nonsense; };');
  named.child.kill('SIGHUP');
  await named.says('reloading configuration failed: failure');
  expect((await dig('www.example.test', '+short')).out).toBe('192.0.2.80\n');
  programs.write('other.test.zone', ZONE.replace('192.0.2.80', '192.0.2.81'));
  programs.write('named.conf', `${CACHING}zone "other.test" { type primary; file "other.test.zone"; };`);
  named.child.kill('SIGHUP');
  await named.says('zone other.test/IN: loaded serial 7');
  expect((await dig('www.other.test', '+short')).out).toBe('192.0.2.81\n');
  named.child.kill('SIGINT');
  expect(await named.ended).toBe(0);
  expect(named.log()).toMatch(/no longer listening on [\s\S]*shutting down[\s\S]*exiting\n$/);
});

test('forwarders are asked, and with `forward only` nobody else', async (context) => {
  needsPrograms(context, 'dig');
  const named = start(
    CACHING.replace('recursion yes;', 'recursion yes; forwarders { 127.53.0.53; }; forward only;'),
  );
  await named.says('running\n');
  const before = lab.lab.journal.last;
  expect((await dig('www.tiscali.co.uk', '+short')).out).toBe('127.53.9.1\n');
  const asked = new Set<string>();
  for (const entry of lab.lab.journal.since(before)) {
    if (entry.kind === 'packet-sent' && entry.packet.source.address.startsWith('127.0.0.'))
      asked.add(entry.packet.destination.address);
  }
  expect([...asked]).toEqual(['127.53.0.53']);
});

/**
 * The questions for names at or below `domain` that came into the lab from this machine since entry `after` of the journal: by whom, from
 * which port. Others may still be under way: the addresses of servers are looked up beside an answer.
 */
function askedOfLab(after: number, domain: string): { readonly to: string; readonly port: number }[] {
  return lab.lab.journal
    .since(after)
    .flatMap((entry) =>
      entry.kind === 'packet-sent' &&
      entry.packet.protocol === 'udp' &&
      entry.packet.source.address.startsWith('127.0.0.') &&
      `.${summarise(entry.packet.payload).qname}`.endsWith(`.${domain}`)
        ? [{ to: entry.packet.destination.address, port: entry.packet.source.port }]
        : [],
    );
}

const views = (more = ''): string =>
  `options { directory "."; listen-on { ${ADDRESS}; }; listen-on-v6 { none; }; ${more} };
   view "one" { match-clients { 127.0.0.1; }; ${HINTS} };
   view "two" { match-clients { 127.0.0.2; }; ${HINTS} };`;

describe('a reload', () => {
  test('keeps each view’s cache, takes the new limits, and tells what named tells', async (context) => {
    needsPrograms(context, 'dig');
    const named = start(views());
    await named.says('running\n');
    expect((await dig('www.tiscali.co.uk', '+short')).out).toBe('127.53.9.1\n');
    programs.write('named.conf', views('max-cache-ttl 60; querylog yes;'));
    named.child.kill('SIGHUP');
    await named.says('running\n', 2);
    expect(named.log()).toMatch(
      /received SIGHUP signal to reload zones[\s\S]*loading configuration from '[\s\S]*reloading configuration succeeded\n[\s\S]*reloading zones succeeded\n/,
    );
    const before = lab.lab.journal.last;
    expect((await dig('www.tiscali.co.uk', '+short')).out).toBe('127.53.9.1\n');
    expect(askedOfLab(before, 'www.tiscali.co.uk.')).toEqual([]);
    // The other view has a cache of its own, and asks.
    const other = await dig('-b', '127.0.0.2', 'www.tiscali.co.uk', '+noall', '+answer');
    expect(Number(/\s(\d+)\s+IN\s+A/.exec(other.out)?.[1])).toBeLessThanOrEqual(60);
    expect(askedOfLab(before, 'tiscali.co.uk.').length).toBeGreaterThan(0);
  });

  test('opens and closes doors as the new configuration has them', async (context) => {
    needsPrograms(context, 'dig');
    const named = start(CACHING);
    await named.says('running\n');
    programs.write('named.conf', CACHING.replace(`listen-on { ${ADDRESS}; }`, 'listen-on { 127.0.0.7; }'));
    named.child.kill('SIGHUP');
    await named.says(`no longer listening on ${ADDRESS}#${lab.port}`);
    await named.says('running\n', 2);
    const there = await runProgram('dig', [
      '@127.0.0.7',
      '-p',
      String(lab.port),
      '-r',
      '+short',
      'www.tiscali.co.uk',
    ]);
    expect(there.out).toBe('127.53.9.1\n');
    expect((await dig('+tries=1', '+time=1', 'www.tiscali.co.uk')).out).toContain('refused');
  });
});

test('source ports are random: they differ from each other, and are spread over the whole range', async (context) => {
  needsPrograms(context, 'dig');
  const named = start(CACHING);
  await named.says('running\n');
  const before = lab.lab.journal.last;
  for (let i = 0; i < 40; i++) await dig(`n${i}.tiscali.co.uk`, '+short');
  const ports = askedOfLab(before, 'tiscali.co.uk.').map(({ port }) => port);
  expect(ports.length).toBeGreaterThanOrEqual(40);
  // Two of some fifty may meet by chance; three times that is another thing.
  expect(new Set(ports).size).toBeGreaterThan(ports.length - 3);
  const quarters = new Set(ports.map((port) => Math.floor(port / 16_384)));
  expect(quarters.size).toBe(4);
});

test('query-source and use-v4-udp-ports: where the questions leave from', async (context) => {
  needsPrograms(context, 'dig');
  const named = start(
    CACHING.replace(
      'recursion yes;',
      'recursion yes; query-source address 127.0.0.3; use-v4-udp-ports { range 20000 20400; }; avoid-v4-udp-ports { range 20100 20400; };',
    ),
  );
  await named.says('running\n');
  const before = lab.lab.journal.last;
  expect((await dig('www.tiscali.co.uk', '+short')).out).toBe('127.53.9.1\n');
  const sources = lab.lab.journal
    .since(before)
    .flatMap((entry) =>
      entry.kind === 'packet-sent' && entry.packet.source.address.startsWith('127.0.0.')
        ? [entry.packet.source]
        : [],
    );
  expect(sources.length).toBeGreaterThan(0);
  for (const { address, port } of sources) {
    expect(address).toBe('127.0.0.3');
    expect(port).toBeGreaterThanOrEqual(20_000);
    expect(port).toBeLessThan(20_100);
  }
});

describe('logging', () => {
  const LOGGING = `logging {
      channel all { file "all.log"; severity info; print-time yes; print-category yes; print-severity yes; };
      channel asked { file "asked.log" versions 2 size 1k; print-time iso8601-utc; };
      channel denied { file "denied.log"; print-severity yes; };
      channel elsewhere { syslog daemon; };
      category default { all; elsewhere; };
      category queries { asked; };
      category security { denied; };
      category lame-servers { null; };
    };\n`;
  const read = (file: string): string => readFileSync(join(programs.folder, file), 'utf8');

  test('goes to the files of its categories, in named’s form; files are rolled; -f leaves standard error to the rest', async (context) => {
    needsPrograms(context, 'dig');
    const named = programs.ours(
      LOGGING + CACHING.replace('recursion yes;', 'recursion yes; allow-recursion { 127.0.0.1; };'),
      '-f',
      '-p',
      String(lab.port),
    );
    await named.says('running\n');
    expect(named.log()).toContain("channel 'elsewhere': syslog is not supported");
    for (let i = 0; i < 30; i++) await dig('www.tiscali.co.uk', '+short');
    await dig('-b', '127.0.0.2', 'www.tiscali.co.uk');
    expect(read('all.log')).toMatch(
      /^\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d\.\d{3} general: notice: running$/m,
    );
    expect(read('all.log')).not.toContain(' queries: ');
    // A category `queries` of its own turns the query log on.
    expect(read('asked.log')).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z client @0x\S+ 127\.0\.0\.\d#\d+ \(www\.tiscali\.co\.uk\): query: /,
    );
    expect(read('denied.log')).toMatch(
      /^info: client .*query \(cache\) 'www\.tiscali\.co\.uk\/A\/IN' denied/m,
    );
    expect(
      ['.0', '.1', '.2'].map((version) => existsSync(join(programs.folder, `asked.log${version}`))),
    ).toEqual([true, true, false]);
    expect(named.log()).not.toContain('query: ');
  });

  test('with -g all goes to standard error as well', async () => {
    const named = start(LOGGING + CACHING);
    await named.says('running\n');
    expect(read('all.log')).toContain('general: notice: running');
    expect(named.log()).toMatch(/\d\.\d{3} running\n/);
  });
});

test('what named knows and rootwalk does not act on is told once, with its place, also over a reload', async () => {
  const named = start(CACHING.replace('recursion yes;', 'recursion yes; synth-from-dnssec no; notify no;'));
  await named.says('running\n');
  named.child.kill('SIGHUP');
  await named.says('running\n', 2);
  expect(named.log().split("option 'synth-from-dnssec' is not implemented").length).toBe(2);
  expect(named.log()).toMatch(/named\.conf:1: option 'notify' is not implemented\n/);
});

test('IPv6: asked and answered at ::1, over UDP and TCP', async (context) => {
  needsPrograms(context, 'dig');
  const named = start(CACHING.replace('listen-on-v6 { none; }', 'listen-on-v6 { ::1; }'));
  await named.says('running\n');
  for (const how of ['+notcp', '+tcp']) {
    const answer = await runProgram('dig', [
      '@::1',
      '-p',
      String(lab.port),
      '-r',
      how,
      '+short',
      'www.tiscali.co.uk',
    ]);
    expect(answer.out).toBe('127.53.9.1\n');
  }
});
