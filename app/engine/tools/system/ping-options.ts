/** What a command line of `ping` asks for, in the words of iputils. */
import { optionProblemWords, parseOptions } from './options.ts';

export interface PingOptions {
  readonly destination: string;
  /** How many requests; null: until it is stopped. */
  readonly count: number | null;
  readonly intervalMs: number;
  /** How long to wait for the last reply, where none has come before. */
  readonly lingerMs: number;
  /** When to stop, whatever has come; null: never. */
  readonly deadlineMs: number | null;
  /** Octets of data in a request. */
  readonly size: number;
  readonly family: 0 | 4 | 6;
  readonly numeric: boolean;
  readonly quiet: boolean;
  readonly stamped: boolean;
  /** Whether to say of a request, before the next one, that it has no answer yet. */
  readonly outstanding: boolean;
  /** The machine's own address to send from. */
  readonly source: string | null;
  /** Octets that the data is filled with, again and again; null: counting up. */
  readonly pattern: readonly number[] | null;
}

/** Or what is printed instead, and the exit status. */
export interface PingRefusal {
  readonly kind: 'refusal';
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
}

/** Digits of a count are a long's. */
const MAX_COUNT = '9223372036854775807';
const MAX_INT = 2_147_483_647;
const MAX_PATTERN = 16;

interface Draft {
  count: number | null;
  intervalMs: number;
  lingerMs: number;
  deadlineMs: number | null;
  size: number;
  family: 0 | 4 | 6;
  numeric: boolean;
  quiet: boolean;
  stamped: boolean;
  outstanding: boolean;
  source: string | null;
  pattern: number[] | null;
}

/** `said` takes what is only a warning. */
export function readPingOptions(
  args: readonly string[],
  said: (text: string) => void,
): PingOptions | PingRefusal {
  const { options, words, problem } = parseOptions(args, {
    letters: '46abBc:dDhi:I:LnOp:qQ:s:S:t:vVw:W:',
  });
  const draft: Draft = {
    count: null,
    intervalMs: 1000,
    lingerMs: 10_000,
    deadlineMs: null,
    size: 56,
    family: 0,
    numeric: false,
    quiet: false,
    stamped: false,
    outstanding: false,
    source: null,
    pattern: null,
  };
  for (const { letter, value } of options) {
    const refused = take(letter, value, draft, said);
    if (refused) return refused;
  }
  if (problem) return refusal(optionProblemWords('ping', problem) + USAGE, 2);
  const destination = words.at(-1);
  if (destination === undefined) return refusal('ping: usage error: Destination address required\n', 1);
  if (words.length > 1) return refusal(USAGE, 2);
  return { ...draft, destination };
}

function take(letter: string, value: string, draft: Draft, said: (text: string) => void): PingRefusal | null {
  switch (letter) {
    case '4':
    case '6':
      if (draft.family !== 0 && draft.family !== Number(letter))
        return refusal('ping: only one -4 or -6 option may be specified\n', 2);
      draft.family = letter === '4' ? 4 : 6;
      return null;
    case 'c':
      return whole(value, 1, MAX_COUNT, (count) => (draft.count = count));
    case 's':
      return whole(value, 0, String(MAX_INT), (size) => (draft.size = size));
    case 'w':
      return whole(value, 0, String(MAX_INT), (seconds) => (draft.deadlineMs = seconds * 1000 || null));
    case 'i':
      draft.intervalMs = seconds(value, said) * 1000;
      return draft.intervalMs >= 0 ? null : refusal(`ping: bad timing interval: ${value}\n`, 2);
    case 'W':
      draft.lingerMs = seconds(value, said) * 1000;
      return draft.lingerMs >= 0 ? null : refusal(`ping: bad linger time: ${value}\n`, 2);
    case 'p':
      return pattern(value, draft);
    case 't':
      // Nothing in the lab counts a packet's hops.
      return whole(value, 0, '255', () => undefined);
    case 'I':
      draft.source = value;
      return null;
    case 'n':
      draft.numeric = true;
      return null;
    case 'q':
      draft.quiet = true;
      return null;
    case 'D':
      draft.stamped = true;
      return null;
    case 'O':
      draft.outstanding = true;
      return null;
    case 'h':
      return { ...refusal(USAGE, 2), err: USAGE };
    case 'V':
      return { kind: 'refusal', out: 'ping from iputils 20221126\n', err: '', exitCode: 0 };
    default:
      return null;
  }
}

function whole(
  value: string,
  least: number,
  most: string,
  use: (value: number) => unknown,
): PingRefusal | null {
  if (!/^[ \t]*[+-]?\d+$/.test(value)) return refusal(`ping: invalid argument: '${value}'\n`, 1);
  const number = Number(value);
  if (number < least || number > Number(most))
    return refusal(`ping: invalid argument: '${value}': out of range: ${least} <= value <= ${most}\n`, 1);
  use(number);
  return null;
}

/** As strtod reads it: what follows the number is complained about, and has no effect. */
function seconds(value: string, said: (text: string) => void): number {
  const number = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)/.exec(value)?.[0] ?? '';
  if (number.length !== value.length || value === '')
    said(
      `ping: option argument contains garbage: ${value.slice(number.length)}\nping: this will become fatal error in the future\n`,
    );
  return Number(number);
}

function pattern(value: string, draft: Draft): PingRefusal | null {
  if (!/^[0-9a-f]*$/i.test(value))
    return refusal(`ping: patterns must be specified as hex digits: ${value}\n`, 2);
  const octets = value.match(/../g) ?? [value];
  draft.pattern = octets.slice(0, MAX_PATTERN).map((digits) => Number.parseInt(digits || '0', 16));
  return null;
}

function refusal(err: string, exitCode: number): PingRefusal {
  return { kind: 'refusal', out: '', err, exitCode };
}

/** Of the real one's options those that mean something here. */
const USAGE = `
Usage
  ping [options] <destination>

Options:
  <destination>      dns name or ip address
  -c <count>         stop after <count> replies
  -D                 print timestamps
  -h                 print help and exit
  -I <interface>     an address of this machine
  -i <interval>      seconds between sending each packet
  -n                 no dns name resolution
  -O                 report outstanding replies
  -p <pattern>       contents of padding byte
  -q                 quiet output
  -s <size>          use <size> as number of data bytes to be sent
  -V                 print version and exit
  -w <deadline>      reply wait <deadline> in seconds
  -W <timeout>       time to wait for response

IPv4 options:
  -4                 use IPv4

IPv6 options:
  -6                 use IPv6

For more details see ping(8).
`;
