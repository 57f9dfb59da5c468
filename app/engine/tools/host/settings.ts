/** What one run of host knows besides its lookups. */
export interface HostSettings {
  /** -v: the whole message instead of sentences. */
  verbose: boolean;
  /** Neither type nor class was given: A, AAAA and MX are asked for. */
  defaultTypes: boolean;
  /** What is shown of a zone transfer: addresses, name servers and pointers, or the type below. */
  listAddresses: boolean;
  /** ANY stands for everything. */
  listType: number;
  /** -A: RRSIG, NSEC and NSEC3 are not shown. */
  withoutDnssec: boolean;
  /** -C: each line tells the server that it came from. */
  everyServer: boolean;
  /** Tries that each question has. */
  tries: number;
  serverGiven: boolean;
  serverTold: boolean;
  /** Null: no response yet, which is a failure too. */
  failed: boolean | null;
}
