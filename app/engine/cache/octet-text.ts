/**
 * Octets kept as one-byte strings: the cache's compact form.
 *
 * A typed array costs an engine about 200 octets before its first byte; a string costs 16. A hundred thousand
 * names fit into a laptop's cache because of this. Nothing here is text: each character is one octet.
 */

export function packOctets(octets: Uint8Array): string {
  // Spreading into one call makes a flat string; longer data goes by pieces, for the argument limit.
  if (octets.length <= 1024) return String.fromCharCode.apply(null, octets as unknown as number[]); // array-like
  let text = '';
  for (let at = 0; at < octets.length; at += 1024) text += packOctets(octets.subarray(at, at + 1024));
  return text;
}

export function unpackOctets(text: string, start = 0, end = text.length): Uint8Array {
  const octets = new Uint8Array(end - start);
  for (let i = start; i < end; i++) octets[i - start] = text.charCodeAt(i);
  return octets;
}

/** Several octet strings in one, each behind its length in two octets. */
export function packList(list: readonly Uint8Array[]): string {
  let text = '';
  for (const octets of list) {
    text += String.fromCharCode(octets.length >> 8, octets.length & 255) + packOctets(octets);
  }
  return text;
}

export function unpackList(text: string): Uint8Array[] {
  const list: Uint8Array[] = [];
  for (let at = 0; at + 2 <= text.length;) {
    const length = (text.charCodeAt(at) << 8) | text.charCodeAt(at + 1);
    list.push(unpackOctets(text, at + 2, at + 2 + length));
    at += 2 + length;
  }
  return list;
}

/** How many octet strings `packList` put into one. */
export function countList(text: string): number {
  let count = 0;
  for (let at = 0; at + 2 <= text.length; count++) {
    at += 2 + ((text.charCodeAt(at) << 8) | text.charCodeAt(at + 1));
  }
  return count;
}
