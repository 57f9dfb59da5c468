/** IPv4 and IPv6 addresses as octets and as text, as inet_ntop and inet_pton have them (RFC 4291 §2.2, RFC 5952). */

/** The text of 4 or 16 octets; empty for any other number of them. */
export function addressText(octets: Uint8Array): string {
  if (octets.length === 4) return `${octets[0]}.${octets[1]}.${octets[2]}.${octets[3]}`;
  return octets.length === 16 ? ipv6Text(octets) : '';
}

/** The octets of an address in text form, 4 or 16; null when it is none. No zone index, no prefix length. */
export function addressOctets(text: string): Uint8Array | null {
  return text.includes(':') ? ipv6Octets(text) : ipv4Octets(text);
}

/** Four decimal numbers without leading zeros, as inet_pton wants them. */
export function ipv4Octets(text: string): Uint8Array | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return null;
  const octets = new Uint8Array(4);
  for (let i = 0; i < 4; i++) {
    const digits = match[i + 1] ?? '';
    if (Number(digits) > 255 || (digits.length > 1 && digits.startsWith('0'))) return null;
    octets[i] = Number(digits);
  }
  return octets;
}

export function ipv6Octets(text: string): Uint8Array | null {
  if (text.length > 45) return null;
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = groups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groups(halves[1] ?? '', true) : [];
  if (head === null || tail === null) return null;
  const given = head.length + tail.length;
  // `::` stands for at least one group.
  if (halves.length === 1 ? given !== 8 : given > 7) return null;
  const octets = new Uint8Array(16);
  head.forEach((group, i) => put16(octets, i, group));
  tail.forEach((group, i) => put16(octets, 8 - tail.length + i, group));
  return octets;
}

/** All eight groups with all their digits, as dig's +expandaaaa prints them. */
export function expandedIpv6Text(octets: Uint8Array): string {
  const texts: string[] = [];
  for (let i = 0; i < 8; i++) texts.push(group(octets, i).toString(16).padStart(4, '0'));
  return texts.join(':');
}

function ipv6Text(octets: Uint8Array): string {
  let bestStart = -1;
  let bestLength = 1; // a single zero group is not shortened (RFC 5952 §4.2.2)
  for (let i = 0; i < 8; i++) {
    if (group(octets, i) !== 0) continue;
    const start = i;
    while (i < 8 && group(octets, i) === 0) i++;
    if (i - start > bestLength) {
      bestStart = start;
      bestLength = i - start;
    }
  }
  // An IPv4 address in an IPv6 one, mapped or compatible, keeps its dots.
  if (bestStart === 0 && (bestLength === 6 || (bestLength === 5 && group(octets, 5) === 0xffff))) {
    return (bestLength === 6 ? '::' : '::ffff:') + addressText(octets.subarray(12));
  }
  let text = '';
  for (let i = 0; i < 8; i++) {
    if (i === bestStart) {
      text += '::';
      i += bestLength - 1;
    } else {
      if (text !== '' && !text.endsWith(':')) text += ':';
      text += group(octets, i).toString(16);
    }
  }
  return text;
}

/** The groups between colons; the last may be an IPv4 address where `ends` says that the address ends here. */
function groups(text: string, ends: boolean): number[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const values: number[] = [];
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      values.push(parseInt(part, 16));
      continue;
    }
    const ipv4 = ends && i === parts.length - 1 ? ipv4Octets(part) : null;
    if (ipv4 === null) return null;
    values.push(group(ipv4, 0), group(ipv4, 1));
  }
  return values;
}

function group(octets: Uint8Array, index: number): number {
  return ((octets[index * 2] as number) << 8) | (octets[index * 2 + 1] as number);
}

function put16(octets: Uint8Array, index: number, value: number): void {
  octets[index * 2] = value >> 8;
  octets[index * 2 + 1] = value;
}
