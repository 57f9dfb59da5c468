/**
 * The servers that the bench compares, each with a configuration of its own in a scratch folder. All forward to one
 * authoritative server whose zone has as many addresses as the row wants, or walk from the hierarchy's root.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { untilItAnswers, type Server } from './load.ts';
import { startProgram, type Side } from './programs.ts';

export const NET = '127.54';
/** The port of those that have authority, and at which they are asked. */
const UPSTREAM = 53;
const ZONE = 'cache.perf';

export interface Place {
  readonly folder: string;
  /** The command line that runs ours, up to `named`. */
  readonly rootwalk: readonly string[];
  /** The command line of the bench's own programs. */
  readonly self: readonly string[];
}

/** What a recursive server is to do: forward to the authoritative server, or walk from these hints. */
export interface Task {
  readonly hints: string | null;
  /** A name that it must be able to answer when it is up, and the answer. */
  readonly name: string;
  readonly address: string;
}

export const FORWARDING: Task = { hints: null, name: `n0.${ZONE}`, address: '10.0.0.0' };

export const COMPARED = ['rootwalk', 'named', 'unbound', 'dnsmasq'] as const;
export type Compared = (typeof COMPARED)[number];

/** A file of questions for the addresses `from` to `from + count - 1`, in a scattered order. */
export function questionFile(place: Place, count: number, from = 0): string {
  const lines = Array.from({ length: count }, (_, i) => `n${from + ((i * 7919) % count)}.${ZONE}. A`);
  return write(place, `questions-${from}-${count}`, `${lines.join('\n')}\n`);
}

export function addressOf(i: number): string {
  return `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;
}

/** The authoritative server: `count` addresses in one zone. */
export async function startAuthority(place: Place, count: number): Promise<Server> {
  const host = `${NET}.0.1`;
  const lines = Array.from({ length: count }, (_, i) => `n${i} A ${addressOf(i)}`);
  write(
    place,
    'zone',
    `$TTL 86400\n@ SOA ns h 1 3600 600 86400 60\n@ NS ns\nns A ${host}\n${lines.join('\n')}\n`,
  );
  const configuration = `options { ${shared(place)} listen-on port ${UPSTREAM} { ${host}; };
recursion no; minimal-responses yes; };\ncontrols { };\n${QUIET}
zone "${ZONE}" { type primary; file "zone"; };\n`;
  const file = write(place, 'authority.conf', configuration);
  return up(
    place,
    'authority',
    ['named', '-f', '-4', '-c', file, '-n', '1'],
    host,
    UPSTREAM,
    FORWARDING,
    'client',
  );
}

/** A program that sends every datagram back: what Node's own part costs. */
export async function startEcho(place: Place): Promise<Server> {
  const host = `${NET}.0.9`;
  const port = 5301;
  const log = join(place.folder, 'echo.log');
  const started = startProgram([...place.self, 'echo', host, String(port)], 'server', log);
  return { ...started, host, port };
}

export function startServer(place: Place, which: Compared, task: Task): Promise<Server> {
  return STARTERS[which](place, task);
}

const STARTERS: Readonly<Record<Compared, (place: Place, task: Task) => Promise<Server>>> = {
  rootwalk: (place, task) => {
    const file = write(place, 'rootwalk.conf', bindConfiguration(place, task, `${NET}.0.5`, 5306));
    const words = [...place.rootwalk, 'named', '-g', '-4', '-c', file];
    return up(place, 'rootwalk', words, `${NET}.0.5`, 5306, task, 'server');
  },
  named: (place, task) => {
    const own = 'empty-zones-enable no; max-cache-size 512m; qname-minimization off;';
    const file = write(place, 'named.conf', bindConfiguration(place, task, `${NET}.0.2`, 5302, own));
    const words = ['named', '-f', '-4', '-c', file, '-n', '1'];
    return up(place, 'named', words, `${NET}.0.2`, 5302, task, 'server');
  },
  unbound: (place, task) => {
    const file = write(place, 'unbound.conf', unboundConfiguration(place, task));
    return up(place, 'unbound', ['unbound', '-d', '-c', file], `${NET}.0.3`, 5303, task, 'server');
  },
  dnsmasq: (place, task) => {
    const host = `${NET}.0.4`;
    const words = ['dnsmasq', '-k', '--conf-file=/dev/null', '--user=root', '--pid-file=', '--no-resolv'];
    words.push('--no-hosts', '--bind-interfaces', `--listen-address=${host}`, '--port=5304');
    words.push(`--server=${NET}.0.1#${UPSTREAM}`, '--cache-size=200000', '--dns-forward-max=2000');
    return up(place, 'dnsmasq', words, host, 5304, task, 'server');
  },
};

/** named's and ours alike. The port of `options` is the one at which ours asks others. */
function bindConfiguration(place: Place, task: Task, host: string, port: number, own = ''): string {
  const forward = `forward only; forwarders { ${NET}.0.1 port ${UPSTREAM}; };`;
  const hints = task.hints === null ? '' : `zone "." { type hint; file "${task.hints}"; };`;
  return `options { ${shared(place)} listen-on port ${port} { ${host}; }; recursion yes; allow-recursion { any; };
${task.hints === null ? forward : ''} ${own} };\ncontrols { };\n${QUIET}\n${hints}\n`;
}

function unboundConfiguration(place: Place, { hints }: Task): string {
  return `server:
 interface: ${NET}.0.3@5303
 access-control: 127.0.0.0/8 allow
 num-threads: 1
 do-daemonize: no
 use-syslog: no
 verbosity: 0
 chroot: ""
 username: ""
 pidfile: ""
 directory: "${place.folder}"
 do-ip6: no
 module-config: "iterator"
 do-not-query-localhost: no
 msg-cache-size: 256m
 rrset-cache-size: 512m
 so-rcvbuf: 4m
 outgoing-range: 4096
 num-queries-per-thread: 2048
${hints === null ? '' : ` root-hints: "${hints}"\n qname-minimisation: no\n`}remote-control:
 control-enable: no
${hints === null ? `forward-zone:\n name: "."\n forward-addr: ${NET}.0.1@${UPSTREAM}\n` : ''}`;
}

const QUIET = `logging { category default { null; }; category unmatched { null; }; category lame-servers { null; };
category resolver { null; }; };`;

export function shared({ folder }: Place): string {
  return `directory "${folder}"; pid-file none; session-keyfile none; managed-keys-directory "${folder}";
listen-on-v6 { none; }; allow-query { any; }; dnssec-validation no; notify no;`;
}

export function write({ folder }: Place, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function up(
  place: Place,
  name: string,
  words: readonly string[],
  host: string,
  port: number,
  task: Task,
  side: Side,
): Promise<Server> {
  const started = startProgram(words, side, join(place.folder, `${name}.log`));
  try {
    await untilItAnswers(host, port, task.name, task.address);
  } catch (error) {
    await started.stop();
    throw error;
  }
  return { ...started, host, port };
}
