import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { machineClock } from './wall-clock.ts';

function standStill(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test('after the program has stood still, what came meanwhile is read before a timer that fell due meanwhile fires', async () => {
  const [reader, sender] = [createSocket('udp4'), createSocket('udp4')];
  reader.bind(0, '127.0.0.1');
  await once(reader, 'listening');
  sender.connect(reader.address().port, '127.0.0.1');
  await once(sender, 'connect');
  const order: string[] = [];
  const both = new Promise<void>((resolve) => {
    const note = (what: string): void => {
      if (order.push(what) === 2) resolve();
    };
    reader.on('message', () => note('datagram'));
    // The next to come in Node's loop are the timers; then it reads its sockets.
    setImmediate(() => {
      machineClock.setTimer(() => note('timer'), 10);
      sender.send('x');
      standStill(60);
    });
  });
  await both;
  reader.close();
  sender.close();
  expect(order).toEqual(['datagram', 'timer']);
});

test('a late timer that is taken back in time never fires', async () => {
  const fired: string[] = [];
  const handle = machineClock.setTimer(() => fired.push('late'), 1);
  setTimeout(() => machineClock.clearTimer(handle), 1);
  standStill(30);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(fired).toEqual([]);
});
