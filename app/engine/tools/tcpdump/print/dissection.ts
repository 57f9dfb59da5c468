/**
 * One packet on its way to being text: its octets, how far they may be read, and what has been printed of it.
 *
 * What was captured may end anywhere (a snapshot length, a packet cut by its sender). A read behind the end throws
 * `CutShort`, which `printPacket` alone catches: it ends the line with the name of the protocol that ran dry,
 * `[|domain]`. Printers that go on after such a place ask with `holds` first.
 */
import { addressText } from '../../../protocol/address.ts';
import type { NameTable } from '../names.ts';
import type { IpPlace } from './ip-place.ts';

/** What the options ask of the printers. */
export interface PrintSettings {
  /** How often -v was given. */
  readonly verbose: number;
  /** How often -q was given. */
  readonly quiet: number;
  /** -e */
  readonly link: boolean;
  /** -S */
  readonly absoluteSequence: boolean;
  /** -K */
  readonly unchecked: boolean;
  readonly names: NameTable;
  /** -T domain: what travels over UDP is DNS, whatever the port. */
  readonly allDomain: boolean;
  /** Whether octets that no printer knows are shown as they are: not where -x or -X shows them anyway. */
  readonly dumpUnknown: boolean;
  /** Interfaces by their numbers in a capture of `-i any`. */
  readonly interfaces: ReadonlyMap<number, string>;
  /** Where each TCP conversation's sequence numbers began, over the whole run. */
  readonly conversations: Map<string, SequenceBase>;
}

/** Printers that others go on with; told from outside, since IP may travel in IP, and in ICMP too. */
export interface InnerPrinters {
  readonly ip: (d: Dissection, at: number, length: number) => void;
  readonly transport: (d: Dissection, protocol: number, at: number, length: number, place: IpPlace) => void;
}

export interface SequenceBase {
  /** Of the side with the lower port. */
  low: number;
  high: number;
}

/** Thrown where octets are read that are not there; caught where the packet's printing began. */
export class CutShort extends Error {}

export class Dissection {
  readonly octets: Uint8Array;
  readonly settings: PrintSettings;
  readonly inner: InnerPrinters;
  /** One behind the last octet that may be read: the capture's end, or that of an IP packet within it. */
  end: number;
  /** The protocol that is being read, as `[|…]` names it. */
  protocol = '';
  text = '';
  /** How many octets stand before what -x shows. */
  linkHeader = 0;

  constructor(octets: Uint8Array, settings: PrintSettings, inner: InnerPrinters) {
    this.octets = octets;
    this.settings = settings;
    this.inner = inner;
    this.end = octets.length;
  }

  print(text: string): void {
    this.text += text;
  }

  /** Whether so many octets from there on may be read. */
  holds(at: number, length: number): boolean {
    return at >= 0 && at + length <= this.end;
  }

  /** @throws CutShort unless so many octets from there on may be read. */
  needs(at: number, length: number): void {
    if (!this.holds(at, length)) throw new CutShort();
  }

  u8(at: number): number {
    this.needs(at, 1);
    return this.octets[at] as number;
  }

  u16(at: number): number {
    this.needs(at, 2);
    return ((this.octets[at] as number) << 8) | (this.octets[at + 1] as number);
  }

  u32(at: number): number {
    return this.u16(at) * 0x1_0000 + this.u16(at + 2);
  }

  slice(at: number, length: number): Uint8Array {
    this.needs(at, length);
    return this.octets.subarray(at, at + length);
  }

  hex(at: number, length: number): string {
    let text = '';
    for (let i = 0; i < length; i++)
      text += this.u8(at + i)
        .toString(16)
        .padStart(2, '0');
    return text;
  }

  /** The address of 4 or 16 octets, or the name that is shown for it. */
  address(at: number, length: 4 | 16): string {
    return this.settings.names.address(addressText(this.slice(at, length)));
  }

  cutShort(): void {
    this.print(` [|${this.protocol}]`);
  }

  invalid(): void {
    this.print(' (invalid)');
  }

  /** Octets as text. False where the packet ended before the last of them. */
  printOctets(at: number, length: number): boolean {
    let text = '';
    const stop = Math.min(at + length, this.end);
    for (let i = at; i < stop; i++) text += visible(this.octets[i] as number);
    this.print(text);
    return at + length <= this.end;
  }
}

/** One octet as tcpdump shows it: no escapes, unprintable ones as `^A` and `M-^A`. */
export function visible(octet: number): string {
  const high = octet > 0x7f ? 'M-' : '';
  const low = octet & 0x7f;
  return (
    high + (low >= 0x20 && low < 0x7f ? String.fromCharCode(low) : '^' + String.fromCharCode(low ^ 0x40))
  );
}
