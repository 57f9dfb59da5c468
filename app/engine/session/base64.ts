const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Octets in base64 (RFC 4648 §4), for carrying a file through the contract's JSON. */
export function base64(octets: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < octets.length; at += 3) {
    const left = octets.length - at;
    const group = ((octets[at] as number) << 16) | ((octets[at + 1] ?? 0) << 8) | (octets[at + 2] ?? 0);
    parts.push(
      ALPHABET.charAt(group >> 18) +
        ALPHABET.charAt((group >> 12) & 63) +
        (left > 1 ? ALPHABET.charAt((group >> 6) & 63) : '=') +
        (left > 2 ? ALPHABET.charAt(group & 63) : '='),
    );
  }
  return parts.join('');
}
