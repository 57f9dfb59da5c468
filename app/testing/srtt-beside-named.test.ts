/**
 * How BIND's named moves its servers' smoothed round-trip times, read from `rndc dumpdb -adb`: each step is one that
 * our own reckoning could have made from the same number, and chance stays within our bounds.
 */
import { createSocket, type Socket } from 'node:dgram';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressLine, type AddressLine } from '../engine/dump/read/side-lines.ts';
import { randomFrom, type Random } from '../engine/random.ts';
import { afterAnswer, afterPassingOver, afterSilence } from '../engine/resolver/smoothed-time.ts';
import { controlKeys, startControlledNamed, type ControlledNamed } from './controlled-named.ts';
import { freePort } from './free-port.ts';
import { findProgram, runProgram } from './programs.ts';

const missing = ['named', 'rndc', 'dig'].filter((program) => findProgram(program) === null);
const why = missing.length === 0 ? '' : ` (not here: ${missing.join(', ')})`;

/** So many servers that a bound four times as wide shows: once in 4^10 runs it would not, by chance. */
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const SPEAKS = NUMBERS.map((number) => `127.88.1.${number}`);
const CLOSED = NUMBERS.map((number) => `127.88.2.${number}`);
/** Milliseconds that a server takes to answer. */
const DELAY = 30;

let named: ControlledNamed;
let sockets: Socket[] = [];

beforeAll(async () => {
  if (missing.length > 0) return;
  const port = await freePort();
  const zone = (name: string, addresses: readonly string[]): string =>
    `zone "${name}" { type forward; forward only; forwarders { ${addresses.map((one) => `${one} port ${port};`).join(' ')} }; };\n`;
  sockets = await Promise.all(SPEAKS.map((address) => speaker(address, port)));
  const zones = NUMBERS.map(
    (number) =>
      zone(`speaks${number}`, [`127.88.1.${number}`]) + zone(`closed${number}`, [`127.88.2.${number}`]),
  );
  named = await startControlledNamed(
    'recursion yes;',
    `${zones.join('')}${zone('both', [SPEAKS[0] ?? '', CLOSED[0] ?? ''])}`,
  );
  writeFileSync(join(named.folder, 'rndc.conf'), `${controlKeys()}options { default-key "k"; };`);
}, 20_000);

afterAll(async () => {
  for (const socket of sockets) socket.close();
  if (missing.length === 0) await named.stop();
});

/** A server that answers everything late, with EDNS and nothing else. */
function speaker(address: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    let end = 12;
    while (query[end] !== 0) end += 1 + (query[end] ?? 0);
    const response = Buffer.alloc(end + 5 + 11);
    query.copy(response, 0, 0, end + 5);
    response.writeUInt16BE(0x8580, 2);
    response.writeUInt16BE(0, 6);
    response.writeUInt16BE(0, 8);
    response.writeUInt16BE(1, 10);
    // OPT (RFC 6891 §6.1.2): the root, type 41, 1232 octets.
    response.writeUInt16BE(41, end + 6);
    response.writeUInt16BE(1232, end + 8);
    setTimeout(() => {
      if (sockets.includes(socket)) socket.send(response, from.port, from.address);
    }, DELAY);
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, address, () => resolve(socket));
  });
}

/** Asks for each name once; gives the milliseconds that it all took. */
async function ask(names: readonly string[]): Promise<number> {
  const from = performance.now();
  await runProgram('dig', ['@127.0.0.1', '-p', String(named.port), '+tries=1', '+timeout=9', ...names]);
  return performance.now() - from;
}

/** What named knows of each address. */
async function known(): Promise<(address: string) => AddressLine> {
  const file = join(named.folder, 'named_dump.db');
  rmSync(file, { force: true });
  await runProgram('rndc', [
    ...['-c', join(named.folder, 'rndc.conf'), '-s', '127.0.0.1', '-p', String(named.controlPort)],
    ...['dumpdb', '-adb'],
  ]);
  const whole = (): boolean => existsSync(file) && readFileSync(file, 'utf8').includes('Dump complete');
  await expect.poll(whole, { timeout: 10_000 }).toBe(true);
  const found = new Map<string, AddressLine>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const read = addressLine(line);
    if (read !== null) found.set(read.address, read);
  }
  return (address) => {
    const line = found.get(address);
    if (line === undefined) throw new Error(`named does not know ${address}`);
    return line;
  };
}

/** A source that always draws the least or the greatest. */
function always(which: 'least' | 'most'): Random {
  return {
    ...randomFrom(
      () => 0,
      () => always(which),
    ),
    below: (bound) => (which === 'least' ? 0 : bound - 1),
  };
}

/** Whether a silence, or several, can have made `before` `after`. */
function expectSilences(before: number, after: AddressLine, silences: number, perhapsEdns: boolean): void {
  let most = before;
  for (let i = 0; i < silences; i++) most = afterSilence(most, always('most'), perhapsEdns);
  expect(after.srtt % 10).toBe(0);
  expect(after.srtt).toBeGreaterThanOrEqual(afterSilence(before, always('least'), perhapsEdns));
  expect(after.srtt).toBeLessThanOrEqual(most);
}

test.skipIf(missing.length > 0)(
  `named moves smoothed times by our steps${why}`,
  { timeout: 60_000 },
  async () => {
    // Who is not there, and never was: a quarter of what chance may add.
    await ask(NUMBERS.map((number) => `a.closed${number}`));
    const first = await known();
    for (const address of CLOSED) {
      expect(first(address).edns).toEqual([0, 1]);
      expectSilences(31, first(address), 1, true);
    }
    await ask(NUMBERS.map((number) => `b.closed${number}`));
    const second = await known();
    for (const address of CLOSED) {
      expect(second(address).edns).toEqual([0, 2]);
      expectSilences(first(address).srtt, second(address), 1, true);
    }

    // An answer: three tenths of what it took, which is about what the server waited (a timer counts from when its
    // turn of the event loop began), and less than dig did.
    for (const [i, address] of SPEAKS.entries()) {
      const most = await ask([`a.speaks${NUMBERS[i]}`]);
      const { srtt, edns } = (await known())(address);
      expect(edns).toEqual([1, 0]);
      expect(srtt).toBeGreaterThanOrEqual(afterAnswer(1, 0.8 * DELAY * 1000));
      expect(srtt).toBeLessThanOrEqual(afterAnswer(31, most * 1000));
    }

    // Passed over: exactly one part in 512, once for each second.
    const slow = CLOSED[0] ?? '';
    let before = second(slow).srtt;
    for (const name of ['a.both', 'b.both', 'c.both']) {
      const took = await ask([name]);
      const now = (await known())(slow).srtt;
      expect(took).toBeGreaterThan(0.8 * DELAY);
      if (now !== before) expect(now).toBe(afterPassingOver(before));
      before = now;
    }
    expect(before).toBeLessThan(second(slow).srtt);

    // Who has answered with EDNS and is gone: all that chance may add.
    const answered = await known();
    for (const socket of sockets.splice(0)) socket.close();
    await ask(NUMBERS.map((number) => `z.speaks${number}`));
    const gone = await known();
    let most = 0;
    for (const address of SPEAKS) {
      expectSilences(answered(address).srtt, gone(address), 1, false);
      most = Math.max(most, gone(address).srtt - answered(address).srtt);
    }
    expect(most).toBeGreaterThan(0x3ffff);
  },
);
