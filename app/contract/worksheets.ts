/** The table of all servers on the way to a name, and the graphs of a lab. */
import type { Instant } from './time.ts';

/** All name servers on the way from the root to a name, as far as they are known, and what each of them said. */
export interface WorksheetState {
  readonly name: string;
  readonly client: string;
  /** The root first. */
  readonly levels: readonly WorksheetLevel[];
  /** Whether every line is filled, and the last level answers for the name. */
  readonly complete: boolean;
}

export interface WorksheetLevel {
  /** With the closing dot. */
  readonly zone: string;
  /** Name servers as the servers above say, and as the zone itself says; null where nobody has been asked. */
  readonly delegation: readonly string[] | null;
  readonly own: readonly string[] | null;
  /** Whether the two are the same; null where one is not known. */
  readonly sameServers: boolean | null;
  /** Whether all servers that were asked said the same. */
  readonly sameAnswers: boolean | null;
  /** Whether addresses lie in two networks (of 24 bits) at least; null while fewer than two are known. */
  readonly twoNetworks: boolean | null;
  /** The least and the greatest TTL of the NS records, in seconds. */
  readonly ttls: { readonly least: number; readonly most: number } | null;
  readonly servers: readonly WorksheetServer[];
}

export interface WorksheetServer {
  readonly name: string;
  readonly addresses: readonly string[];
  /** How the address came to be known: beside a delegation, or asked for. */
  readonly addressFrom: 'unknown' | 'glue' | 'answer';
  readonly reply:
    | 'not-asked'
    | 'waiting'
    | 'silence'
    | 'answer'
    | 'nodata'
    | 'nxdomain'
    | 'referral'
    | 'servfail'
    | 'refused'
    | 'error';
  readonly aa: boolean | null;
  /** The zone that it refers to; empty where it does not. */
  readonly refersTo: string;
  readonly data: readonly string[];
  readonly ttl: number | null;
  /** The packet of its reply, else of the question. */
  readonly packet: number | null;
  readonly complete: boolean;
}

export type GraphState =
  | {
      readonly of: 'astray';
      readonly title: string;
      readonly from: Instant;
      readonly to: Instant;
      /** Of the clients that asked in each slice of time: how many went to the address that holds, and how many elsewhere. */
      readonly slices: readonly { readonly at: Instant; readonly right: number; readonly astray: number }[];
      /** When the servers' data changed, and to what; lookups that went astray from then on until the next change. */
      readonly changes: readonly {
        readonly at: Instant;
        readonly data: string;
        readonly ttl: number;
        readonly astray: number;
      }[];
      readonly astrayInAll: number;
    }
  | {
      readonly of: 'load';
      readonly title: string;
      readonly points: readonly {
        readonly ttl: number;
        /** Questions an hour that reach the zone's servers. */
        readonly questions: number;
        /** The share of answers that are no longer true, 0 to 1. */
        readonly stale: number;
        /** Seconds for which an answer that is no longer true may go on, in the mean. */
        readonly age: number;
      }[];
      /** The TTL that the zone has now. */
      readonly now: number | null;
    };
