/** pcapng files (the form that Wireshark saves), as far as tcpdump shows them: interfaces and packets of one section. */
import {
  LARGEST_SNAPSHOT,
  bad,
  type BadCapture,
  type CapturedPacket,
  type CaptureFile,
} from './capture-file.ts';

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const SIMPLE = 3;
const ENHANCED = 6;
const BYTE_ORDER = 0x1a2b3c4d;
const RESOLUTION = 9;

interface Interface {
  readonly link: number;
  readonly snapshot: number;
  /** How many nanoseconds one unit of its times is, and how many units make one, the other being 1. */
  readonly times: bigint;
  readonly divided: bigint;
}

export function readPcapng(octets: Uint8Array): CaptureFile | BadCapture {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  if (octets.length < 28) return bad('truncated pcapng dump file');
  const little = view.getUint32(8, true) === BYTE_ORDER;
  if (!little && view.getUint32(8) !== BYTE_ORDER) return bad('unknown file format');
  const interfaces: Interface[] = [];
  const packets: CapturedPacket[] = [];
  let trouble: string | null = null;
  for (let at = 0; at + 12 <= octets.length;) {
    const type = view.getUint32(at, little);
    const size = view.getUint32(at + 4, little);
    if (size < 12 || size % 4 !== 0 || at + size > octets.length) {
      trouble = 'truncated pcapng dump file';
      break;
    }
    if (type === INTERFACE) interfaces.push(readInterface(view, little, at, size));
    else if (type === ENHANCED || type === SIMPLE) {
      const packet = readPacket(view, little, octets, { type, at, size }, interfaces);
      if (packet === null) {
        trouble = 'a packet of no interface';
        break;
      }
      packets.push(packet);
    } else if (type === SECTION && at > 0) {
      trouble = 'this file has more than one section';
      break;
    }
    at += size;
  }
  const first = interfaces[0];
  if (first === undefined) return bad('the file has no interface');
  return {
    kind: 'capture',
    link: first.link,
    snapshot: first.snapshot === 0 ? LARGEST_SNAPSHOT : first.snapshot,
    nanoseconds: false,
    packets,
    trouble,
  };
}

function readInterface(view: DataView, little: boolean, at: number, size: number): Interface {
  let resolution = 6;
  for (let option = at + 16; option + 4 <= at + size - 4;) {
    const code = view.getUint16(option, little);
    const length = view.getUint16(option + 2, little);
    if (code === 0) break;
    if (code === RESOLUTION && length >= 1) resolution = view.getUint8(option + 4);
    option += 4 + Math.ceil(length / 4) * 4;
  }
  return {
    link: view.getUint16(at + 8, little),
    snapshot: view.getUint32(at + 12, little),
    ...unitOf(resolution),
  };
}

/** Powers of ten, or of two where the highest bit says so. */
function unitOf(resolution: number): Pick<Interface, 'times' | 'divided'> {
  if ((resolution & 0x80) !== 0) return { times: 1_000_000_000n, divided: 2n ** BigInt(resolution & 0x7f) };
  return resolution <= 9
    ? { times: 10n ** BigInt(9 - resolution), divided: 1n }
    : { times: 1n, divided: 10n ** BigInt(resolution - 9) };
}

function readPacket(
  view: DataView,
  little: boolean,
  octets: Uint8Array,
  block: { readonly type: number; readonly at: number; readonly size: number },
  interfaces: readonly Interface[],
): CapturedPacket | null {
  const { type, at, size } = block;
  const enhanced = type === ENHANCED;
  if (enhanced && size < 32) return null;
  const from = interfaces[enhanced ? view.getUint32(at + 8, little) : 0];
  if (from === undefined) return null;
  const length = view.getUint32(enhanced ? at + 24 : at + 8, little);
  const start = enhanced ? at + 28 : at + 12;
  const kept = enhanced ? view.getUint32(at + 20, little) : length;
  if (start + kept > at + size - 4) return null;
  const time = enhanced
    ? (BigInt(view.getUint32(at + 12, little)) << 32n) + BigInt(view.getUint32(at + 16, little))
    : 0n;
  return { at: (time * from.times) / from.divided, octets: octets.subarray(start, start + kept), length };
}
