/** Octets in rows of sixteen, in hexadecimal and, if wanted, as text beside it (-x and -X); or as text alone (-A). */

export interface HexOptions {
  /** Whether the text stands beside the numbers. */
  readonly ascii: boolean;
}

/** Each row begins with a tab and ends with a newline. */
export function hexLines(octets: Uint8Array, { ascii }: HexOptions): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 16) {
    const row = octets.subarray(at, at + 16);
    let numbers = '';
    row.forEach((octet, i) => {
      numbers += `${i > 0 && i % 2 === 0 ? ' ' : ''}${octet.toString(16).padStart(2, '0')}`;
    });
    text += `\t0x${at.toString(16).padStart(4, '0')}:  `;
    text += ascii ? `${numbers.padEnd(39)}  ${asciiOf(row)}\n` : `${numbers}\n`;
  }
  return text;
}

function asciiOf(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += octet > 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '.';
  return text;
}

/** What can be shown of the octets as they are, dots for the rest; a newline at the end. */
export function plainText(octets: Uint8Array): string {
  let text = '';
  octets.forEach((octet, i) => {
    const shown = (octet >= 0x20 && octet < 0x7f) || octet === 9 || octet === 10;
    // A line's end in the packet ends a line here; the carriage return before it is left out. So is one with less
    // than two octets behind it, as tcpdump has it.
    if (octet === 13 && (i + 2 >= octets.length || octets[i + 1] === 10)) return;
    text += shown ? String.fromCharCode(octet) : '.';
  });
  return `${text}\n`;
}
