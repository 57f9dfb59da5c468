/** Which addresses are what: families, the lab's own networks, and a host's loopback. All on canonical text forms. */

export function isIPv6(address: string): boolean {
  return address.includes(':');
}

/** True for the addresses that the lab's links lead to: 127.53.0.0/16 and fd53::/16. */
export function isLabAddress(address: string): boolean {
  return address.startsWith('127.53.') || address.startsWith('fd53:');
}

/** True for what means "this machine itself" on every host. The lab's own network lies in 127/8 too and is not meant. */
export function isHostLoopback(address: string): boolean {
  return (address.startsWith('127.') && !address.startsWith('127.53.')) || address === '::1';
}

/** The address that a socket bound to any address shows as its own. */
export const ANY_ADDRESS = '0.0.0.0';
