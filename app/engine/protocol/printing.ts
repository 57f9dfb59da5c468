/** What printing an RDATA is told: the style that a caller chose, and what follows from it. */
import type { Name } from './name.ts';
import { nameAt } from './name-at.ts';

export interface RdataStyle {
  /** Long RDATA on several lines in parentheses: dig's +multiline. */
  readonly multiline?: boolean;
  /** Comments on SOA fields and keys: dig's +rrcomments. */
  readonly comments?: boolean;
  /** Characters in a chunk of hexadecimal or base64, a multiple of 4; 0: never split. BIND: 56, on several lines 44. */
  readonly split?: number;
  /** False: keys, digests and signatures are left out: dig's +nocrypto. */
  readonly crypto?: boolean;
  /** Everything as RFC 3597 §5 has unknown types: dig's +unknownformat. */
  readonly unknownFormat?: boolean;
  /** IPv6 addresses with all their digits: dig's +expandaaaa. */
  readonly expandIpv6?: boolean;
  /** Names below it are printed relative to it. */
  readonly origin?: Name;
}

/** What field texts need of a style. */
export interface Printing {
  readonly style: RdataStyle;
  /** What stands between lines: a space, or a line break and four tabs. */
  readonly lineBreak: string;
  name(octets: Uint8Array, at: number): string;
  /** Cuts hexadecimal or base64 into chunks. */
  chunks(text: string): string;
}

export function printingOf(style: RdataStyle): Printing {
  const lineBreak = style.multiline === true ? '\n\t\t\t\t' : ' ';
  const width = style.split ?? (style.multiline === true ? 44 : 56);
  const origin = style.origin;
  return {
    style,
    lineBreak,
    name(octets, at) {
      const name = nameAt(octets, at);
      // BIND: a name equal to the origin, and any name where the origin is the root, is printed in full.
      if (origin === undefined || origin.isRoot || !name.isBelow(origin)) return name.toString();
      return name.relativeTo(origin);
    },
    chunks(text) {
      if (width === 0 || text.length <= width) return text;
      const parts: string[] = [];
      for (let i = 0; i < text.length; i += width) parts.push(text.slice(i, i + width));
      return parts.join(lineBreak);
    },
  };
}
