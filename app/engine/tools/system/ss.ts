/** `ss`, as iproute2 has it: which sockets are open on this machine, and (for root) whose they are. */
import type { Tool, ToolContext } from '../tool.ts';
import { optionProblemWords, parseOptions } from './options.ts';
import { portName } from './services.ts';
import { readSocketFilter, type SocketFilter } from './ss-filter.ts';
import { addressColumn, sendQueue, socketsOf, type ShownSocket } from './ss-sockets.ts';
import { tableText, type Column } from './ss-table.ts';

const FORM = {
  letters: 'hVnralopeimsH46tuO',
  long: {
    help: 'h',
    version: 'V',
    numeric: 'n',
    resolve: 'r',
    all: 'a',
    listening: 'l',
    options: 'o',
    processes: 'p',
    extended: 'e',
    info: 'i',
    memory: 'm',
    summary: 's',
    'no-header': 'H',
    ipv4: '4',
    ipv6: '6',
    tcp: 't',
    udp: 'u',
    oneline: 'O',
  },
} as const;

export const ss: Tool = async (context) => {
  const { options, words, problem } = parseOptions(context.args, FORM);
  if (problem) {
    context.err(optionProblemWords('ss', problem) + USAGE);
    return 255;
  }
  const has = (letter: string): boolean => options.some((option) => option.letter === letter);
  if (has('h') || has('V')) {
    context.out(has('h') ? USAGE : 'ss utility, iproute2-6.1.0\n');
    return 0;
  }
  const filter = readSocketFilter(words);
  if ('kind' in filter) {
    context.err(filter.text + (filter.usage ? USAGE : ''));
    return filter.exitCode;
  }
  const sockets = context.machine ? socketsOf(context.machine, context.net.ipv6) : [];
  if (has('s')) context.out(summary(sockets));
  else context.out(listing(context, sockets, filter, has));
  return 0;
};

type Has = (letter: string) => boolean;

function listing(
  context: ToolContext,
  sockets: readonly ShownSocket[],
  filter: SocketFilter,
  has: Has,
): string {
  const states = filter.states ?? statesOf(has);
  const protocols = has('t') === has('u') ? ['udp', 'tcp'] : [has('t') ? 'tcp' : 'udp'];
  const shown = sockets.filter(
    (socket) =>
      states.has(socket.state) &&
      protocols.includes(socket.protocol) &&
      (has('4') === has('6') || socket.family === (has('4') ? 4 : 6)) &&
      filter.test(socket),
  );
  const rows = shown.map((socket) => rowOf(context, socket, has));
  if (!has('H')) rows.unshift(COLUMNS.map(({ title }) => title));
  const isShown = COLUMNS.map((_column, index) =>
    index === 0 ? protocols.length > 1 : index === 1 ? !isOneState(states, protocols) : true,
  );
  const chosen = <T>(list: readonly T[]): T[] => list.filter((_item, index) => isShown[index]);
  return tableText(chosen(COLUMNS), rows.map(chosen), context.columns ?? null);
}

const COLUMNS: readonly Column[] = [
  { title: 'Netid', gap: '', align: 'left' },
  { title: 'State', gap: ' ', align: 'left' },
  { title: 'Recv-Q', gap: ' ', align: 'left' },
  { title: 'Send-Q', gap: ' ', align: 'left' },
  { title: 'Local Address:', gap: ' ', align: 'right' },
  { title: 'Port', gap: '', align: 'left' },
  { title: 'Peer Address:', gap: ' ', align: 'right' },
  { title: 'Port', gap: '', align: 'left' },
  { title: 'Process', gap: '', align: 'left' },
];

/** Numbers of queues have room, under a heading or not. */
const QUEUE_WIDTH = 6;

function statesOf(has: Has): ReadonlySet<string> {
  if (has('a')) return new Set(['UNCONN', 'LISTEN', 'ESTAB', 'SYN-SENT']);
  return new Set(has('l') ? ['UNCONN', 'LISTEN'] : ['ESTAB', 'SYN-SENT']);
}

/** The column of states is left out where all must have the same. A datagram socket is never about to be opened. */
function isOneState(states: ReadonlySet<string>, protocols: readonly string[]): boolean {
  if (states.size === 1) return true;
  return protocols.join() === 'udp' && states.size === 2 && states.has('SYN-SENT');
}

function rowOf(context: ToolContext, socket: ShownSocket, has: Has): string[] {
  const { protocol, state, local, process, descriptor } = socket;
  const port = (value: number): string => (has('n') ? String(value) : portName(value));
  const anyPeer = local.address === '*' ? '*:' : socket.family === 6 ? '[::]:' : '0.0.0.0:';
  const peer =
    socket.remote === null ? [anyPeer, '*'] : [addressColumn(socket.remote), port(socket.remote.port)];
  // Linux: only root is told whose sockets those of others are.
  const told = has('p') && (context.privileged || process.user === context.user);
  const whose = told ? ` users:(("${process.name}",pid=${process.pid},fd=${descriptor}))` : '';
  const queue = String(sendQueue(socket)).padEnd(QUEUE_WIDTH);
  return [
    protocol,
    state,
    '0'.padEnd(QUEUE_WIDTH),
    queue,
    addressColumn(local),
    port(local.port),
    ...peer,
    whose,
  ];
}

function summary(sockets: readonly ShownSocket[]): string {
  const count = (protocol: string, family?: number): number =>
    sockets.filter((socket) => socket.protocol === protocol && (family ?? socket.family) === socket.family)
      .length;
  const tcp = count('tcp');
  const open = sockets.filter(({ protocol, state }) => protocol === 'tcp' && state === 'ESTAB').length;
  const line = (name: string, numbers: readonly number[]): string =>
    `${name}\t  ${numbers.map((number) => String(number).padEnd(9)).join(' ')}\n`;
  const families = (protocol: string): number[] => [count(protocol), count(protocol, 4), count(protocol, 6)];
  const [udpCounts, tcpCounts] = [families('udp'), families('tcp')];
  return (
    `Total: ${sockets.length}\n` +
    `TCP:   ${tcp} (estab ${open}, closed 0, orphaned 0, timewait 0)\n\n` +
    'Transport Total     IP        IPv6\n' +
    line('RAW', [0, 0, 0]) +
    line('UDP', udpCounts) +
    line('TCP', tcpCounts) +
    line(
      'INET',
      udpCounts.map((number, index) => number + (tcpCounts[index] as number)),
    ) +
    line('FRAG', [0, 0, 0]) +
    '\n'
  );
}

/** Of the real one's options those that mean something here. */
const USAGE = `Usage: ss [ OPTIONS ]
       ss [ OPTIONS ] [ FILTER ]
   -h, --help          this message
   -V, --version       output version information
   -n, --numeric       don't resolve service names
   -a, --all           display all sockets
   -l, --listening     display listening sockets
   -p, --processes     show process using socket
   -s, --summary       show socket usage summary

   -4, --ipv4          display only IP version 4 sockets
   -6, --ipv6          display only IP version 6 sockets
   -t, --tcp           display only TCP sockets
   -u, --udp           display only UDP sockets

   -H, --no-header     Suppress header line

       FILTER := [ state STATE-FILTER ] [ EXPRESSION ]
       STATE-FILTER := {all|connected|synchronized|bucket|big|TCP-STATES}
       EXPRESSION := src ADDRESS[/BITS][:PORT], dst …, sport = :PORT, dport …, joined by and, or, not
`;
