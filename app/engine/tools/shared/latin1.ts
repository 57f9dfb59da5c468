/** Octets as text, a character each, whatever they mean; and back. */

/** A call takes this many arguments everywhere. */
const PIECE = 8192;

export function latin1Text(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < octets.length; at += PIECE)
    // An array of numbers in all that `apply` asks of one; spread, it would be copied first.
    text += String.fromCharCode.apply(null, octets.subarray(at, at + PIECE) as unknown as number[]);
  return text;
}

export function latin1Octets(text: string): Uint8Array {
  const octets = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) octets[i] = text.charCodeAt(i);
  return octets;
}
