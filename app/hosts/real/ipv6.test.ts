/** Where IPv6 leads out as well, the session's hosts speak it: with a root of its own on the machine's ::1. */
import { afterEach, expect, test } from 'vitest';
import { LabClock } from '../../engine/network/clock.ts';
import { Journal } from '../../engine/network/journal.ts';
import { isBindProblem } from '../../engine/network/transport.ts';
import { Name } from '../../engine/protocol/name.ts';
import { startNamed } from '../../engine/server/named.ts';
import { Session } from '../../engine/session.ts';
import { loadZone } from '../../engine/zone/load-zone.ts';
import { freePort } from '../../testing/free-port.ts';
import { windowOn } from '../../testing/session-window.ts';
import { runLine } from '../../testing/terminal-line.ts';
import { RealHost } from '../named/real-host.ts';
import { systemRandom } from '../named/system-random.ts';
import { machineClock } from '../wall-clock.ts';
import { contentFolder } from '../content-folder.ts';
import { realInternet } from './real-internet.ts';

const LABS = new URL('../../../labs', import.meta.url).pathname;
const HINTS = '. 3600000 NS only6.test.\nonly6.test. 3600000 AAAA ::1\n';
const ZONE = `$TTL 1h
. SOA only6.test. hostmaster.test. 1 1d 2h 4w 1h
. NS only6.test.
only6.test. AAAA ::1
www.test. A 192.0.2.6
`;

const open: { close(): void }[] = [];
afterEach(() => {
  for (const thing of open.splice(0)) thing.close();
});

async function rootOnLoopback(port: number): Promise<boolean> {
  const clock = new LabClock(machineClock, Date.now());
  clock.run();
  const random = systemRandom();
  const host = new RealHost({ clock, random });
  open.push(host, { close: () => clock.pause() });
  if ((await host.listen([{ address: '::1', port }])).length > 0) return false;
  const { zone } = loadZone(ZONE, { origin: Name.root, fileName: 'root.zone' });
  const journal = new Journal(clock, 1_000);
  const server = startNamed(host, { clock, journal, random, zones: zone ? [zone] : [], recursion: null });
  if (isBindProblem(server)) return false;
  open.unshift({ close: () => server.stop() });
  return true;
}

test('a root that has IPv6 alone is reached, walked from, and asked by the student’s dig', async (context) => {
  const port = await freePort();
  if (!(await rootOnLoopback(port))) context.skip('this machine has no ::1');
  const session = await Session.start({
    wall: machineClock,
    content: contentFolder(LABS),
    version: 'test',
    savedProgress: null,
    saveProgress: () => undefined,
    firstLab: null,
    realInternet: realInternet({ hints: HINTS, port, loopback: true, addresses: () => ['127.0.0.1', '::1'] }),
  });
  open.push(session);
  await windowOn(session).ask('internet.real', { confirmed: true });
  expect(session.network.hostNamed('cache')?.addresses).toEqual(['127.53.0.53', 'fd53::53']);
  expect(await runLine(session, 'dig +short www.test')).toBe('192.0.2.6\n');
  expect(await runLine(session, 'dig +norec @::1 www.test')).toContain(';; SERVER: ::1#53(::1) (UDP)');
  expect(await runLine(session, 'dig +tcp +norec @only6.test . SOA')).toContain(
    ';; SERVER: ::1#53(only6.test) (TCP)',
  );
  const asked = session
    .snapshot()
    .packets.filter((row) => row.destinationAddress === '::1' && row.sourceHost === 'cache');
  expect(asked.map((row) => row.destinationHost)).toContain('only6.test');
  expect(asked.every((row) => row.sourceAddress === '::1' && row.sourcePort >= 1024)).toBe(true);
});
