/**
 * A lab host with a second line, out of this machine.
 *
 * The way of a question to a real server: a program on the host opens a socket here as on any host; with the first
 * datagram it shows where it goes: to a lab host (then a lab socket is opened and all is as ever), or outside, by the
 * uplink. What goes in and out there is written into the journal like the packets of the lab's links, so that lists,
 * captures and explanations need not know the difference. What listens, listens in the lab alone.
 */
import { ANY_ADDRESS, isHostLoopback, isIPv6 } from './addresses.ts';
import type { LabHost } from './host.ts';
import type { OutsidePackets } from './outside-packets.ts';
import { OutwardTcpStream } from './outward-tcp.ts';
import { OutwardUdpSocket, type OutwardParts } from './outward-udp.ts';
import { isBindProblem, type BindProblem, type Host, type UdpOptions } from './transport.ts';
import type { Uplink } from './uplink.ts';

/** Ports below are for what listens. */
const FIRST_ASKING_PORT = 1024;

export interface Outside {
  readonly uplink: Uplink;
  readonly packets: OutsidePackets;
}

/** `hasHost`: whether the lab has a host with an address. What the uplink does not reach stays in the lab too. */
export function uplinkedHost(host: LabHost, outside: Outside, hasHost: (address: string) => boolean): Host {
  const { uplink } = outside;
  const isInside = (address: string): boolean => hasHost(address) || !uplink.reaches(address);
  const parts = partsOf(host.name, outside, isInside);
  const ofLab = (address: string | undefined): boolean =>
    address !== undefined && (host.has(address) || isHostLoopback(address));
  return {
    name: host.name,
    addresses: host.addresses,
    openUdp(options: UdpOptions = {}) {
      const serves = options.port !== undefined && options.port > 0 && options.port < FIRST_ASKING_PORT;
      if (serves || ofLab(options.address)) return host.openUdp(options);
      return new OutwardUdpSocket(parts, (way) =>
        way === 'inside' ? host.openUdp(options) : uplink.openUdp(options),
      );
    },
    listenTcp: (options, onStream) => host.listenTcp(options, onStream),
    // Without rights of its own a program cannot send ICMP messages outside: it reaches the lab's hosts alone.
    openEcho: (address) => host.openEcho(address),
    connectTcp(remote, options = {}) {
      // Where this computer's own loopback counts as outside, a program of the host that listens at its own is meant first.
      const isOwn = isHostLoopback(remote.address) && host.listensAt(remote);
      if (isOwn || isInside(remote.address) || ofLab(options.address))
        return host.connectTcp(remote, options);
      const stream = uplink.connectTcp(remote, options);
      return isBindProblem(stream) ? stream : new OutwardTcpStream(parts, stream);
    },
  };
}

/** This machine seen from outside alone: it asks, and nothing on it listens. */
export function outwardHost(name: string, outside: Outside): Host {
  const { uplink } = outside;
  const parts = partsOf(name, outside, () => false);
  return {
    name,
    addresses: uplink.addresses,
    openUdp: (options = {}) => new OutwardUdpSocket(parts, () => uplink.openUdp(options)),
    listenTcp: () => notHere,
    connectTcp(remote, options = {}) {
      const stream = uplink.connectTcp(remote, options);
      return isBindProblem(stream) ? stream : new OutwardTcpStream(parts, stream);
    },
  };
}

const notHere: BindProblem = { kind: 'bind-problem', reason: 'address-not-available' };

function partsOf(
  host: string,
  { uplink, packets }: Outside,
  isInside: (address: string) => boolean,
): OutwardParts {
  const sourceToward = (address: string): string =>
    uplink.addresses.find((own) => isIPv6(own) === isIPv6(address)) ?? (isIPv6(address) ? '::' : ANY_ADDRESS);
  return { host, packets, isInside, sourceToward };
}
