/** Packets for captures: IP packets around any payload, and the captures made of them. */
import { ipOctets } from '../engine/network/ip-packet.ts';
import type { Packet } from '../engine/network/journal.ts';
import { captureHeader, captureRecord } from '../engine/tools/tcpdump/pcap-file.ts';

const RAW = 101;
const SNAPSHOT = 262_144;
/** 2026-03-07T14:00:00Z, in nanoseconds. */
const START = 1_772_892_000_000_000_000n;

/** A capture of raw IP packets, a millisecond apart. */
export function captureOf(packets: readonly Uint8Array[], link = RAW): Uint8Array {
  const pieces = [captureHeader(link, SNAPSHOT, false)];
  packets.forEach((octets, i) => {
    pieces.push(captureRecord({ at: START + BigInt(i) * 1_000_000n, octets, length: octets.length }, false));
  });
  const file = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}

/** A datagram to or from port 53, or to any other. */
export function udpPacket(payload: Uint8Array, ports: readonly [number, number], v6 = false): Uint8Array {
  return ipOctets({ ...between(ports, v6), protocol: 'udp', payload });
}

/** A segment of a stream that is open. */
export function tcpPacket(payload: Uint8Array, ports: readonly [number, number], v6 = false): Uint8Array {
  const tcp = { flags: { ack: true, psh: true }, seq: 1000, ack: 2000 } as const;
  return ipOctets({ ...between(ports, v6), protocol: 'tcp', payload, tcp });
}

function between(
  [source, destination]: readonly [number, number],
  v6: boolean,
): Omit<Packet, 'protocol' | 'payload'> {
  return {
    id: 1,
    sentAt: 0,
    source: { address: v6 ? 'fd53::2' : '127.53.0.2', port: source },
    destination: { address: v6 ? 'fd53::35' : '127.53.0.53', port: destination },
    sourceHost: 'laptop',
    destinationHost: 'cache',
  };
}
