/** Protocols whose messages are lines of text: the first line, or with -v all of them. */
import type { Dissection } from './dissection.ts';

export function printLines(d: Dissection, at: number, length: number, protocol: string, word: string): void {
  d.protocol = protocol;
  d.print(`: ${word}`);
  if (d.settings.verbose > 0) {
    d.print(`, length: ${length}`);
    for (let from = at; from < at + length; ) from = printLine(d, from, at + length, '\n\t');
  } else printLine(d, at, at + length, ': ');
}

/** Gives the place behind the line. */
function printLine(d: Dissection, at: number, end: number, before: string): number {
  d.print(before);
  for (let i = at; i < end; i++) {
    const octet = d.u8(i);
    if (octet === 10) return i + 1;
    if (octet === 13 && i + 1 < end && d.holds(i + 1, 1) && d.u8(i + 1) === 10) return i + 2;
    d.printOctets(i, 1);
  }
  return end;
}
