/**
 * Captures: the journal's packets as a pcap file that tcpdump, Wireshark and tshark read.
 *
 * The classic format, little-endian, microseconds, link type RAW (the octets begin with the IP header). Every packet
 * is there that was sent, at the lab time at which it was sent, lost ones too: the tap sits where the sender is.
 * The same packets give the same octets.
 */
import { ipOctets } from './ip-packet.ts';
import type { JournalEntry, Packet } from './journal.ts';

const MAGIC = 0xa1b2c3d4;
const LINKTYPE_RAW = 101;
const SNAP_LENGTH = 262_144;

export interface CaptureFilter {
  /** Only what one host sent or was to get. */
  readonly host?: string;
}

export function pcapOf(entries: readonly JournalEntry[], filter: CaptureFilter = {}): Uint8Array {
  const pieces: Uint8Array[] = [fileHeader()];
  let length = 24;
  for (const entry of entries) {
    if (entry.kind !== 'packet-sent') continue;
    const { packet } = entry;
    if (
      filter.host !== undefined &&
      packet.sourceHost !== filter.host &&
      packet.destinationHost !== filter.host
    )
      continue;
    const record = packetRecord(packet);
    pieces.push(record);
    length += record.length;
  }
  const file = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}

function fileHeader(): Uint8Array {
  const header = new Uint8Array(24);
  const view = new DataView(header.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, SNAP_LENGTH, true);
  view.setUint32(20, LINKTYPE_RAW, true);
  return header;
}

function packetRecord(packet: Packet): Uint8Array {
  const octets = ipOctets(packet);
  const record = new Uint8Array(16 + octets.length);
  const view = new DataView(record.buffer);
  const microseconds = Math.round(packet.sentAt * 1_000);
  view.setUint32(0, Math.floor(microseconds / 1_000_000), true);
  view.setUint32(4, microseconds % 1_000_000, true);
  view.setUint32(8, octets.length, true);
  view.setUint32(12, octets.length, true);
  record.set(octets, 16);
  return record;
}
