/** What a domain name in presentation form may be (RFC 1035 §2.3.4, §5.1), for looking at octets without making a name. */

export const MAX_LABEL = 63;
/** With a length before each label and the root's at the end. */
export const MAX_NAME = 255;

/** Octets behind a backslash that belong to it: three digits, or one octet of another kind. 0: neither. */
export function escapeLength(b: Uint8Array, at: number): number {
  if ((b[at] as number) <= 32) return 0;
  if (!isDigit(b[at])) return 1;
  if (!isDigit(b[at + 1]) || !isDigit(b[at + 2])) return 0;
  const value = (b[at] as number) * 100 + (b[at + 1] as number) * 10 + (b[at + 2] as number) - 48 * 111;
  return value > 255 ? 0 : 3;
}

function isDigit(octet: number | undefined): boolean {
  return octet !== undefined && octet >= 48 && octet <= 57;
}
