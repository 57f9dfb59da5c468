/**
 * What dig learns from the machine: `/etc/resolv.conf`, and the addresses of servers given by name.
 */
import { addressOctets } from '../../protocol/rdata.ts';
import { isFileProblem, isNetProblem } from '../tool.ts';
import type { NetProblem } from '../tool.ts';
import type { Dig, Server } from './state.ts';

const RESOLV_CONF = '/etc/resolv.conf';
const MOST_NAMESERVERS = 3;
const MOST_ADDRESSES = 20;

/** Takes servers, search list and options from resolv.conf; without any server there, the machine itself is asked. */
export async function readSystem(dig: Dig): Promise<void> {
  const octets = await dig.context.files.read(RESOLV_CONF);
  const text = isFileProblem(octets) ? '' : String.fromCharCode(...octets.subarray(0, 65536));
  const servers: Server[] = [];
  let attempts = 0;
  for (const line of text.split('\n')) {
    const words = line
      .replace(/[;#].*$/, '')
      .split(/[ \t\r]+/)
      .filter((word) => word !== '');
    const [keyword, ...values] = words;
    if (keyword === 'nameserver') {
      const address = values[0] ?? '';
      if (servers.length < MOST_NAMESERVERS && usable(dig, address))
        servers.push({ address, given: address });
    } else if (keyword === 'search') {
      dig.searchList = values;
    } else if (keyword === 'domain' && values[0] !== undefined) {
      dig.searchList = [values[0]];
    } else if (keyword === 'options') {
      for (const option of values) {
        const [name, value] = option.split(':');
        const number = Number(value);
        if (!/^[0-9]+$/.test(value ?? '')) continue;
        if (name === 'ndots' && dig.ndots === -1) dig.ndots = number;
        else if (name === 'timeout' && dig.timeout === 0) dig.timeout = number;
        else if (name === 'attempts') attempts = number;
      }
    }
  }
  if (dig.ndots === -1) dig.ndots = 1;
  if (attempts > 0) dig.tries = attempts;
  if (servers.length === 0 && dig.ipv6) servers.push({ address: '::1', given: '::1' });
  if (servers.length === 0 || (servers[0]?.given === '::1' && dig.ipv4 && !text.includes('nameserver')))
    if (dig.ipv4) servers.push({ address: '127.0.0.1', given: '127.0.0.1' });
  dig.systemServers = servers;
}

function usable(dig: Dig, address: string): boolean {
  const octets = addressOctets(address.replace(/%.*$/, ''));
  if (octets === null) return false;
  return octets.length === 4 ? dig.ipv4 : dig.ipv6;
}

/** The servers behind a name or an address as given, or why there are none, in the words of BIND's library. */
export async function serversNamed(dig: Dig, given: string): Promise<Server[] | string> {
  const literal = addressOctets(given.replace(/%.*$/, ''));
  if (literal !== null) {
    if (literal.length === 4 && !dig.ipv4 && dig.ipv6) return [{ address: `::ffff:${given}`, given }];
    if (literal.length === 16 && !dig.ipv6) return 'not found';
    return [{ address: given, given }];
  }
  if (given === '') return 'not found';
  const family = dig.ipv4 && dig.ipv6 ? 0 : dig.ipv4 ? 4 : 6;
  const addresses = await dig.context.net.lookup(given, family);
  if (isNetProblem(addresses)) return addresses.reason === 'not-found' ? 'not found' : 'failure';
  return addresses.slice(0, MOST_ADDRESSES).map((address) => ({ address, given }));
}

/** A trouble of the network in the words of BIND's library. */
export function problemText(problem: NetProblem): string {
  switch (problem.reason) {
    case 'timed-out':
      return 'timed out';
    case 'refused':
      return 'connection refused';
    case 'unreachable':
      return 'host unreachable';
    case 'network-unreachable':
      return 'network unreachable';
    case 'address-not-available':
      return 'address not available';
    case 'address-in-use':
      return 'address in use';
    case 'permission-denied':
      return 'permission denied';
    case 'closed':
      return 'end of file';
    case 'reset':
      return 'connection reset';
    case 'not-found':
      return 'not found';
    case 'aborted':
      return 'operation canceled';
    case 'try-again':
      return 'failure';
    case 'other':
      return 'unexpected error';
  }
}
