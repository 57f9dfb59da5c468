/** Character-strings in presentation form (RFC 1035 §5.1). */

/** Octets in quotes. BIND: `"` and `\` get a backslash, what is not printable ASCII `\DDD`. */
export function quoted(octets: Uint8Array, start: number, end: number): string {
  return `"${escaped(octets, start, end)}"`;
}

/** The octets without quotes, escaped as inside them. */
export function escaped(octets: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) {
    const octet = octets[i] as number;
    if (octet < 0x20 || octet >= 0x7f) text += '\\' + String(octet).padStart(3, '0');
    else if (octet === 0x22 || octet === 0x5c) text += '\\' + String.fromCharCode(octet);
    else text += String.fromCharCode(octet);
  }
  return text;
}

/** One or more character-strings, each behind its length. */
export function quotedStrings(octets: Uint8Array, start: number, end: number): string {
  const texts: string[] = [];
  for (let at = start; at < end; at += 1 + (octets[at] as number)) {
    texts.push(quoted(octets, at + 1, at + 1 + (octets[at] as number)));
  }
  return texts.join(' ');
}

/** The octets that an escaped text stands for; null where an escape is malformed. Characters above 127 are UTF-8. */
export function unescaped(text: string): Uint8Array | null {
  if (!/[\\\u0080-\uffff]/.test(text)) return Uint8Array.from(text, (c) => c.charCodeAt(0));
  const octets: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) {
      const digits = /^[0-9]{3}/.exec(text.slice(i + 1, i + 4));
      const next = text.charCodeAt(i + 1);
      if (digits) {
        if (Number(digits[0]) > 255) return null;
        octets.push(Number(digits[0]));
        i += 3;
      } else {
        if (Number.isNaN(next) || (next >= 0x30 && next <= 0x39) || next > 0x7e) return null;
        octets.push(next);
        i++;
      }
    } else if (code < 0x80) {
      octets.push(code);
    } else {
      const character = String.fromCodePoint(text.codePointAt(i) ?? 0xfffd);
      octets.push(...encoder.encode(character));
      i += character.length - 1;
    }
  }
  return Uint8Array.from(octets);
}

const encoder = new TextEncoder();
