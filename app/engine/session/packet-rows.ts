/** Packets as the window lists them, and one of them taken apart. */
import type { DecodedPacket, PacketFate, PacketRow } from '../../contract.ts';
import { isControlTraffic } from '../network/control-traffic.ts';
import type { Packet } from '../network/journal.ts';
import { dissect } from '../protocol/dissect.ts';
import { summarise } from '../protocol/summary.ts';

export function packetRow(packet: Packet, fate: PacketFate): PacketRow {
  const message = messageOctets(packet);
  const summary = message ? summarise(message) : null;
  return {
    id: packet.id,
    at: packet.sentAt,
    protocol: packet.protocol,
    sourceHost: packet.sourceHost,
    sourceAddress: packet.source.address,
    sourcePort: packet.source.port,
    destinationHost: packet.destinationHost,
    destinationAddress: packet.destination.address,
    destinationPort: packet.destination.port,
    length: packet.payload.length,
    summary: summary ? summary.text : transportSummary(packet),
    meaning: summary?.meaning ?? 'other',
    qname: summary?.qname ?? '',
    qtype: summary?.qtype ?? '',
    aa: summary?.aa ?? false,
    fate,
  };
}

export function decodedPacket(packet: Packet, fate: PacketFate): DecodedPacket {
  const message = messageOctets(packet);
  // Offsets count from the payload's first octet; over TCP two octets of length stand before the message.
  const shift = message ? packet.payload.length - message.length : 0;
  const fields = message ? dissect(message) : [];
  return {
    row: packetRow(packet, fate),
    hex: Array.from(packet.payload, (octet) => octet.toString(16).padStart(2, '0')).join(''),
    fields:
      shift === 0
        ? fields
        : [
            {
              label: 'Length',
              value: String(message?.length ?? 0),
              start: 0,
              end: shift,
              note: 'Over TCP each message is preceded by its length in two octets (RFC 1035 §4.2.2).',
              children: [],
            },
            ...fields.map((field) => shifted(field, shift)),
          ],
  };
}

function shifted(field: DecodedPacket['fields'][number], by: number): DecodedPacket['fields'][number] {
  return {
    ...field,
    start: field.start + by,
    end: field.end + by,
    children: field.children.map((child) => shifted(child, by)),
  };
}

/** The octets of the DNS message that a packet carries whole; null for TCP's own segments, parts of messages and ICMP. */
export function messageOctets(packet: Packet): Uint8Array | null {
  const { payload } = packet;
  if (packet.protocol === 'udp') return payload;
  if (packet.protocol !== 'tcp' || payload.length < 14 || isControlTraffic(packet)) return null;
  const length = ((payload[0] as number) << 8) + (payload[1] as number);
  return length === payload.length - 2 ? payload.subarray(2) : null;
}

function transportSummary(packet: Packet): string {
  if (packet.protocol === 'icmp') {
    const { icmp } = packet;
    const what = (icmp?.kind ?? 'port-unreachable').replace('-', ' ');
    if (icmp && 'sequence' in icmp) return `ICMP ${what}, id ${icmp.id}, sequence ${icmp.sequence}`;
    return `ICMP ${what}, about packet ${icmp?.about ?? '?'}`;
  }
  const { syn, ack, fin, rst, psh } = packet.tcp?.flags ?? {};
  const flags = `${syn ? 'S' : ''}${fin ? 'F' : ''}${rst ? 'R' : ''}${psh ? 'P' : ''}${ack ? '.' : ''}`;
  const what = isControlTraffic(packet) ? 'rndc: ' : '';
  return `${what}Flags [${flags || 'none'}], seq ${packet.tcp?.seq ?? 0}, ack ${packet.tcp?.ack ?? 0}, length ${packet.payload.length}`;
}
