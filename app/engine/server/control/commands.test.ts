/** Control commands at a server of the lab: what they change, and what they write. */
import { describe, expect, test } from 'vitest';
import { DnsLab, lines, SMALL_HINTS, smallInternet, zoneOf } from '../../../testing/dns-lab.ts';
import { RCODE } from '../../protocol/codes.ts';
import { nameOf } from '../../protocol/name.ts';
import type { NamedServer } from '../named.ts';
import { runCommand } from './commands.ts';
import type { Controlled, ControlFile } from './controlled.ts';
import { QuestionCounters } from './question-counters.ts';
import type { CommandReply } from './results.ts';

const CACHE = '127.53.0.53';

class Rig {
  readonly files = new Map<ControlFile, string>();
  readonly log: string[] = [];
  ended = false;
  readonly controlled: Controlled;

  constructor(lab: DnsLab, named: NamedServer) {
    const questions = new QuestionCounters(lab.lab.journal, named.name);
    this.controlled = {
      named,
      clock: lab.clock,
      questions,
      debugLevel: 0,
      facts: {
        version: 'BIND 9.18.49-rootwalk <id:>',
        runningOn: 'resolver: lab',
        startedAt: 0,
        configuredAt: 0,
        configurationFile: '/etc/bind/named.conf',
        reloadFailed: false,
        cpus: 1,
        processId: 1,
        keys: [],
        stamp: (at) => new Date(at).toISOString(),
      },
      log: (_, text) => void this.log.push(text),
      reload: (_, done) => done(null),
      reloadZone: (_view, _origin, done) => done('up-to-date'),
      zoneFacts: () => null,
      write: (file, pieces, done) => {
        this.files.set(file, [...pieces].join(''));
        done(true);
      },
      end: () => (this.ended = true),
    };
  }

  run(command: string, readOnly = false): CommandReply {
    let said: CommandReply | null = null;
    runCommand(this.controlled, { command, readOnly }, (reply) => (said = reply));
    if (said === null) throw new Error('no reply yet');
    return said;
  }
}

describe('flush', () => {
  test('flushname and flushtree leave nothing of the name, and the rest', async () => {
    const lab = smallInternet();
    const rig = new Rig(lab, lab.caching(SMALL_HINTS));
    await lab.ask('www.tiscali.co.uk.', 'A', CACHE);
    const known = (): string[] =>
      [...(rig.controlled.named.cache?.entries() ?? [])].map(({ owner }) => String(owner));
    expect(known()).toContain('www.tiscali.co.uk.');
    expect(rig.run('flushname WWW.tiscali.co.uk').result).toBe('ISC_R_SUCCESS');
    expect(known()).not.toContain('www.tiscali.co.uk.');
    expect(known()).toContain('tiscali.co.uk.');
    rig.run('flushtree co.uk');
    expect(known().filter((name) => name.endsWith('co.uk.'))).toEqual([]);
    expect(known()).toContain('uk.');
    rig.run('flush');
    expect(known()).toEqual([]);
  });
});

describe('files', () => {
  test('a dump has what is known, what failed, and what is kept beyond its time', async () => {
    const lab = new DnsLab();
    const root = lab.authority(
      'ns.root',
      '127.53.1.1',
      zoneOf(
        '.',
        '. 3600 SOA ns.root. hm.root. 1 2 3 4 5\n. 360000 NS ns.root.\nns.root. 360000 A 127.53.1.1\nw.test. 10 A 127.0.0.9\n',
      ),
    );
    const hints = '. 3600000 NS ns.root.\nns.root. 3600000 A 127.53.1.1\n';
    const rig = new Rig(lab, lab.caching(hints, { stale: { maxStaleTtl: 600 }, failureTtl: 30 }));
    await lab.ask('w.test.', 'A', CACHE);
    await lab.ask('x.test.', 'A', CACHE);
    root.stop();
    await lab.clock.jump(12_000);
    await lab.ask('y.test.', 'A', CACHE, { limitMs: 30_000 });
    rig.run('dumpdb');
    const dump = rig.files.get('dump') ?? '';
    expect(dump).toContain('; using a 600 second stale ttl\n$DATE 2026');
    expect(dump).toMatch(/; authanswer\n; stale since 2026\d{10}\nw\.test\.\t\t\t5\d\d\tA\t127\.0\.0\.9\n/);
    expect(dump).toMatch(/; SERVFAIL cache\n;\n; y\.test\/A \[ttl \d{4,5}\]\n/);
    expect(dump).toMatch(/;\t127\.53\.1\.1 \[srtt \d+\] \[flags 0000000\d\] \[edns 2\/[1-9]/);
    expect(dump).toMatch(/; Start view _bind\n[\s\S]*; Dump complete\n$/);
    expect(dump).not.toContain('Zone dump');
    expect(rig.log).toEqual([
      "received control channel command 'dumpdb'",
      'dumpdb started',
      'dumpdb complete',
    ]);
    rig.run('dumpdb -fail _default');
    expect(rig.files.get('dump')).toMatch(
      /^;\n; Start view _default\n;\n;\n; SERVFAIL cache\n;\n; y\.test\/A \[ttl \d+\]\n; Dump complete\n$/,
    );
  });

  test('recursing tells who waits for what', async () => {
    const lab = smallInternet();
    const rig = new Rig(lab, lab.caching(SMALL_HINTS));
    // Not long enough for an answer.
    await lab.ask('www.tiscali.co.uk.', 'A', CACHE, { limitMs: 8 });
    rig.run('recursing');
    expect(rig.files.get('recursing')).toMatch(
      /^;\n; Recursing Queries\n;\n; client 127\.53\.0\.\d+#\d+: id \d+ 'www\.tiscali\.co\.uk\/A\/IN' requesttime \d{10}\n/,
    );
    // As named 9.18: fetches are counted without a limit too.
    expect(rig.files.get('recursing')).toMatch(
      /\n; Active fetch domains \[view: _default\]\n;\n\S*\.: 1 active \(0 spilled, 1 allowed\)\n/,
    );
    expect(rig.run('status').text).toContain('recursive clients: 1/900/1000\n');
    await lab.clock.jump(1000);
    rig.run('recursing');
    expect(rig.files.get('recursing')).not.toContain('client');
  });

  test('stats count what came in, what went out, and what others were asked', async () => {
    const lab = smallInternet();
    const rig = new Rig(lab, lab.caching(SMALL_HINTS));
    for (let i = 0; i < 3; i++) await lab.ask('www.tiscali.co.uk.', 'A', CACHE);
    await lab.ask('nothing.tiscali.co.uk.', 'TXT', CACHE);
    rig.run('stats');
    const counted = new Map(
      [...(rig.files.get('statistics') ?? '').matchAll(/^ {0,19}(\d+) (.*)$/gm)].map(([, count, what]) => [
        what,
        Number(count),
      ]),
    );
    const of = (...what: string[]) => what.map((one) => counted.get(one));
    expect(of('QUERY', 'TXT', 'NOERROR', 'NXDOMAIN')).toEqual([4, 1, 3, expect.any(Number)]);
    expect(of('queries resulted in successful answer', 'queries resulted in NXDOMAIN')).toEqual([3, 1]);
    expect(of('queries caused recursion', 'responses sent', 'UDP queries received')).toEqual([2, 4, 4]);
    const sent = counted.get('IPv4 queries sent') ?? 0;
    expect(sent).toBe(lab.questions('cache').length);
    expect(counted.get('IPv4 responses received')).toBe(sent);
  });
});

describe('serve-stale', () => {
  test('off and on change what is answered, reset brings back what is configured', async () => {
    const lab = new DnsLab();
    const root = lab.authority(
      'ns.root',
      '127.53.1.1',
      zoneOf(
        '.',
        '. 3600 SOA ns.root. hm.root. 1 2 3 4 5\n. 360000 NS ns.root.\nns.root. 360000 A 127.53.1.1\nw.test. 10 A 127.0.0.9\n',
      ),
    );
    const hints = '. 3600000 NS ns.root.\nns.root. 3600000 A 127.53.1.1\n';
    const rig = new Rig(lab, lab.caching(hints, { stale: { answers: false }, failureTtl: 0 }));
    const asked = async () => {
      const answer = await lab.ask('w.test.', 'A', CACHE, { limitMs: 30_000 });
      return [answer?.rcode, ...lines(answer?.answers ?? [])];
    };
    await asked();
    root.stop();
    await lab.clock.jump(11_000);
    const nothing = [RCODE.SERVFAIL];
    expect(await asked()).toEqual(nothing);
    expect(rig.run('serve-stale status').text).toContain(
      '_default: stale cache enabled; stale answers disabled',
    );
    rig.run('serve-stale on');
    expect(await asked()).toEqual([RCODE.NOERROR, 'w.test. 30 IN A 127.0.0.9']);
    rig.run('serve-stale off');
    expect(await asked()).toEqual(nothing);
    rig.run('serve-stale reset');
    expect(await asked()).toEqual(nothing);
  });
});

test.each([
  ['testgen', 'abcdefghijklmnopqrstuvwxyz'],
  ['testgen 38', 'abcdefghijklmnopqrstuvwxyz0123456789ab'],
  ['testgen 0', ''],
  ['timerpoke', ''],
])('%s: %s', (command, text) => {
  const lab = smallInternet(new DnsLab());
  const { controlled } = new Rig(lab, lab.caching(SMALL_HINTS));
  let said: CommandReply | null = null;
  runCommand(controlled, { command, readOnly: false }, (reply) => (said = reply));
  expect(said).toMatchObject({ result: 'ISC_R_SUCCESS', text });
});

test('over a read-only channel nothing changes', () => {
  const lab = smallInternet();
  const rig = new Rig(lab, lab.caching(SMALL_HINTS));
  expect(rig.run('querylog on', true).result).toBe('ISC_R_FAILURE');
  expect(rig.controlled.named.queryLog).toBe(false);
  expect(rig.run('stop', true).result).toBe('ISC_R_FAILURE');
  expect([rig.ended, rig.files.size]).toEqual([false, 0]);
  expect(rig.run('status', true).result).toBe('ISC_R_SUCCESS');
  expect(rig.run('stop').result).toBe('ISC_R_SUCCESS');
  expect(rig.ended).toBe(true);
});

test('a server without recursion has the same commands', () => {
  const lab = new DnsLab();
  const zone = zoneOf('example.', '@ 3600 SOA ns hm 7 2 3 4 5\n@ 3600 NS ns\nns 3600 A 127.53.1.1\n');
  const rig = new Rig(lab, lab.authority('ns', '127.53.1.1', zone));
  for (const command of ['flush', 'flushname a', 'recursing', 'stats', 'dumpdb -all', 'serve-stale status'])
    expect(rig.run(command).result).toBe('ISC_R_SUCCESS');
  expect(rig.files.get('dump')).toContain(
    "; Zone dump of 'example/IN'\n;\nexample.\t\t\t\t      3600 IN SOA\tns.example.",
  );
  expect(rig.run('zonestatus example').text).toContain('serial: 7\nnodes: 2\n');
  expect(rig.controlled.named.zones.get(nameOf('example.'))).not.toBeNull();
});
