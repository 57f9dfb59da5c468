/** A header of which not all was captured. */
import type { Dissection } from './dissection.ts';

export function printRemaining(d: Dissection, at: number, headerLength: number): void {
  d.print(` [remaining caplen(${d.end - at}) < header length(${headerLength})]`);
  d.cutShort();
}
