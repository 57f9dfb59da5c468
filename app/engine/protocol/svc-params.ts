/** SvcParams of SVCB and HTTPS records (RFC 9460 §2). */
import { addressText, ipv4Octets, ipv6Octets } from './address.ts';
import { base64Octets, base64Text } from './encodings.ts';
import { quoted, unescaped } from './strings.ts';

/** RFC 9460 §14.3.2. BIND 9.18 knows no others by name. */
const KEYS = ['mandatory', 'alpn', 'no-default-alpn', 'port', 'ipv4hint', 'ech', 'ipv6hint'];
const MANDATORY = 0;
const ALPN = 1;
const NO_DEFAULT_ALPN = 2;
const PORT = 3;
const IPV4HINT = 4;
const ECH = 5;
const IPV6HINT = 6;

interface Param {
  readonly key: number;
  readonly start: number;
  readonly end: number;
}

/** True when keys strictly ascend, lengths add up and each known value has its form (RFC 9460 §2.2). */
export function paramsAreWellFormed(octets: Uint8Array, start: number, end: number): boolean {
  let previous = -1;
  let at = start;
  while (at < end) {
    if (at + 4 > end) return false;
    const param = paramAt(octets, at);
    if (param.key <= previous || param.end > end || !hasItsForm(octets, param)) return false;
    previous = param.key;
    at = param.end;
  }
  return true;
}

/** `alpn="h2,h3" port=8443`, as BIND prints them. */
export function svcParamsText(octets: Uint8Array, start: number, end: number): string {
  const words: string[] = [];
  for (let at = start; at < end;) {
    const param = paramAt(octets, at);
    words.push(paramText(octets, param));
    at = param.end;
  }
  return words.join(' ');
}

function svcKeyText(key: number): string {
  return KEYS[key] ?? `key${key}`;
}

/** Reads `key=value` words in any order (RFC 9460 §2.1); gives the octets, or the index of a word that is wrong. */
export function svcParamsOctets(
  words: readonly { readonly text: string; readonly quoted: boolean }[],
): Uint8Array | number {
  const params = new Map<number, Uint8Array>();
  for (let i = 0; i < words.length; i++) {
    const index = i;
    const word = words[i]?.text ?? '';
    const equals = word.indexOf('=');
    const key = svcKeyNumber(equals < 0 ? word : word.slice(0, equals));
    let text = equals < 0 ? null : word.slice(equals + 1);
    // A quoted value comes as a word of its own.
    if (text === '' && words[i + 1]?.quoted === true) text = words[++i]?.text ?? '';
    const value = key === null || params.has(key) ? null : valueOctets(key, text);
    if (key === null || value === null || value.length > 0xffff) return index;
    params.set(key, value);
  }
  const octets: number[] = [];
  for (const key of [...params.keys()].sort((a, b) => a - b)) {
    const value = params.get(key) ?? new Uint8Array(0);
    octets.push(key >> 8, key & 255, value.length >> 8, value.length & 255);
    for (const octet of value) octets.push(octet);
  }
  return Uint8Array.from(octets);
}

/** RFC 9460 §8: every key that `mandatory` lists is there, and not itself; §7.1.1: `no-default-alpn` stands beside `alpn`. */
export function lacksMandatory(params: Uint8Array): boolean {
  const present = new Set<number>();
  const wanted: number[] = [];
  for (let at = 0; at < params.length;) {
    const param = paramAt(params, at);
    present.add(param.key);
    if (param.key === MANDATORY) for (let i = param.start; i < param.end; i += 2) wanted.push(u16(params, i));
    at = param.end;
  }
  if (present.has(NO_DEFAULT_ALPN) && !present.has(ALPN)) return true;
  return wanted.some((key) => key === MANDATORY || !present.has(key));
}

function paramAt(octets: Uint8Array, at: number): Param {
  return { key: u16(octets, at), start: at + 4, end: at + 4 + u16(octets, at + 2) };
}

function hasItsForm(octets: Uint8Array, { key, start, end }: Param): boolean {
  const length = end - start;
  switch (key) {
    case MANDATORY:
      return length > 0 && length % 2 === 0;
    case ALPN: {
      let at = start;
      while (at < end && octets[at] !== 0) at += 1 + (octets[at] as number);
      return length > 0 && at === end;
    }
    case NO_DEFAULT_ALPN:
      return length === 0;
    case PORT:
      return length === 2;
    case IPV4HINT:
      return length > 0 && length % 4 === 0;
    case IPV6HINT:
      return length > 0 && length % 16 === 0;
    case ECH:
      return length > 0;
    default:
      return true;
  }
}

function paramText(octets: Uint8Array, { key, start, end }: Param): string {
  const name = svcKeyText(key);
  switch (key) {
    case MANDATORY:
      return `${name}=${pieces(octets, start, end, 2, (part) => svcKeyText(u16(part, 0)))}`;
    case ALPN: {
      const ids: string[] = [];
      for (let at = start; at < end; at += 1 + (octets[at] as number)) {
        ids.push(alpnText(octets, at + 1, at + 1 + (octets[at] as number)));
      }
      return `${name}="${ids.join(',')}"`;
    }
    case PORT:
      return `${name}=${u16(octets, start)}`;
    case IPV4HINT:
      return `${name}=${pieces(octets, start, end, 4, addressText)}`;
    case IPV6HINT:
      return `${name}=${pieces(octets, start, end, 16, addressText)}`;
    case ECH:
      return `${name}=${base64Text(octets.subarray(start, end))}`;
    default:
      return start === end ? name : `${name}=${quoted(octets, start, end)}`;
  }
}

/** RFC 9460 appendix A.1: commas and backslashes of a list's value are escaped once more. */
function alpnText(octets: Uint8Array, start: number, end: number): string {
  return quoted(octets, start, end)
    .slice(1, -1)
    .replace(/\\\\|,/g, (found) => (found === ',' ? '\\\\,' : '\\\\\\\\'));
}

function pieces(
  octets: Uint8Array,
  start: number,
  end: number,
  size: number,
  text: (part: Uint8Array) => string,
): string {
  const texts: string[] = [];
  for (let at = start; at < end; at += size) texts.push(text(octets.subarray(at, at + size)));
  return texts.join(',');
}

function svcKeyNumber(text: string): number | null {
  const known = KEYS.indexOf(text.toLowerCase());
  if (known >= 0) return known;
  if (text.toLowerCase() === 'dohpath') return 7; // RFC 9461 §5
  const match = /^key(0|[1-9][0-9]{0,4})$/i.exec(text);
  // RFC 9460 §14.3.2: 65535 is never used.
  return match && Number(match[1]) < 65535 ? Number(match[1]) : null;
}

function valueOctets(key: number, text: string | null): Uint8Array | null {
  if (text === null) return key === NO_DEFAULT_ALPN || key > IPV6HINT ? new Uint8Array(0) : null;
  switch (key) {
    case MANDATORY: {
      const keys = text.split(',').map(svcKeyNumber);
      if (keys.some((k) => k === null || k === MANDATORY) || new Set(keys).size < keys.length) return null;
      const sorted = keys.filter((k) => k !== null).sort((a, b) => a - b);
      return Uint8Array.from(sorted.flatMap((k) => [k >> 8, k & 255]));
    }
    case ALPN:
      return alpnOctets(text);
    case NO_DEFAULT_ALPN:
      return null;
    case PORT:
      return /^[0-9]{1,5}$/.test(text) && Number(text) <= 0xffff
        ? Uint8Array.of(Number(text) >> 8, Number(text) & 255)
        : null;
    case IPV4HINT:
      return joined(text.split(',').map(ipv4Octets));
    case IPV6HINT:
      return joined(text.split(',').map(ipv6Octets));
    case ECH:
      return text === '' ? null : base64Octets(text);
    default:
      return unescaped(text);
  }
}

function alpnOctets(text: string): Uint8Array | null {
  const value = unescaped(text);
  if (value === null) return null;
  const ids: number[][] = [[]];
  for (let i = 0; i < value.length; i++) {
    const octet = value[i] as number;
    if (octet === 0x2c) ids.push([]);
    else ids.at(-1)?.push(octet === 0x5c && i + 1 < value.length ? (value[++i] as number) : octet);
  }
  if (ids.some((id) => id.length === 0 || id.length > 255)) return null;
  return Uint8Array.from(ids.flatMap((id) => [id.length, ...id]));
}

function joined(parts: readonly (Uint8Array | null)[]): Uint8Array | null {
  const octets: number[] = [];
  for (const part of parts) {
    if (part === null) return null;
    octets.push(...part);
  }
  return Uint8Array.from(octets);
}

function u16(octets: Uint8Array, at: number): number {
  return ((octets[at] as number) << 8) | (octets[at + 1] as number);
}
