import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../engine/network/journal.ts';
import { isBindProblem } from '../../engine/network/transport.ts';
import { bareLab } from '../../testing/bare-lab.ts';
import type { BareLab } from '../../testing/bare-lab.ts';
import { OutsideSenders } from './outside-senders.ts';

const LAB = '127.53.0.53';
const hello = new TextEncoder().encode('hello');

interface Setting extends BareLab {
  readonly senders: OutsideSenders;
  /** Whom the lab answered. */
  readonly answered: Endpoint[];
}

function setting(): Setting {
  const lab = bareLab();
  const host = lab.network.addHost({ name: 'cache', addresses: [LAB], latencyMs: 1 });
  const echo = host.openUdp({ port: 53 });
  if (isBindProblem(echo)) throw new Error(echo.reason);
  echo.onDatagram = (payload, from, to) => echo.send(payload, from, to.address);
  const answered: Endpoint[] = [];
  const senders = new OutsideSenders(lab.network, lab.clock, (_, __, to) => answered.push(to));
  return { ...lab, senders, answered };
}

describe('real senders', () => {
  test('that have long been silent are forgotten, their hosts too, and come back as if new', async () => {
    const { senders, clock, network, answered } = setting();
    const from = { address: '127.0.0.1', port: 40_000 };
    senders.deliver(hello, from, LAB);
    clock.run();
    await clock.jump(10);
    senders.sweep();
    expect(network.hostNamed('your machine')).not.toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 5));
    senders.sweep(1);
    expect(network.hostNamed('your machine')).toBeNull();
    senders.deliver(hello, from, LAB);
    await clock.jump(10);
    expect(answered).toEqual([from, from]);
  });

  test('are not forgotten while the lab is paused: it owes them an answer', async () => {
    const { senders, clock, answered } = setting();
    senders.deliver(hello, { address: '127.0.0.1', port: 40_000 }, LAB);
    await new Promise((resolve) => setTimeout(resolve, 5));
    senders.sweep(1);
    await clock.jump(10);
    expect(answered).toHaveLength(1);
  });

  test('keep their host while one of its streams is open', async () => {
    const { senders, clock, network } = setting();
    network.hostAt(LAB)?.listenTcp({ port: 53 }, () => undefined);
    const stream = senders.hostOf('127.0.0.1')?.connectTcp({ address: LAB, port: 53 });
    clock.run();
    await clock.jump(10);
    await new Promise((resolve) => setTimeout(resolve, 5));
    senders.sweep(1);
    expect(network.hostNamed('your machine')?.streams).toBe(1);
    if (stream && !isBindProblem(stream)) stream.reset();
    senders.sweep(1);
    expect(network.hostNamed('your machine')).toBeNull();
  });

  test('are bounded: the one that was silent longest makes room, and hosts do not grow without end', async () => {
    const { senders, clock, network, answered } = setting();
    for (let i = 0; i < 5_000; i++) senders.deliver(hello, { address: '127.0.0.1', port: 1_024 + i }, LAB);
    await clock.jump(10);
    expect(answered).toHaveLength(4_096);
    expect(answered.at(-1)?.port).toBe(1_024 + 4_999);
    for (let i = 1; i < 200; i++) senders.deliver(hello, { address: `127.9.0.${i}`, port: 5_000 }, LAB);
    expect(network.hosts.length).toBeLessThanOrEqual(1 + 64);
  });

  test('hear nothing from other ports of lab hosts than the one that the gateway stands for', async () => {
    const { senders, clock, network, answered } = setting();
    senders.deliver(hello, { address: '127.0.0.1', port: 40_000 }, LAB);
    const other = network.hostAt(LAB)?.openUdp({ port: 54 });
    if (!other || isBindProblem(other)) throw new Error('no socket');
    expect(other.send(hello, { address: '127.0.0.1', port: 40_000 }, LAB)).not.toBeNull();
    await clock.jump(10);
    expect(answered).toHaveLength(1);
  });

  test('on the port of a program inside the lab get another one, and their answer all the same', async () => {
    const { senders, clock, network, answered } = setting();
    const laptop = network.addHost({ name: 'laptop', addresses: ['127.53.0.2'], latencyMs: 1 });
    const inside = laptop.openUdp({ port: 40_000 });
    if (isBindProblem(inside)) throw new Error(inside.reason);
    inside.onDatagram = () => expect.unreachable();
    const from = { address: '127.53.0.2', port: 40_000 };
    senders.deliver(hello, from, LAB);
    await clock.jump(10);
    expect(answered).toEqual([from]);
    senders.close();
    expect(network.hostNamed('laptop')).toBe(laptop);
  });
});
