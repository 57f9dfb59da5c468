/**
 * Address match lists: `{ !10.1.2.3; 10.0.0.0/8; localnets; trusted; }`. The first element that matches decides; a
 * list within a list that says no leaves the question to those after it, as in BIND.
 */
import { addressOctets } from '../protocol/rdata.ts';
import { itemsOf, type Value } from './language/value.ts';
import type { ConfigPlace } from './syntax.ts';

export type MatchElement =
  | { readonly kind: 'network'; readonly not: boolean; readonly octets: Uint8Array; readonly length: number }
  | { readonly kind: 'name'; readonly not: boolean; readonly name: string; readonly place: ConfigPlace }
  /** Requests that are signed with it match. */
  | { readonly kind: 'key'; readonly not: boolean; readonly name: string }
  | { readonly kind: 'list'; readonly not: boolean; readonly list: readonly MatchElement[] };

export type Acls = ReadonlyMap<string, readonly MatchElement[]>;

/** What `localhost` and `localnets` mean: this machine's addresses, and the networks that they are in. */
export interface LocalNetworks {
  readonly localhost: readonly MatchElement[];
  readonly localnets: readonly MatchElement[];
}

/** A network, from an address with its bits (`10.0.0.0/8`, `10/8`) or without (`10.1.2.3`); null where it is none. */
export function networkOf(
  text: string,
  not = false,
): Extract<MatchElement, { kind: 'network' }> | 'bits' | null {
  const [address = '', bits, ...rest] = text.split('/');
  if (rest.length > 0) return null;
  // BIND: with a length, an IPv4 address may leave out octets at its end.
  const whole = bits !== undefined && /^\d+(\.\d+){0,2}$/.test(address) ? `${address}.0.0.0` : address;
  const octets = addressOctets(whole.includes(':') ? whole : whole.split('.').slice(0, 4).join('.'));
  if (octets === null) return null;
  const most = octets.length * 8;
  if (bits === undefined) return { kind: 'network', not, octets, length: most };
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > most) return null;
  const length = Number(bits);
  for (let bit = length; bit < most; bit++)
    if (((octets[bit >> 3] as number) & (0x80 >> (bit & 7))) !== 0) return 'bits';
  return { kind: 'network', not, octets, length };
}

/** A list as the language reads it. Names are in lower case: BIND compares them so. */
export function matchListOf(list: Value | undefined): readonly MatchElement[] {
  return itemsOf(list).flatMap((item) => elementOf(item, false) ?? []);
}

/** Null for what this server cannot tell of an address: where it is in the world. */
function elementOf(value: Value, not: boolean): MatchElement | null {
  switch (value.kind) {
    case 'negated':
      return elementOf(value.value, !not);
    case 'prefix':
      return { kind: 'network', not, octets: value.octets, length: value.length };
    case 'keyed':
      return value.value.kind === 'text' ? { kind: 'key', not, name: value.value.text } : null;
    case 'list':
      return { kind: 'list', not, list: matchListOf(value) };
    case 'text':
      return { kind: 'name', not, name: value.text.toLowerCase(), place: value.place };
    default:
      return null;
  }
}

/** Addresses whose verdict is remembered. */
const MOST_VERDICTS = 4096;

/** A list as a function of an address. Names that are not defined match nothing. */
export function matcherOf(
  list: readonly MatchElement[],
  acls: Acls,
  local: LocalNetworks,
): (address: string, signer?: string) => boolean {
  const verdicts = new Map<string, boolean>();
  return (address, signer) => {
    if (signer !== undefined) {
      const from = addressOctets(address);
      return from !== null && decide(list, { octets: from, signer }, acls, local, 0) === true;
    }
    // The same clients ask again and again, and a list says the same of them as long as it stands.
    const known = verdicts.get(address);
    if (known !== undefined) return known;
    const octets = addressOctets(address);
    const verdict = octets !== null && decide(list, { octets, signer: null }, acls, local, 0) === true;
    if (verdicts.size >= MOST_VERDICTS) verdicts.clear();
    verdicts.set(address, verdict);
    return verdict;
  };
}

/** Who asks: the address's octets, and the key that signed the request. */
interface Asker {
  readonly octets: Uint8Array;
  readonly signer: string | null;
}

/** Lists name lists; loops are refused before, so that this bound is never met. */
const MAX_DEPTH = 64;

/** True or false by the first element that matches; null where none does. */
function decide(
  list: readonly MatchElement[],
  asker: Asker,
  acls: Acls,
  local: LocalNetworks,
  depth: number,
): boolean | null {
  if (depth > MAX_DEPTH) return null;
  for (const element of list) {
    // BIND: `none` is `!any`: it matches everybody, and says no.
    if (isNone(element)) return element.not;
    if (matches(element, asker, acls, local, depth)) return !element.not;
  }
  return null;
}

export function isNone(element: MatchElement): boolean {
  return element.kind === 'name' && element.name === 'none';
}

function matches(
  element: MatchElement,
  asker: Asker,
  acls: Acls,
  local: LocalNetworks,
  depth: number,
): boolean {
  switch (element.kind) {
    case 'network':
      return holds(element.octets, element.length, asker.octets);
    case 'key':
      return element.name.toLowerCase().replace(/\.$/, '') === asker.signer;
    case 'list':
      return decide(element.list, asker, acls, local, depth + 1) === true;
    case 'name': {
      if (element.name === 'any') return true;
      const named =
        element.name === 'localhost'
          ? local.localhost
          : element.name === 'localnets'
            ? local.localnets
            : acls.get(element.name);
      return named !== undefined && decide(named, asker, acls, local, depth + 1) === true;
    }
  }
}

function holds(network: Uint8Array, length: number, address: Uint8Array): boolean {
  if (network.length !== address.length) return false;
  for (let i = 0; i * 8 < length; i++) {
    const mask = length - i * 8 >= 8 ? 0xff : (0xff << (8 - (length - i * 8))) & 0xff;
    if (((network[i] as number) & mask) !== ((address[i] as number) & mask)) return false;
  }
  return true;
}
