/** What is no DNS although a name server takes it: the control channel, by which rndc tells named what to do. */
import type { Packet } from './journal.ts';

/** BIND's port for it. */
export const CONTROL_PORT = 953;

/** Its octets may look like a DNS message by accident; nobody is to take them for one. */
export function isControlTraffic({ protocol, source, destination }: Packet): boolean {
  return protocol === 'tcp' && (source.port === CONTROL_PORT || destination.port === CONTROL_PORT);
}
