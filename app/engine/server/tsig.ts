/**
 * Requests that are signed with a shared key, and their answers (TSIG, RFC 8945).
 *
 * A request's last record is the signature: a MAC over the message before it and the record's own fields. It is checked
 * against the keys of the view that may want it; the answer is signed with the same key over the request's MAC and
 * itself, so that both belong together.
 */
import type { Instant } from '../network/clock.ts';
import type { Message } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { algorithmFacts, type ControlAlgorithm } from './control/keys.ts';
import {
  algorithmName,
  concatenate,
  FUDGE,
  isSame,
  NOTHING,
  splitSigned,
  TSIG_ERROR,
  timers,
  tsigRdata,
  uint16,
  uint48,
  variables,
  withRecord,
  type SignedMessage,
} from './tsig-wire.ts';

export { TSIG_ERROR } from './tsig-wire.ts';

export interface TsigKey {
  readonly name: Name;
  readonly algorithm: ControlAlgorithm;
  readonly secret: Uint8Array;
}

/** By `Name.key`. */
export type KeyRing = ReadonlyMap<string, TsigKey>;

export type TsigError = (typeof TSIG_ERROR)[keyof typeof TSIG_ERROR];

/** Null: the request's key is none of ours. */
export interface TsigCheck {
  readonly key: TsigKey | null;
  readonly error: TsigError;
}

export class SignedRequest {
  readonly #message: SignedMessage;
  #check: TsigCheck | null = null;
  /** The signature of the message before, in an answer of several. */
  #last: Uint8Array | null = null;

  private constructor(message: SignedMessage) {
    this.#message = message;
  }

  /** Null where the message has no signature; `malformed` where there is one that is not the last record, or not whole. */
  static of(octets: Uint8Array, message: Message): SignedRequest | 'malformed' | null {
    const signed = splitSigned(octets, message);
    return signed === null || signed === 'malformed' ? signed : new SignedRequest(signed);
  }

  /** Whether one of these keys made the signature, a moment ago. */
  check(keys: KeyRing, now: Instant): TsigCheck {
    const { fields, unsigned } = this.#message;
    const { keyName, algorithm, time, fudge, mac } = fields;
    const key = keys.get(keyName.key) ?? null;
    if (key === null || !algorithm.equals(algorithmName(key.algorithm)))
      return { key: null, error: TSIG_ERROR.BADKEY };
    const of = { algorithm, time, fudge, error: TSIG_ERROR.NONE, other: NOTHING };
    const signed = concatenate([unsigned, variables(key.name, of)]);
    const expected = algorithmFacts(key.algorithm).mac(key.secret, signed);
    if (!isSame(expected, mac)) return { key, error: TSIG_ERROR.BADSIG };
    // RFC 8945 §5.2.3: only who could sign it is told that his clock is wrong.
    const late = Math.abs(Math.floor(now / 1000) - time) > fudge;
    return { key, error: late ? TSIG_ERROR.BADTIME : TSIG_ERROR.NONE };
  }

  /** Takes what the view that answers has found; answers are signed by it from now on. */
  settle(check: TsigCheck): void {
    this.#check = check;
  }

  /** Octets that `sign` adds to an answer. */
  get room(): number {
    const check = this.#check;
    if (check === null) return 0;
    const mac = check.key === null ? 0 : algorithmFacts(check.key.algorithm).mac(NOTHING, NOTHING).length;
    const { keyName, algorithm } = this.#message.fields;
    return keyName.wire.length + 10 + algorithm.wire.length + 16 + mac + 6;
  }

  /**
   * The answer with its signature; as it is where no view has settled anything. Of the messages that an answer of
   * several has, each is signed together with the signature before (RFC 8945 §5.3.1).
   */
  sign(answer: Uint8Array, now: Instant): Uint8Array {
    if (this.#check === null) return answer;
    const { key, error } = this.#check;
    const { keyName, algorithm, mac: requestMac, originalId, time: requestTime } = this.#message.fields;
    const seconds = Math.floor(now / 1000);
    // RFC 8945 §5.2.3: with BADTIME the request's own time stands there, and ours behind it.
    const late = error === TSIG_ERROR.BADTIME;
    const time = late ? requestTime : seconds;
    const of = { algorithm, time, fudge: FUDGE, error, other: late ? uint48(seconds) : NOTHING };
    // RFC 8945 §5.3.2: an answer to who has no good key is not signed.
    const signs = key !== null && (error === TSIG_ERROR.NONE || late);
    const before = this.#last ?? requestMac;
    const mac = signs
      ? algorithmFacts(key.algorithm).mac(
          key.secret,
          concatenate([
            uint16(before.length),
            before,
            answer,
            this.#last === null ? variables(key.name, of) : timers(time, FUDGE),
          ]),
        )
      : NOTHING;
    this.#last = mac;
    return withRecord(answer, keyName, tsigRdata({ ...of, mac, originalId }));
  }
}
