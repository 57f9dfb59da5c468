/** The text of a zone file's octets: UTF-8; in a file that is none, octets above 127 become the escapes that mean them. */
export function zoneFileText(octets: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    let text = '';
    for (let at = 0; at < octets.length; at += PIECE) {
      text += String.fromCharCode(...octets.subarray(at, at + PIECE));
    }
    // RFC 1035 §5.1: three digits, decimal.
    return text.replace(/[\x80-\xff]/g, (octet) => `\\${octet.charCodeAt(0)}`);
  }
}

/** A call takes this many arguments everywhere. */
const PIECE = 8192;
