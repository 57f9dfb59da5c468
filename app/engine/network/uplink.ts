/**
 * A way out of the lab: this machine's own sockets, which the program around the engine opens. Nothing listens here;
 * what is asked from here goes to real servers.
 */
import type { Host } from './transport.ts';

export interface Uplink extends Pick<Host, 'openUdp' | 'connectTcp'> {
  /** This machine's addresses that lead outward, in canonical text; none of loopback. */
  readonly addresses: readonly string[];
  /** Whether packets to an address may leave this way. Loopback and multicast addresses, for instance, may not. */
  reaches(address: string): boolean;
  /** Closes every socket. */
  close(): void;
}
