/**
 * The machine's own network for the engine's tools: UDP and TCP sockets, and the system's resolver.
 *
 * What the operating system says by errno becomes the reason that a tool has words for.
 */
import dgram from 'node:dgram';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Endpoint } from '../../engine/network/journal.ts';
import type { LocalBinding, NetProblem, ToolNet, ToolTcp, ToolUdp } from '../../engine/tools/tool.ts';
import { Inbox } from './inbox.ts';

export function realNet(signal: AbortSignal): ToolNet {
  return {
    ipv4: true,
    // Linux shows here whether its kernel speaks IPv6; elsewhere it does.
    ipv6: process.platform !== 'linux' || existsSync('/proc/net/if_inet6'),
    lookup,
    openUdp: (remote, local) => openUdp(remote, local, signal),
    openTcp: (remote, local, timeoutMs) => openTcp(remote, local, timeoutMs, signal),
    openSecure: async (remote, local, how, timeoutMs) => {
      const { openSecure } = await import('./secure-net.ts');
      return openSecure(remote, local, how, timeoutMs, signal, netProblem);
    },
  };
}

async function lookup(host: string, family: 0 | 4 | 6): Promise<readonly string[] | NetProblem> {
  const { lookup: getaddrinfo } = await import('node:dns/promises');
  try {
    const found = await getaddrinfo(host, { family, all: true, verbatim: true });
    return found.map(({ address }) => address);
  } catch (error) {
    return netProblem(error);
  }
}

async function openUdp(
  remote: Endpoint,
  local: LocalBinding,
  signal: AbortSignal,
): Promise<ToolUdp | NetProblem> {
  if (remote.port === 0) return refusing(remote);
  if (remote.port === 0) return nobody();
  const socket = dgram.createSocket(remote.address.includes(':') ? 'udp6' : 'udp4');
  const inbox = new Inbox<{ readonly octets: Uint8Array; readonly from: Endpoint }>(signal);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      // Connected, so that the system tells of ICMP errors and lets nobody else's datagrams through.
      const connect = (): void =>
        socket.connect(remote.port, remote.address, ((error?: Error) => {
          if (error) reject(error);
          else resolve();
        }) as () => void);
      if (local.address === undefined && local.port === undefined) connect();
      else socket.bind({ address: local.address, port: local.port ?? 0 }, connect);
    });
  } catch (error) {
    close(socket);
    return netProblem(error);
  }
  socket.removeAllListeners('error');
  socket.on('error', (error) => inbox.put(netProblem(error)));
  socket.on('message', (octets, from) =>
    inbox.put({ octets, from: { address: from.address, port: from.port } }),
  );
  const { address, port } = socket.address();
  return {
    local: { address, port },
    send: (payload) =>
      socket.send(payload, (error) => {
        if (error) inbox.put(netProblem(error));
      }),
    receive: (timeoutMs) => inbox.take(timeoutMs),
    close: () => close(socket),
  };
}

/** Nobody listens at port 0, and Node does not even ask. */
function refusing({ address }: Endpoint): ToolUdp {
  const refused: NetProblem = { kind: 'net-problem', reason: 'refused', message: 'ECONNREFUSED' };
  return {
    local: { address: address.includes(':') ? '::' : '0.0.0.0', port: 0 },
    send: () => undefined,
    receive: () => Promise.resolve(refused),
    close: () => undefined,
  };
}

/** Port 0, which sockets of the runtime refuse: nobody is there. */
function nobody(): ToolUdp {
  const refused: NetProblem = { kind: 'net-problem', reason: 'refused', message: 'connection refused' };
  return {
    local: { address: '0.0.0.0', port: 0 },
    send: () => undefined,
    receive: () => Promise.resolve(refused),
    close: () => undefined,
  };
}

function close(socket: dgram.Socket): void {
  try {
    socket.close();
  } catch {
    // It never came to be open.
  }
}

async function openTcp(
  remote: Endpoint,
  local: LocalBinding,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ToolTcp | NetProblem> {
  if (remote.port === 0) return { kind: 'net-problem', reason: 'refused', message: 'connection refused' };
  const { createConnection } = await import('node:net');
  const options = {
    host: remote.address,
    port: remote.port,
    noDelay: true,
    ...(local.address === undefined ? {} : { localAddress: local.address }),
    ...(local.port === undefined ? {} : { localPort: local.port }),
  };
  const inbox = new Inbox<Uint8Array>(signal);
  const opened = new Inbox<Socket>(signal);
  const socket = createConnection(options, () => opened.put(socket));
  socket.on('error', (error) => {
    opened.put(netProblem(error));
    inbox.put(netProblem(error));
  });
  socket.on('data', (octets) => inbox.put(octets));
  socket.on('end', () => inbox.put({ kind: 'net-problem', reason: 'closed', message: 'end of file' }));
  const outcome = await opened.take(timeoutMs);
  if ('kind' in outcome) {
    socket.destroy();
    return outcome;
  }
  return {
    local: { address: socket.localAddress ?? '', port: socket.localPort ?? 0 },
    send: (octets) => void socket.write(octets),
    receive: (ms) => inbox.take(ms),
    close: () => socket.destroy(),
  };
}

const REASONS: Readonly<Record<string, NetProblem['reason']>> = {
  ETIMEDOUT: 'timed-out',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'network-unreachable',
  ENETDOWN: 'network-unreachable',
  EADDRNOTAVAIL: 'address-not-available',
  EADDRINUSE: 'address-in-use',
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ENOTFOUND: 'not-found',
  EAI_NODATA: 'not-found',
  EAI_AGAIN: 'try-again',
};

function netProblem(error: unknown): NetProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'net-problem', reason: REASONS[code] ?? 'other', message };
}
