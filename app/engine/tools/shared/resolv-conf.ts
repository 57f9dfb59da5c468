/**
 * `/etc/resolv.conf` as BIND's own tools read it. They are strict: one line that they cannot read, and they do not run
 * at all. Unlike resolv.conf(5) they know nothing of a comment that begins inside a word.
 */
import { addressOctets, addressText } from '../../protocol/address.ts';

export interface ResolvConf {
  /** Addresses, three at most. */
  readonly servers: readonly string[];
  readonly search: readonly string[];
  /** Null where the file says nothing of it. */
  readonly ndots: number | null;
  /** Seconds; 0 where the file says nothing of it, as is the number of attempts. */
  readonly timeout: number;
  readonly attempts: number;
}

const MOST_SERVERS = 3;
const MOST_DOMAINS = 8;
/** BIND: numbers of an octet. */
const MOST = 255;

/** What the text says; null for one that BIND's tools refuse. */
export function readResolvConf(text: string): ResolvConf | null {
  const reader = new Reader();
  for (const line of text.split('\n')) if (!reader.line(line)) return null;
  return reader;
}

class Reader implements ResolvConf {
  servers: string[] = [];
  search: string[] = [];
  ndots: number | null = null;
  timeout = 0;
  attempts = 0;

  /** False: the line is wrong. */
  line(line: string): boolean {
    const [keyword, ...values] = wordsOf(line);
    switch (keyword) {
      case 'nameserver':
        return this.servers.length >= MOST_SERVERS || this.#server(values);
      case 'domain':
        this.search = values;
        return values.length === 1;
      case 'search':
        this.search = values.slice(0, MOST_DOMAINS);
        return values.length > 0;
      case 'sortlist':
        return values.length > 0 && values.every((value) => hostAddress(value.replace(/\/.*$/, '')) !== null);
      case 'options':
        return values.length > 0 && values.every((value) => this.#option(value));
      default:
        return true;
    }
  }

  #server([text, ...more]: readonly string[]): boolean {
    const address = text === undefined ? null : hostAddress(text);
    if (address === null || more.length > 0) return false;
    this.servers.push(address);
    return true;
  }

  #option(text: string): boolean {
    const [, name, digits = ''] = /^(ndots|timeout|attempts):(.*)$/.exec(text) ?? [];
    if (name === undefined) return true;
    if (!/^\+?[0-9]*$/.test(digits) || Number(digits) > MOST) return false;
    if (name === 'ndots') this.ndots = Number(digits);
    else if (name === 'timeout') this.timeout = Number(digits);
    else this.attempts = Number(digits);
    return true;
  }
}

/** A word that begins with `#` or `;` begins a comment. */
function wordsOf(line: string): string[] {
  const words = line.split(/[ \t\v\f]+/).filter((word) => word !== '');
  const comment = words.findIndex((word) => /^[;#]/.test(word));
  return comment < 0 ? words : words.slice(0, comment);
}

/** An address as the C library reads numbers: `127.1` and `0x7f000001` are 127.0.0.1. */
function hostAddress(text: string): string | null {
  const plain = text.replace(/%.*$/, '');
  const octets = addressOctets(plain);
  if (octets !== null) return text;
  const parts = text.split('.').map(partOf);
  const last = parts.pop();
  if (last === undefined || parts.length > 3 || parts.some((part) => !(part <= 255))) return null;
  const room = 4 - parts.length;
  if (!(last < 256 ** room)) return null;
  const tail = Array.from({ length: room }, (_, i) => Math.floor(last / 256 ** (room - 1 - i)) & 255);
  return addressText(Uint8Array.from([...parts, ...tail]));
}

function partOf(text: string): number {
  if (/^0[0-7]*$/.test(text)) return parseInt(text, 8);
  return /^([1-9][0-9]*|0[xX][0-9a-fA-F]+)$/.test(text) ? Number(text) : NaN;
}
