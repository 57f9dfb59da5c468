/** Machines, zones and their servers, as packets have told of them. */

/** A machine that asks, or that is asked on behalf of others. */
export interface MapMachine {
  readonly host: string;
  readonly addresses: readonly string[];
  /** In a word or two: `caching server`. */
  readonly role: string;
}

/** A zone that a response told of. */
export interface MapZone {
  /** With the closing dot. */
  readonly name: string;
  /** Those that the parent delegates to first. */
  readonly servers: readonly MapServer[];
  /** The packet that told of it, or of other servers, last; null for what the hints say. */
  readonly packet: number | null;
}

export interface MapServer {
  /** With the closing dot. */
  readonly name: string;
  /** As far as they were told; the newest last. */
  readonly addresses: readonly string[];
  /** Whether the parent delegates to it. */
  readonly delegated: boolean;
  /** Whether the zone's own NS RRset has it; null before that was seen. */
  readonly own: boolean | null;
}
