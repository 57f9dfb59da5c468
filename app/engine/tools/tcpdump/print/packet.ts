/** One captured packet as text: its lines without the time before them and the octets behind. */
import { CutShort, Dissection, type InnerPrinters, type PrintSettings } from './dissection.ts';
import { printIp } from './ip.ts';
import type { LinkType } from './link.ts';
import { printTransport } from './transport.ts';

const INNER: InnerPrinters = { ip: printIp, transport: printTransport };

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
  const dissection = new Dissection(octets, settings, INNER);
  try {
    link.print(dissection, length);
  } catch (error) {
    if (!(error instanceof CutShort)) throw error;
    dissection.cutShort();
  }
  return { text: dissection.text, linkHeader: dissection.linkHeader };
}
