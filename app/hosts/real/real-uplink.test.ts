import { afterEach, expect, test } from 'vitest';
import { LabClock } from '../../engine/network/clock.ts';
import { isBindProblem, type UdpSocket } from '../../engine/network/transport.ts';
import type { Uplink } from '../../engine/network/uplink.ts';
import { machineClock } from '../wall-clock.ts';
import { mayLeave } from './may-leave.ts';
import { openUplink } from './real-uplink.ts';

let uplink: Uplink | null = null;
afterEach(() => uplink?.close());

function open(toLoopback: boolean): Uplink {
  const clock = new LabClock(machineClock, Date.now());
  uplink = openUplink({
    clock,
    addresses: ['127.0.0.1'],
    port: 53,
    reaches: (address) => mayLeave(address, toLoopback),
  });
  return uplink;
}

function socketOf(from: Uplink): UdpSocket {
  const socket = from.openUdp();
  if (isBindProblem(socket)) throw new Error(socket.reason);
  return socket;
}

test('five hundred sockets at once, and no more until one is closed', () => {
  const limited = open(true);
  const sockets = Array.from({ length: 500 }, () => socketOf(limited));
  expect(limited.openUdp()).toMatchObject({ kind: 'bind-problem', reason: 'address-in-use' });
  expect(limited.connectTcp({ address: '127.0.0.1', port: 9 })).toMatchObject({ kind: 'bind-problem' });
  sockets[0]?.close();
  expect(isBindProblem(limited.openUdp())).toBe(false);
});

test('nothing goes to this machine itself, over UDP or TCP', () => {
  const outward = open(false);
  for (const address of ['127.0.0.1', '127.53.0.53', '::1', '0.0.0.0', '224.0.0.251']) {
    expect(socketOf(outward).send(new Uint8Array(12), { address, port: 53 }), address).toBeNull();
    expect(outward.connectTcp({ address, port: 53 }), address).toMatchObject({ kind: 'bind-problem' });
  }
});
