import { describe, expect, test } from 'vitest';
import { type DnsLab, SMALL_HINTS, smallInternet } from '../../testing/dns-lab.ts';
import { without } from '../network/ports.ts';
import type { SourceOptions } from './source-ports.ts';

const HOSTS = Array.from({ length: 40 }, (_, i) => `n${i}.wild.tiscali.co.uk.`);

function lab(v4: NonNullable<SourceOptions['v4']>): DnsLab {
  const made = smallInternet();
  made.caching(SMALL_HINTS, { sources: { v4 } });
  return made;
}

/** From which ports and addresses the caching server asked over UDP. */
function sources(made: DnsLab): { ports: Set<number>; addresses: Set<string>; count: number } {
  const asked = made
    .packets()
    .filter(
      ({ sourceHost, destination, protocol }) =>
        sourceHost === 'cache' && destination.port === 53 && protocol === 'udp',
    );
  return {
    ports: new Set(asked.map(({ source }) => source.port)),
    addresses: new Set(asked.map(({ source }) => source.address)),
    count: asked.length,
  };
}

function logged(made: DnsLab): string {
  return made
    .journal()
    .flatMap((entry) => (entry.kind === 'log' ? [entry.text] : []))
    .join('\n');
}

async function askAll(made: DnsLab): Promise<string> {
  await made.ask('www.tiscali.co.uk.');
  const answers = await Promise.all(HOSTS.map((name) => made.ask(name)));
  return answers.map((answer) => answer?.rcode ?? '-').join('');
}

describe('source ports (query-source, use-v4-udp-ports)', () => {
  test('are random, each question its own, the same for the same seed', async () => {
    const [one, two] = [lab({}), lab({})];
    expect(await askAll(one)).toBe('0'.repeat(40));
    await askAll(two);
    const { ports, count } = sources(one);
    expect(ports.size).toBe(count);
    expect(Math.max(...ports) - Math.min(...ports)).toBeGreaterThan(30_000);
    expect([...sources(two).ports]).toEqual([...ports]);
  });

  test('come from the ranges, and not from what is to be avoided', async () => {
    const made = lab({
      ports: [
        { low: 5000, high: 5039 },
        { low: 6000, high: 6000 },
      ],
      avoid: [{ low: 5001, high: 5002 }],
    });
    expect(await askAll(made)).toMatch(/^0{39}/);
    const { ports } = sources(made);
    for (const port of ports) expect(port === 6000 || (port >= 5000 && port <= 5039)).toBe(true);
    expect([ports.has(5001), ports.has(5002)]).toEqual([false, false]);
    expect(ports.size).toBeGreaterThan(30);
  });

  test('where every port of the range is taken, the server is unreachable: address in use', async () => {
    const made = lab({ ports: [{ low: 5000, high: 5001 }] });
    await made.ask('www.tiscali.co.uk.');
    const answers = await Promise.all(['a', 'b', 'c'].map((host) => made.ask(`${host}.wild.tiscali.co.uk.`)));
    expect(answers.map((answer) => answer?.rcode)).toEqual([0, 0, 2]);
    expect(logged(made)).toContain('address in use resolving');
  });

  test('a fixed port serves all questions at once; each response finds its question', async () => {
    const made = lab({ port: 5555 });
    expect(await askAll(made)).toBe('0'.repeat(40));
    expect(sources(made)).toMatchObject({ ports: new Set([5555]), count: 43 });
    expect(made.servers.get('cache')?.resolver?.counters.ignored).toBe(0);
  });

  test('a fixed port is free again when the server stops', async () => {
    const made = lab({ port: 5555 });
    await made.ask('www.tiscali.co.uk.');
    made.servers.get('cache')?.restart();
    expect((await made.ask('www.tiscali.co.uk.'))?.rcode).toBe(0);
  });

  test('a response with another id is ignored on a fixed port too, and counted', async () => {
    const made = lab({ port: 5555 });
    const attacker = made.host('ns1.evil', '127.53.66.1').openUdp({ port: 53 });
    if ('kind' in attacker) throw new Error(attacker.reason);
    const asked = made.ask('www.tiscali.co.uk.');
    for (let id = 0; id < 50; id++)
      attacker.send(new Uint8Array([0, id, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0]), {
        address: '127.53.0.53',
        port: 5555,
      });
    expect((await asked)?.rcode).toBe(0);
    expect(made.servers.get('cache')?.resolver?.counters.ignored).toBe(50);
  });

  test('an address that the host does not have: nobody can be asked, and the log says why', async () => {
    const made = lab({ address: '127.53.0.99' });
    expect((await made.ask('www.tiscali.co.uk.'))?.rcode).toBe(2);
    expect(sources(made).count).toBe(0);
    expect(logged(made)).toContain('address not available resolving');
  });

  test('ranges less what is to be avoided', () => {
    const ranges = [
      { low: 10, high: 20 },
      { low: 15, high: 30 },
      { low: 40, high: 40 },
    ];
    expect(without(ranges, [])).toEqual([
      { low: 10, high: 20 },
      { low: 21, high: 30 },
      { low: 40, high: 40 },
    ]);
    expect(
      without(ranges, [
        { low: 40, high: 50 },
        { low: 12, high: 25 },
      ]),
    ).toEqual([
      { low: 10, high: 11 },
      { low: 26, high: 30 },
    ]);
  });
});
