/**
 * A message of BIND's control channel, between rndc and named.
 *
 * On the wire: a length (4 octets), the protocol's version (4 octets, always 1), then a table (`table.ts`) of three
 * entries. `_auth` comes first and holds a signature over all that follows it; `_ctrl` holds what guards against
 * replay (`_ser`, `_tim`, `_exp`, `_nonce`, and `_rpl` in a reply); `_data` holds the command (`type`) or the reply
 * (`result`, `err`, `text`). All values are text; numbers are decimal.
 *
 * Source: BIND's library isccc; there is no other description.
 */
import { base64Text } from '../../protocol/encodings.ts';
import { algorithmFacts, type ControlKey } from './keys.ts';
import { decodeTable, encodeTable, firstEntry } from './table.ts';
import type { ControlTable, ControlValue, TableFault } from './table.ts';

export interface ControlMessage {
  readonly serial: number;
  /** Seconds since 1970. */
  readonly sent: number;
  readonly expires: number | null;
  /** What ties the messages of one connection together; null in the first one. */
  readonly nonce: number | null;
  readonly reply: boolean;
  readonly data: ReadonlyMap<string, string>;
}

/** In the words of BIND's library; `failure` where it is signed well and lacks what a message must have. */
export type ControlFault = 'unknown version' | 'bad auth' | 'failure' | TableFault;

const VERSION = 1;
/** The length of a base64 signature's place: what MD5 needs without padding, and what SHA-512 needs with it. */
const MD5_LENGTH = 22;
const SHA_LENGTH = 88;

/** The message with the length before it. */
export function encodeControl(message: ControlMessage, key: ControlKey): Uint8Array {
  const control = new Map<string, string>([
    ['_ser', String(message.serial)],
    ['_tim', String(message.sent)],
  ]);
  if (message.expires !== null) control.set('_exp', String(message.expires));
  if (message.reply) control.set('_rpl', '1');
  if (message.nonce !== null) control.set('_nonce', String(message.nonce));
  const signed = encodeTable(
    new Map([
      ['_ctrl', tableOf(control)],
      ['_data', tableOf(message.data)],
    ]),
  );
  const authentication = encodeTable(new Map([['_auth', signature(key, signed)]]));
  const length = 4 + authentication.length + signed.length;
  const octets = new Uint8Array(4 + length);
  putLength(octets, 0, length);
  putLength(octets, 4, VERSION);
  octets.set(authentication, 8);
  octets.set(signed, 8 + authentication.length);
  return octets;
}

/** Reads a message, without the length before it, and checks its signature. */
export function decodeControl(octets: Uint8Array, key: ControlKey): ControlMessage | ControlFault {
  if (octets.length < 4) return 'unexpected end of input';
  if (octets[0] !== 0 || octets[1] !== 0 || octets[2] !== 0 || octets[3] !== VERSION)
    return 'unknown version';
  // The signature is checked before anything that it covers is looked at.
  const first = firstEntry(octets, 4);
  if (first === null || first.name !== '_auth') return 'bad auth';
  const given = decodeTable(octets.subarray(0, first.end), 4);
  if (typeof given === 'string') return given;
  if (!isSigned(given.get('_auth'), key, octets.subarray(first.end))) return 'bad auth';
  const table = decodeTable(octets, first.end);
  if (typeof table === 'string') return table;
  return messageIn(table);
}

function messageIn(table: ControlTable): ControlMessage | 'failure' {
  const control = textsIn(table.get('_ctrl'));
  const data = textsIn(table.get('_data'));
  const serial = numberIn(control?.get('_ser'));
  const sent = numberIn(control?.get('_tim'));
  if (control === null || serial === null || sent === null) return 'failure';
  return {
    serial,
    sent,
    expires: numberIn(control.get('_exp')),
    nonce: numberIn(control.get('_nonce')),
    reply: control.has('_rpl'),
    data: data ?? new Map(),
  };
}

function tableOf(texts: ReadonlyMap<string, string>): ControlTable {
  const encoder = new TextEncoder();
  return new Map([...texts].map(([name, text]) => [name, encoder.encode(text)]));
}

/** Null where it is no table. Values that are no text are left out. */
function textsIn(value: ControlValue | undefined): ReadonlyMap<string, string> | null {
  if (!(value instanceof Map)) return null;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const texts = new Map<string, string>();
  for (const [name, each] of value as ControlTable)
    if (each instanceof Uint8Array) texts.set(name, decoder.decode(each));
  return texts;
}

function numberIn(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return null;
  const value = Number(text);
  return value <= 0xffff_ffff ? value : null;
}

function signature({ algorithm, secret }: ControlKey, signed: Uint8Array): ControlTable {
  const facts = algorithmFacts(algorithm);
  const text = new TextEncoder().encode(base64Text(facts.mac(secret, signed)));
  if (algorithm === 'hmac-md5') return new Map([['hmd5', text.subarray(0, MD5_LENGTH)]]);
  const value = new Uint8Array(1 + SHA_LENGTH);
  value[0] = facts.number;
  value.set(text, 1);
  return new Map([['hsha', value]]);
}

function isSigned(given: ControlValue | undefined, key: ControlKey, signed: Uint8Array): boolean {
  if (!(given instanceof Map)) return false;
  for (const [name, right] of signature(key, signed)) {
    const value = (given as ControlTable).get(name);
    if (!(value instanceof Uint8Array) || !(right instanceof Uint8Array)) return false;
    if (!sameOctets(value, right)) return false;
  }
  return true;
}

/** In a time that does not tell how much of it was right. */
function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  let different = a.length ^ b.length;
  for (let i = 0; i < b.length; i++) different |= (a[i] ?? 0) ^ (b[i] as number);
  return different === 0;
}

function putLength(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value >>> 24;
  octets[at + 1] = (value >> 16) & 255;
  octets[at + 2] = (value >> 8) & 255;
  octets[at + 3] = value & 255;
}
