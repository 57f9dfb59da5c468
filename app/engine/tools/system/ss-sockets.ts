/** The sockets of a machine as `ss` lists them: datagrams first, then streams, IPv4 before IPv6. */
import { ANY_ADDRESS } from '../../network/addresses.ts';
import type { Endpoint } from '../../network/journal.ts';
import type { Machine, MachineProcess, ProcessSocket } from '../machine.ts';

export interface ShownSocket extends ProcessSocket {
  readonly process: MachineProcess;
  readonly family: 4 | 6;
}

/** Backlogs of what listens: BIND's for questions and for its control channel, and Postfix's. */
const BACKLOG = { named: 10, control: 5, other: 100 } as const;
const CONTROL_PORT = 953;

export function socketsOf(machine: Machine, ipv6: boolean): ShownSocket[] {
  const all = machine.processes().flatMap((process) =>
    process.sockets().map((socket): ShownSocket => {
      const family = socket.local.address.includes(':') ? 6 : 4;
      const both = ipv6 && socket.local.address === ANY_ADDRESS;
      return { ...socket, process, family, local: both ? { ...socket.local, address: '*' } : socket.local };
    }),
  );
  const rank = ({ protocol, family }: ShownSocket): number =>
    (protocol === 'udp' ? 0 : 2) + (family === 6 ? 1 : 0);
  return all.sort((a, b) => rank(a) - rank(b));
}

/** What the queue for sending shows: of a listening socket, how many may wait to be accepted. */
export function sendQueue({ state, local, process }: ShownSocket): number {
  if (state !== 'LISTEN') return 0;
  if (local.port === CONTROL_PORT) return BACKLOG.control;
  return process.name === 'named' ? BACKLOG.named : BACKLOG.other;
}

/** `127.0.0.1:`, `[::1]:`, `*:` */
export function addressColumn({ address }: Endpoint): string {
  return address.includes(':') ? `[${address}]:` : `${address}:`;
}
