import type { PacketFate, PacketRow } from '../../app/contract.ts';

export type Meaning = PacketRow['meaning'];

export interface MeaningWord {
  readonly word: string;
  /** The token that colours it. */
  readonly colour: string;
  /** The glossary's entry. */
  readonly term: string | null;
}

/** What a DNS message says, in a word; its shape is drawn by MeaningMark. */
export const MEANING: Readonly<Record<Meaning, MeaningWord>> = {
  query: { word: 'query', colour: 'var(--rcode-query)', term: 'query' },
  answer: { word: 'answer', colour: 'var(--rcode-answer)', term: 'answer' },
  nodata: { word: 'NODATA', colour: 'var(--rcode-nodata)', term: 'NODATA' },
  nxdomain: { word: 'NXDOMAIN', colour: 'var(--rcode-nxdomain)', term: 'NXDOMAIN' },
  referral: { word: 'referral', colour: 'var(--rcode-referral)', term: 'referral' },
  servfail: { word: 'SERVFAIL', colour: 'var(--rcode-servfail)', term: 'SERVFAIL' },
  refused: { word: 'REFUSED', colour: 'var(--rcode-refused)', term: 'REFUSED' },
  error: { word: 'error', colour: 'var(--rcode-servfail)', term: 'rcode' },
  malformed: { word: 'malformed', colour: 'var(--rcode-malformed)', term: null },
  other: { word: 'other', colour: 'var(--rcode-query)', term: null },
};

/** What became of a packet, in words; null where there is nothing worth saying. */
export const FATE: Readonly<Record<PacketFate, string | null>> = {
  delivered: null,
  'in-flight': 'in flight',
  'no-reply': 'no reply',
  loss: 'lost on the way',
  'no-host': 'no such host',
  'no-listener': 'nobody listens there',
  firewall: 'stopped by a firewall',
  'host-down': 'host is down',
  'network-unreachable': 'no route there',
  closed: 'connection closed',
  reset: 'connection reset',
};
