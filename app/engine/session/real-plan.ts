/** The two hosts of a session in the real Internet: the student's machine and its caching server, both inside this computer. */
import type { NetworkPlan, PlannedHost } from '../course/network-file.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import { recordText } from '../protocol/record-text.ts';

/** `ipv6`: whether this computer reaches IPv6 servers; then its hosts speak it too. */
export function realPlan(hints: readonly ResourceRecord[], ipv6: boolean): NetworkPlan {
  const host = (
    number: number,
  ): Pick<
    PlannedHost,
    | 'addresses'
    | 'latencyMs'
    | 'loss'
    | 'up'
    | 'faults'
    | 'behind'
    | 'querylog'
    | 'transfers'
    | 'mail'
    | 'files'
    | 'dnsmasq'
  > => ({
    addresses: [`127.53.0.${number}`, ...(ipv6 ? [`fd53::${number}`] : [])],
    latencyMs: 0,
    loss: 0,
    up: true,
    faults: [],
    behind: null,
    querylog: false,
    transfers: [],
    mail: null,
    files: new Map(),
    dnsmasq: null,
  });
  const laptop: PlannedHost = {
    ...host(2),
    name: 'laptop',
    role: 'client',
    terminal: 'student',
    resolvConf: 'nameserver 127.53.0.53\n',
    hostsFile: '127.0.0.1     localhost\n127.53.0.2    laptop\n127.53.0.53   cache\n',
    recursion: null,
  };
  const cache: PlannedHost = {
    ...host(53),
    name: 'cache',
    role: 'caching-server',
    terminal: 'root',
    resolvConf: 'nameserver 127.53.0.53\n',
    hostsFile: '127.0.0.1     localhost\n127.53.0.53   cache\n',
    recursion: {
      hints,
      hintsText: hints.map((record) => `${recordText(record)}\n`).join(''),
      allow: ['127.0.0.0/8', 'fd53::/16'],
      bind: '9.18',
      extendedErrors: false,
      priming: true,
    },
  };
  return { title: 'The real Internet', hosts: [laptop, cache], zones: [], switches: new Map() };
}

/** What the student's README says there. */
export const REAL_README = `Welcome to the real Internet.

This machine and its caching server (see /etc/resolv.conf) stand inside this computer, but what the
caching server asks, it asks the Internet's own servers. Real packets leave this computer.

To begin with:

  help                           what there is
  dig www.isc.org                ask the caching server, which walks from the real root
  dig +trace www.nlnetlabs.nl    walk from the root yourself
  dig +norec @a.root-servers.net www.nic.cz.   ask one server for what it knows itself

Time here is real: it cannot be stopped, sped up or jumped.
`;
