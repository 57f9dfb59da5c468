import { expect, test } from 'vitest';
import { captureOf, udpPacket } from '../../../testing/capture-packets.ts';
import { testRun } from '../../../testing/tool-run.ts';
import type { ToolFiles } from '../tool.ts';
import type { LivePacket } from './capture-source.ts';
import { tcpdumpOn } from './tcpdump.ts';

const PACKET = udpPacket(new Uint8Array(500), [40_000, 53]);

/** A disk that holds a file's head and nothing more. */
const FULL: ToolFiles = {
  read: () => Promise.resolve(captureOf([PACKET, PACKET])),
  write: () => Promise.resolve(null),
  append: () =>
    Promise.resolve({ kind: 'file-problem', reason: 'no-space', message: 'No space left on device' }),
};

test('a full disk ends a copy of a capture, in libpcap’s words', async () => {
  const run = testRun(['-r', 'a.pcap', '-w', 'b.pcap']);
  expect(await tcpdumpOn(null)({ ...run.context, files: FULL })).toBe(1);
  expect(run.err()).toMatch(/tcpdump: Unable to write output: No space left on device\n$/);
});

test('a full disk ends a live capture, which no longer listens', async () => {
  const run = testRun(['-U', '-w', 'b.pcap']);
  const listeners = new Set<(packet: LivePacket) => void>();
  const tool = tcpdumpOn({
    interfaces: [{ name: 'eth0', state: 'Up', description: '', link: 101 }],
    listen: (_name, listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const ended = tool({ ...run.context, files: FULL, privileged: true });
  for (let i = 0; i < 100; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    for (const hear of listeners) hear({ at: 0n, octets: PACKET, length: PACKET.length, outgoing: true });
  }
  expect(await ended).toBe(1);
  expect(listeners.size).toBe(0);
  expect(run.err()).toMatch(/tcpdump: Unable to write output: No space left on device\n$/);
});
