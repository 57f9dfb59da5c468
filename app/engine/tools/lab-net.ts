/**
 * The lab network as a tool sees it: promise-based sockets over a lab host's own, and the host's stub resolver.
 *
 * A datagram's way: dig asks for a UDP socket to one server; it is opened on the host and, as a connected socket
 * does, hears that server only, and the ICMP errors about it. `receive` waits on the lab clock.
 */
import type { LabClock } from '../network/clock.ts';
import type { Endpoint } from '../network/journal.ts';
import { isBindProblem } from '../network/transport.ts';
import type { BindProblem, Host, TcpStream } from '../network/transport.ts';
import type { Random } from '../random.ts';
import { LabInbox, netProblem } from './lab-inbox.ts';
import { openLabEcho } from './lab-echo.ts';
import { stubNameOf, stubResolve } from './stub-resolver.ts';
import { isNetProblem } from './tool.ts';
import type { LocalBinding, NetProblem, ToolNet, ToolTcp, ToolUdp } from './tool.ts';

export interface LabNetOptions {
  /** The host that the tool runs on. */
  readonly host: Host;
  readonly clock: LabClock;
  readonly random: Random;
  /** A file of that host (`/etc/hosts`, `/etc/resolv.conf`), or null. */
  readonly readFile: (path: string) => string | null;
  /** Aborted when the tool is stopped. */
  readonly signal: AbortSignal;
  /** True under `sudo`: ports below 1024 may be bound. */
  readonly privileged: boolean;
}

export function labToolNet(options: LabNetOptions): ToolNet {
  const { host } = options;
  const net: ToolNet = {
    ipv4: true,
    ipv6: host.addresses.some((address) => address.includes(':')),
    lookup: async (name, family) => {
      const found = await stubResolve({ ...options, net }, name, family);
      return isNetProblem(found) ? found : found.addresses;
    },
    resolve: (name, family) => stubResolve({ ...options, net }, name, family),
    nameOf: (address) => stubNameOf({ ...options, net }, address),
    openUdp: (remote, local) => Promise.resolve(openUdp(options, remote, local)),
    openTcp: (remote, local, timeoutMs) => openTcp(options, remote, local, timeoutMs),
    addresses: host.addresses,
    openEcho: (local) => openLabEcho(options, local),
  };
  return net;
}

function openUdp(options: LabNetOptions, remote: Endpoint, local: LocalBinding): ToolUdp | NetProblem {
  const { host, clock, signal, privileged } = options;
  const socket = host.openUdp({ ...bound(local), privileged });
  if (isBindProblem(socket)) return bindProblem(socket);
  const inbox = new LabInbox<{ readonly octets: Uint8Array; readonly from: Endpoint }>(clock, signal);
  socket.onDatagram = (octets, from) => {
    if (from.address === remote.address && from.port === remote.port) inbox.put({ octets, from });
  };
  socket.onUnreachable = (about, reason) => {
    if (about.address !== remote.address || about.port !== remote.port) return;
    inbox.put(netProblem(reason === 'port-unreachable' ? 'refused' : 'unreachable'));
  };
  return {
    local: socket.local,
    send(payload) {
      if (socket.send(payload, remote) === null) inbox.put(netProblem('network-unreachable'));
    },
    receive: (timeoutMs) => inbox.take(timeoutMs, `time-out of a question to ${remote.address}`),
    close: () => socket.close(),
  };
}

async function openTcp(
  options: LabNetOptions,
  remote: Endpoint,
  local: LocalBinding,
  timeoutMs: number,
): Promise<ToolTcp | NetProblem> {
  const { host, clock, signal, privileged } = options;
  const stream = host.connectTcp(remote, { ...bound(local), privileged });
  if (isBindProblem(stream)) return bindProblem(stream);
  const opened = new LabInbox<TcpStream>(clock, signal);
  const inbox = new LabInbox<Uint8Array>(clock, signal);
  stream.onOpen = () => opened.put(stream);
  stream.onData = (octets) => inbox.put(octets);
  stream.onEnd = () => inbox.put(netProblem('closed'));
  stream.onFailure = (why) => {
    opened.put(netProblem(why));
    inbox.put(netProblem(why));
  };
  const outcome = await opened.take(timeoutMs, `time-out of a connection to ${remote.address}`);
  if ('kind' in outcome) {
    stream.reset();
    return outcome;
  }
  return {
    local: stream.local,
    send: (octets) => void stream.send(octets),
    receive: (ms) => inbox.take(ms, `time-out of a question to ${remote.address}`),
    close: () => stream.end(),
  };
}

function bound(local: LocalBinding): { address?: string; port?: number } {
  const any = local.address === undefined || local.address === '0.0.0.0' || local.address === '::';
  return {
    ...(any || local.address === undefined ? {} : { address: local.address }),
    ...(local.port === undefined ? {} : { port: local.port }),
  };
}

function bindProblem(problem: BindProblem): NetProblem {
  return netProblem(problem.reason);
}
