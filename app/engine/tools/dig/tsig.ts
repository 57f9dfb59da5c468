/**
 * Questions signed with a shared key (-y, -k), and whether the responses are too (TSIG, RFC 8945).
 */
import type { Instant } from '../../network/clock.ts';
import { CLASS, TYPE } from '../../protocol/codes.ts';
import type { Message } from '../../protocol/message.ts';
import { Name } from '../../protocol/name.ts';
import { algorithmFacts, type ControlAlgorithm } from '../../server/control/keys.ts';
import {
  FUDGE,
  NOTHING,
  TSIG_ERROR,
  algorithmName,
  canonical,
  concatenate,
  isSame,
  splitSigned,
  timers,
  tsigRdata,
  uint16,
  variables,
  withRecord,
  type SignedMessage,
  type TsigFields,
} from '../../server/tsig-wire.ts';

/** RFC 8945 §5.2.2.1: no MAC is shorter, nor shorter than half of its hash. */
const SHORTEST_MAC = 10;

export interface Signed {
  /** As it is shown: with the TSIG record. */
  readonly message: Message;
  readonly octets: Uint8Array;
  readonly mac: Uint8Array;
}

/** A key that dig signs with. `bits`: of the MAC that are sent; 0: all. */
export class SigningKey {
  readonly #name: Name;
  readonly #algorithm: ControlAlgorithm;
  readonly #secret: Uint8Array;
  readonly #bits: number;

  constructor(name: Name, algorithm: ControlAlgorithm, secret: Uint8Array, bits: number) {
    this.#name = Name.fromTrustedWire(canonical(name), name.labelCount);
    this.#algorithm = algorithm;
    this.#secret = secret;
    this.#bits = bits;
  }

  /** Octets that `sign` adds. BIND: as if the whole MAC were sent. */
  get room(): number {
    const mac = this.#mac(NOTHING).length;
    return this.#name.wire.length + 10 + algorithmName(this.#algorithm).wire.length + 16 + mac;
  }

  sign(message: Message, octets: Uint8Array, now: Instant): Signed {
    const of = {
      algorithm: algorithmName(this.#algorithm),
      time: Math.floor(now / 1000),
      fudge: FUDGE,
      error: TSIG_ERROR.NONE,
      other: NOTHING,
    };
    const whole = this.#mac(concatenate([octets, variables(this.#name, of)]));
    const mac = this.#bits === 0 ? whole : whole.slice(0, this.#bits / 8);
    const rdata = tsigRdata({ ...of, mac, originalId: message.id });
    const record = { name: this.#name, type: TYPE.TSIG, class: CLASS.ANY, ttl: 0, rdata };
    return {
      message: { ...message, additional: [...message.additional, record] },
      octets: withRecord(octets, this.#name, rdata),
      mac,
    };
  }

  /** What checks the responses to a question with this MAC. */
  responses(requestMac: Uint8Array): ResponseCheck {
    return new ResponseCheck(
      {
        name: this.#name,
        algorithm: algorithmName(this.#algorithm),
        bits: this.#bits,
        mac: (signed) => this.#mac(signed),
      },
      requestMac,
    );
  }

  #mac(signed: Uint8Array): Uint8Array {
    return algorithmFacts(this.#algorithm).mac(this.#secret, signed);
  }
}

interface CheckingKey {
  readonly name: Name;
  readonly algorithm: Name;
  readonly bits: number;
  mac(signed: Uint8Array): Uint8Array;
}

/** The signatures of the messages that answer one question, in their order. */
export class ResponseCheck {
  readonly #key: CheckingKey;
  /** What the next MAC is over, besides its own message: the MAC before it and unsigned messages since then. */
  #before: Uint8Array;
  #first = true;

  constructor(key: CheckingKey, requestMac: Uint8Array) {
    this.#key = key;
    this.#before = withLength(requestMac);
  }

  /** Null: all is well; else what is not, in the words of BIND's library. */
  check(octets: Uint8Array, message: Message, now: Instant): string | null {
    const signed = splitSigned(octets, message);
    const first = this.#first;
    this.#first = false;
    if (signed === 'malformed') return 'FORMERR';
    if (signed === null) {
      if (first) return 'expected a TSIG or SIG(0)';
      // RFC 8945 §5.3.1: in a stream not every message need be signed; the next MAC covers it.
      this.#before = concatenate([this.#before, octets]);
      return null;
    }
    const trouble = this.#trouble(signed, first, now);
    this.#before = withLength(signed.fields.mac);
    return trouble;
  }

  #trouble({ fields, unsigned }: SignedMessage, first: boolean, now: Instant): string | null {
    const { name, algorithm } = this.#key;
    if (!fields.keyName.equals(name) || !fields.algorithm.equals(algorithm)) return 'tsig verify failure';
    const own = first ? variables(name, fields) : timers(fields.time, fields.fudge);
    const whole = this.#key.mac(concatenate([this.#before, unsigned, own]));
    const { mac } = fields;
    if (mac.length > whole.length) return 'FORMERR';
    if (mac.length > 0 && mac.length < Math.max(SHORTEST_MAC, whole.length / 2)) return 'FORMERR';
    if (mac.length === 0 && !mayBeUnsigned(fields)) return 'tsig verify failure';
    if (mac.length > 0 && !isSame(whole.slice(0, mac.length), mac)) return 'tsig verify failure';
    const late = Math.abs(Math.floor(now / 1000) - fields.time) > fields.fudge;
    // BIND: an error that is told a wrong time ago is not heard any more.
    if (late || fields.error === TSIG_ERROR.BADTIME) return 'clocks are unsynchronized';
    if (fields.error !== TSIG_ERROR.NONE) return 'tsig indicates error';
    return mac.length * 8 < this.#key.bits ? 'tsig verify failure' : null;
  }
}

/** RFC 8945 §5.3.2: a server that has no such key, or another secret, cannot sign. */
function mayBeUnsigned({ error }: TsigFields): boolean {
  return error === TSIG_ERROR.BADSIG || error === TSIG_ERROR.BADKEY;
}

function withLength(mac: Uint8Array): Uint8Array {
  return concatenate([uint16(mac.length), mac]);
}
