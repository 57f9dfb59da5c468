/** What delv's words ask for. */
import { TYPE } from '../../protocol/codes.ts';

export interface Settings {
  /** As typed, as octets. Null: not given. */
  name: string | null;
  type: number;
  /** As given behind `@`; null: the servers of resolv.conf. */
  server: string | null;
  port: number;
  sources: { ipv4: Source | null; ipv6: Source | null };
  ipv4: boolean;
  ipv6: boolean;
  /** -i: the answer without its signatures, and nothing validated. */
  insecure: boolean;
  /** Whether a validator would have to look at what comes. */
  validate: boolean;
  /** +root=: the name whose key is trusted. */
  anchor: string;
  /** -a. */
  anchorFile: string | null;
  checkingDisabled: boolean;
  tcp: boolean;

  resolverTrace: boolean;
  messageTrace: boolean;
  validatorTrace: boolean;
  debugLevel: number;

  short: boolean;
  yaml: boolean;
  multiline: boolean;
  trust: boolean;
  dnssec: boolean;
  recordComments: boolean;
  crypto: boolean;
  class: boolean;
  ttl: boolean;
  unknownFormat: boolean;
  /** Null: the form's own width; 0: no splitting. */
  split: number | null;
}

interface Source {
  readonly address: string;
  readonly port: number;
}

export function defaultSettings(ipv4: boolean, ipv6: boolean): Settings {
  return {
    name: null,
    type: TYPE.A,
    server: null,
    port: 53,
    sources: { ipv4: null, ipv6: null },
    ipv4,
    ipv6,
    insecure: false,
    validate: true,
    anchor: '.',
    anchorFile: null,
    checkingDisabled: false,
    tcp: false,
    resolverTrace: false,
    messageTrace: false,
    validatorTrace: false,
    debugLevel: 0,
    short: false,
    yaml: false,
    multiline: false,
    trust: true,
    dnssec: true,
    recordComments: true,
    crypto: true,
    class: true,
    ttl: true,
    unknownFormat: false,
    split: null,
  };
}
