/**
 * Capture files as libpcap writes and reads them: classic pcap in either byte order, with microseconds or
 * nanoseconds. Simplified: of pcapng (what Wireshark saves) one section is read, and no statistics.
 */
import {
  LARGEST_SNAPSHOT,
  bad,
  type BadCapture,
  type CaptureFile,
  type CapturedPacket,
} from './capture-file.ts';
import { readPcapng } from './pcapng-file.ts';

const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;
const PCAPNG = 0x0a0d0d0a;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;

export function readCapture(octets: Uint8Array): CaptureFile | BadCapture {
  if (octets.length < 4)
    return bad(`truncated dump file; tried to read 4 file header bytes, only got ${octets.length}`);
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const little = isMagic(view.getUint32(0, true));
  if (view.getUint32(0) === PCAPNG) return readPcapng(octets);
  if (!little && !isMagic(view.getUint32(0))) return bad('unknown file format');
  if (octets.length < FILE_HEADER)
    return bad(
      `truncated dump file; tried to read ${FILE_HEADER} file header bytes, only got ${octets.length}`,
    );
  const major = view.getUint16(4, little);
  if (major !== 2)
    return bad(
      major < 2
        ? `archaic pcap savefile format`
        : `unsupported pcap savefile version ${major}.${view.getUint16(6, little)}`,
    );
  const nanoseconds = view.getUint32(0, little) === NANOSECONDS;
  const said = view.getInt32(16, little);
  const link = view.getUint32(20, little) & 0x03ff_ffff;
  // A snapshot length that cannot be stands for the largest.
  const snapshot = said <= 0 ? LARGEST_SNAPSHOT : said;
  return { kind: 'capture', link, snapshot, nanoseconds, ...readRecords(view, little, nanoseconds, octets) };
}

function isMagic(value: number): boolean {
  return value === MICROSECONDS || value === NANOSECONDS;
}

function readRecords(
  view: DataView,
  little: boolean,
  nanoseconds: boolean,
  octets: Uint8Array,
): Pick<CaptureFile, 'packets' | 'trouble'> {
  const packets: CapturedPacket[] = [];
  const cut = (wanted: number, what: string, got: number) => ({
    packets,
    trouble: `truncated dump file; tried to read ${wanted} ${what} bytes, only got ${got}`,
  });
  for (let at = FILE_HEADER; at < octets.length;) {
    if (at + RECORD_HEADER > octets.length) return cut(RECORD_HEADER, 'header', octets.length - at);
    const kept = view.getUint32(at + 8, little);
    if (kept > LARGEST_SNAPSHOT)
      return {
        packets,
        trouble: `invalid packet capture length ${kept}, bigger than maximum of ${LARGEST_SNAPSHOT}`,
      };
    const from = at + RECORD_HEADER;
    if (from + kept > octets.length) return cut(kept, 'captured', octets.length - from);
    const fraction = BigInt(view.getUint32(at + 4, little));
    packets.push({
      at: BigInt(view.getUint32(at, little)) * 1_000_000_000n + (nanoseconds ? fraction : fraction * 1000n),
      octets: octets.subarray(from, from + kept),
      length: view.getUint32(at + 12, little),
    });
    at = from + kept;
  }
  return { packets, trouble: null };
}

/** The head of a capture file in this writer's order: little-endian. */
export function captureHeader(link: number, snapshot: number, nanoseconds: boolean): Uint8Array {
  const header = new Uint8Array(FILE_HEADER);
  const view = new DataView(header.buffer);
  view.setUint32(0, nanoseconds ? NANOSECONDS : MICROSECONDS, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, snapshot, true);
  view.setUint32(20, link, true);
  return header;
}

export function captureRecord(packet: CapturedPacket, nanoseconds: boolean): Uint8Array {
  const record = new Uint8Array(RECORD_HEADER + packet.octets.length);
  const view = new DataView(record.buffer);
  view.setUint32(0, Number(packet.at / 1_000_000_000n), true);
  view.setUint32(4, Number((packet.at % 1_000_000_000n) / (nanoseconds ? 1n : 1000n)), true);
  view.setUint32(8, packet.octets.length, true);
  view.setUint32(12, packet.length, true);
  record.set(packet.octets, RECORD_HEADER);
  return record;
}
