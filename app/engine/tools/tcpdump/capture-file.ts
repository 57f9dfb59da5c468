/** What a capture file holds, whatever its form. */

/** libpcap's limit, and tcpdump's snapshot length where none is given. */
export const LARGEST_SNAPSHOT = 262_144;

export interface CapturedPacket {
  /** Since 1970, in nanoseconds. */
  readonly at: bigint;
  /** What was kept of it. */
  readonly octets: Uint8Array;
  /** Its length on the wire. */
  readonly length: number;
}

export interface CaptureFile {
  readonly kind: 'capture';
  /** Its number in capture files. */
  readonly link: number;
  readonly snapshot: number;
  readonly nanoseconds: boolean;
  readonly packets: readonly CapturedPacket[];
  /** Why it ends too early, in libpcap's words; null where it ends well. */
  readonly trouble: string | null;
}

export interface BadCapture {
  readonly kind: 'bad-capture';
  /** In libpcap's words. */
  readonly message: string;
}

export function bad(message: string): BadCapture {
  return { kind: 'bad-capture', message };
}
