/**
 * What dig learns from the machine: `/etc/resolv.conf`, and the addresses of servers given by name.
 */
import { addressOctets, addressText } from '../../protocol/rdata.ts';
import { readResolvConf } from '../shared/resolv-conf.ts';
import { isFileProblem, isNetProblem } from '../tool.ts';
import type { NetProblem } from '../tool.ts';
import type { Dig, Server, Stop } from './state.ts';

const RESOLV_CONF = '/etc/resolv.conf';
/** Who is asked where resolv.conf names nobody. */
const ITSELF = ['::1', '127.0.0.1'];
const MOST_ADDRESSES = 20;

/**
 * Takes servers, search list and options from resolv.conf. Without any server there the machine itself is asked; with a
 * line that cannot be read, nobody is.
 */
export async function readSystem(dig: Dig): Promise<Stop | null> {
  const octets = await dig.context.files.read(RESOLV_CONF);
  const text = isFileProblem(octets) ? '' : String.fromCharCode(...octets.subarray(0, 65536));
  const conf = readResolvConf(text);
  if (conf === null) return dig.fatal(`parse of ${RESOLV_CONF} failed`);
  const isUsable = (address: string): boolean => (address.includes(':') ? dig.ipv6 : dig.ipv4);
  const addresses = conf.servers.filter(isUsable);
  if (conf.servers.length === 0 || addresses.length === 0) addresses.push(...ITSELF.filter(isUsable));
  dig.systemServers = addresses.map((address) => ({ address, given: address }));
  dig.searchList = [...conf.search];
  if (dig.ndots === -1) dig.ndots = conf.ndots ?? 1;
  if (dig.timeout === 0) dig.timeout = conf.timeout;
  if (conf.attempts > 0) dig.tries = conf.attempts;
  return null;
}

/** The servers behind a name or an address as given, or why there are none, in the words of BIND's library. */
export async function serversNamed(dig: Dig, given: string): Promise<Server[] | string> {
  const [, text = '', scope = ''] = /^([^%]*)(%.*)?$/s.exec(given) ?? [];
  const literal = addressOctets(text);
  if (literal?.length === 4 && scope === '') {
    if (!dig.ipv4 && dig.ipv6) return [{ address: `::ffff:${given}`, given }];
    return [{ address: given, given }];
  }
  if (literal?.length === 16) {
    if (!dig.ipv6) return 'address family not supported';
    // BIND: an interface may be named for a link-local address only (RFC 4007 §11.2); its number may stand anywhere.
    const linkLocal = literal[0] === 0xfe && ((literal[1] ?? 0) & 0xc0) === 0x80;
    if (scope !== '' && !/^%\d+$/.test(scope) && !linkLocal) return 'failure';
    return [{ address: addressText(literal) + scope, given }];
  }
  if (given === '') return 'not found';
  const family = dig.ipv4 && dig.ipv6 ? 0 : dig.ipv4 ? 4 : 6;
  const addresses = await dig.context.net.lookup(given, family);
  if (isNetProblem(addresses)) {
    // The C library asks nobody for what would be an IPv4 address if its numbers were right.
    const isNumeric = family === 0 && /^[\d.]+$/.test(given);
    return addresses.reason === 'not-found' || isNumeric ? 'not found' : 'failure';
  }
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
    case 'tls-failed':
    case 'tls-untrusted':
    case 'tls-setup':
      return 'TLS error';
    case 'try-again':
    case 'http-failed':
      return 'failure';
    case 'other':
      return 'unexpected error';
  }
}
