/** Which addresses a list of addresses and networks holds: `127.53.0.0/24`, `fd53:9::1`. */
import { addressOctets } from '../protocol/rdata.ts';

export interface AddressNetwork {
  readonly octets: Uint8Array;
  /** Bits that count. */
  readonly length: number;
}

/** Null where the text is neither an address nor a network. */
export function readAddressNetwork(text: string): AddressNetwork | null {
  const [address = '', length, ...rest] = text.split('/');
  const octets = addressOctets(address);
  if (!octets || rest.length > 0) return null;
  const bits = octets.length * 8;
  if (length === undefined) return { octets, length: bits };
  return /^\d{1,3}$/.test(length) && Number(length) <= bits ? { octets, length: Number(length) } : null;
}

/** Texts that are no networks match nothing. */
export function addressMatcher(networks: readonly string[]): (address: string) => boolean {
  const known = networks.map(readAddressNetwork).filter((network) => network !== null);
  return (address) => {
    const octets = addressOctets(address);
    return octets !== null && known.some((network) => holds(network, octets));
  };
}

function holds({ octets: network, length }: AddressNetwork, address: Uint8Array): boolean {
  if (network.length !== address.length) return false;
  for (let i = 0; i * 8 < length; i++) {
    const bits = Math.min(8, length - i * 8);
    const mask = (0xff << (8 - bits)) & 0xff;
    if (((network[i] as number) & mask) !== ((address[i] as number) & mask)) return false;
  }
  return true;
}
