/** SvcParams of SVCB and HTTPS records (RFC 9460). */

/** True when keys strictly ascend and lengths add up (RFC 9460 §2.2). */
export function paramsAreOrdered(octets: Uint8Array, start: number, end: number): boolean {
  let previous = -1;
  let at = start;
  while (at < end) {
    if (at + 4 > end) return false;
    const key = ((octets[at] as number) << 8) | (octets[at + 1] as number);
    if (key <= previous) return false;
    previous = key;
    at += 4 + (((octets[at + 2] as number) << 8) | (octets[at + 3] as number));
  }
  return at === end;
}
