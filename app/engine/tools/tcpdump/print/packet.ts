/** One captured packet as text: its lines without the time before them and the octets behind. */
import { CutShort, Dissection, type PrintSettings } from './dissection.ts';
import type { LinkType } from './link.ts';

export interface PrintedPacket {
  readonly text: string;
  /** How many octets stand before what -x shows. */
  readonly linkHeader: number;
}

/** `length` is that on the wire; the capture may hold less. */
export function printPacket(
  link: LinkType,
  octets: Uint8Array,
  length: number,
  settings: PrintSettings,
): PrintedPacket {
  const dissection = new Dissection(octets, settings);
  try {
    link.print(dissection, length);
  } catch (error) {
    if (!(error instanceof CutShort)) throw error;
    dissection.cutShort();
  }
  return { text: dissection.text, linkHeader: dissection.linkHeader };
}
