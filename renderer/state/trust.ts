import type { Trust } from '../../app/contract.ts';

export interface TrustWord {
  /** Cells of the ramp that are filled, of six. */
  readonly strength: number;
  readonly tone: 'pending' | 'weak' | 'middle' | 'strong';
  /** Why such data is believed as far as it is, in a sentence (RFC 2181 §5.4.1). */
  readonly why: string;
}

/** BIND's trust words, the weakest first, and what each is worth. */
export const TRUST: Readonly<Record<Trust, TrustWord>> = {
  'pending-additional': {
    strength: 1,
    tone: 'pending',
    why: 'It came along in an additional section and still waits for DNSSEC validation. It is not given out.',
  },
  'pending-answer': {
    strength: 1,
    tone: 'pending',
    why: 'It came as an answer and still waits for DNSSEC validation. It is not given out as secure.',
  },
  additional: {
    strength: 1,
    tone: 'weak',
    why: 'It came along in the additional section of an answer. Good enough to find a server with; any better source replaces it.',
  },
  glue: {
    strength: 2,
    tone: 'weak',
    why: 'The parent told it in a referral, to get us across the zone cut. The parent is not the owner: the zone’s own word, when heard, replaces it.',
  },
  answer: {
    strength: 3,
    tone: 'middle',
    why: 'It came in an answer section, but without aa: from a cache, or from a server that does not speak for the zone.',
  },
  authauthority: {
    strength: 4,
    tone: 'middle',
    why: 'A server that speaks for the zone put it into the authority section of its answer.',
  },
  authanswer: {
    strength: 5,
    tone: 'strong',
    why: 'A server that speaks for the zone gave it as the answer, with aa set. Without DNSSEC nothing is believed more.',
  },
  secure: {
    strength: 6,
    tone: 'strong',
    why: 'Its signature was checked, up a chain of keys to the trust anchor.',
  },
  ultimate: { strength: 6, tone: 'strong', why: 'The server’s own configuration says so.' },
};

/** The words in that order. */
export const TRUST_ORDER = Object.keys(TRUST) as readonly Trust[]; // The table has each of them, and nothing else.
