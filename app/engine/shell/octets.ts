/** Between octets, the "one character an octet" text that pipes and tools use (latin1), and text as people read it. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Octets of UTF-8 to text; what is no UTF-8 becomes U+FFFD. */
export function decode(octets: Uint8Array): string {
  return decoder.decode(octets);
}

export function latin1Of(octets: Uint8Array): string {
  let all = '';
  for (let i = 0; i < octets.length; i += 8192) all += String.fromCharCode(...octets.subarray(i, i + 8192));
  return all;
}

/** The octets of latin1 text. A character above 255 (which should not be there) becomes its UTF-8. */
export function octetsOfLatin1(text: string): Uint8Array {
  if (isWide(text)) return encoder.encode(text);
  const octets = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) octets[i] = text.charCodeAt(i);
  return octets;
}

/** Text as tools print it: its UTF-8 octets, one character each. */
export function utf8Latin1(text: string): string {
  return latin1Of(encoder.encode(text));
}

/** Latin1 text of UTF-8 octets as people read it. */
export function readable(latin1: string): string {
  if (/^[\x00-\x7f]*$/.test(latin1) || isWide(latin1)) return latin1;
  return decode(octetsOfLatin1(latin1));
}

/** Text for a terminal: each line end becomes `CR LF`. */
export function toLines(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}

function isWide(text: string): boolean {
  return /[^\x00-\xff]/.test(text);
}
