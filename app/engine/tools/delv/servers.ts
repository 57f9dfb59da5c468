/** Whom delv asks: the server that was named, or those of resolv.conf. */
import { addressOctets } from '../../protocol/address.ts';
import { readResolvConf } from '../shared/resolv-conf.ts';
import { isFileProblem, isNetProblem } from '../tool.ts';
import type { NetProblem } from '../tool.ts';
import type { Console, Stop } from './console.ts';
import type { Settings } from './settings.ts';

const RESOLV_CONF = '/etc/resolv.conf';
/** Who is asked where resolv.conf names nobody that can be. */
const ITSELF = ['127.0.0.1', '::1'];
const NOTHING: NetProblem = { kind: 'net-problem', reason: 'not-found', message: '' };

/** Addresses; none where a name has none (BIND: then nothing can be resolved, and that is said of the question). */
export async function serversToAsk(out: Console, settings: Settings): Promise<readonly string[] | Stop> {
  if (settings.server !== null) return named(out, settings, settings.server);
  const octets = await out.context.files.read(RESOLV_CONF);
  const text = isFileProblem(octets) ? '' : String.fromCharCode(...octets.subarray(0, 65536));
  const conf = readResolvConf(text);
  if (conf === null) {
    // Simplified: BIND has another word for each mistake; this is that of a wrong address.
    out.log('irs_resconf_load: invalid address format');
    return [];
  }
  const isUsable = (address: string): boolean => (address.includes(':') ? settings.ipv6 : settings.ipv4);
  const addresses = conf.servers.filter(isUsable);
  return addresses.length > 0 ? addresses : ITSELF.filter(isUsable);
}

async function named(out: Console, settings: Settings, server: string): Promise<readonly string[] | Stop> {
  const octets = addressOctets(server);
  if (octets !== null) {
    if (octets.length === 4 && !settings.ipv4) return out.fatal('Use of IPv4 disabled by -6');
    if (octets.length === 16 && !settings.ipv6) return out.fatal('Use of IPv6 disabled by -4');
    return [server];
  }
  const family = settings.ipv4 && settings.ipv6 ? 0 : settings.ipv4 ? 4 : 6;
  const addresses = server === '' ? NOTHING : await out.context.net.lookup(server, family);
  if (!isNetProblem(addresses)) return addresses;
  // The C library's words.
  const why =
    addresses.reason === 'not-found' ? 'Name or service not known' : 'Temporary failure in name resolution';
  out.log(`getaddrinfo failed: ${why}`);
  return [];
}
