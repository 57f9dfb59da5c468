/**
 * A lab machine's own resolver, as the C library's getaddrinfo: first `/etc/hosts`, then a question to the servers
 * in `/etc/resolv.conf`, each in turn, with the search list for short names.
 */
import { CLASS, RCODE, TYPE } from '../protocol/codes.ts';
import { queryMessage } from '../protocol/message.ts';
import type { Message } from '../protocol/message.ts';
import { Name, isNameProblem } from '../protocol/name.ts';
import { addressOctets, addressText, targetName } from '../protocol/rdata.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import { reverseName } from './dig/reverse.ts';
import type { LabNetOptions } from './lab-net.ts';
import { netProblem } from './lab-inbox.ts';
import { receiveFramed, sendFramed } from './shared/framed-message.ts';
import { isNetProblem } from './tool.ts';
import type { NetProblem, ResolvedHost, ToolNet, ToolUdp } from './tool.ts';

const PORT = 53;
const TIMEOUT_MS = 5000;
const ATTEMPTS = 2;
const MOST_SERVERS = 3;
/** How far a chain of aliases is followed inside one answer. */
const MOST_ALIASES = 16;

export interface StubOptions extends LabNetOptions {
  readonly net: ToolNet;
}

/**
 * A host's addresses, IPv4 first, and its own name; `not-found` when there is no such name or it has no address
 * (the problem's words tell which).
 */
export async function stubResolve(
  options: StubOptions,
  host: string,
  family: 0 | 4 | 6,
): Promise<ResolvedHost | NetProblem> {
  const literal = addressOctets(host);
  if (literal !== null)
    return fits(host, family) ? { name: host, addresses: [host] } : netProblem('not-found');
  const lines = hostsLines(options).filter(
    ({ address, names }) => fits(address, family) && isIn(names, host),
  );
  const [local] = lines;
  if (local) return { name: local.names[0] ?? host, addresses: lines.map(({ address }) => address) };
  const configuration = readResolvConf(options.readFile('/etc/resolv.conf') ?? '');
  const types = [...(family === 6 ? [] : [TYPE.A]), ...(family === 4 ? [] : [TYPE.AAAA])];
  const troubles: NetProblem[] = [];
  for (const name of candidates(host, configuration)) {
    let trouble: NetProblem = netProblem('not-found');
    const addresses: string[] = [];
    let owner = name;
    for (const type of types) {
      const answer = await ask(options, configuration.servers, name, type);
      if (isNetProblem(answer)) {
        if (answer.reason === 'aborted') return answer;
        trouble = answer;
      } else {
        owner = endOfAliases(answer, name);
        const found = addressesAt(answer, owner, type);
        addresses.push(...found);
        if (found.length === 0) trouble = { ...netProblem('not-found'), message: NO_ADDRESS };
      }
    }
    if (addresses.length > 0) return { name: owner.toRelaxedString().replace(/\.$/, ''), addresses };
    troubles.push(trouble);
  }
  return worst(troubles, host, configuration);
}

/** As the C library chooses: what was said of the name as it was written, if that came first; else that nobody could say. */
function worst(troubles: readonly NetProblem[], host: string, { ndots }: Configuration): NetProblem {
  const [first = netProblem('not-found')] = troubles;
  if (host.split('.').length - 1 >= ndots) return first;
  const noAddress = troubles.find(({ message }) => message === NO_ADDRESS);
  return noAddress ?? troubles.find(({ reason }) => reason === 'try-again') ?? first;
}

/** The C library's words for a name that is there and has no address. */
const NO_ADDRESS = 'No address associated with hostname';

/**
 * The RDATA of a whole name's records of one type, at the end of all aliases; none where the name has no such record,
 * `not-found` where there is no such name.
 */
export async function stubQuery(
  options: StubOptions,
  name: string,
  type: number,
): Promise<readonly Uint8Array[] | NetProblem> {
  const parsed = Name.parse(name);
  if (isNameProblem(parsed)) return netProblem('not-found');
  const { servers } = readResolvConf(options.readFile('/etc/resolv.conf') ?? '');
  const answer = await ask(options, servers, parsed, type);
  if (isNetProblem(answer)) return answer;
  const owner = endOfAliases(answer, parsed);
  return answer.answers.flatMap((record) =>
    record.type === type && record.name.equals(owner) ? [record.rdata] : [],
  );
}

/** What an MX record says (RFC 1035 §3.3.9). */
export function mailExchanger(rdata: Uint8Array): { readonly preference: number; readonly host: string } {
  const host = targetName(TYPE.MX, rdata)?.toRelaxedString().replace(/\.$/, '') ?? '';
  return { preference: ((rdata[0] ?? 0) << 8) | (rdata[1] ?? 0), host };
}

/** The name of an address: from `/etc/hosts`, else as the DNS has it; null where it has none or nobody says it. */
export async function stubNameOf(options: StubOptions, address: string): Promise<string | null> {
  const local = hostsLines(options).find((line) => line.address === address);
  if (local?.names[0] !== undefined) return local.names[0];
  const name = Name.parse(reverseName(address));
  if (isNameProblem(name)) return null;
  const { servers } = readResolvConf(options.readFile('/etc/resolv.conf') ?? '');
  const answer = await ask(options, servers, name, TYPE.PTR);
  if (isNetProblem(answer)) return null;
  const owner = endOfAliases(answer, name);
  const record = answer.answers.find(({ type, name: at }) => type === TYPE.PTR && at.equals(owner));
  return (record && targetName(TYPE.PTR, record.rdata)?.toRelaxedString().replace(/\.$/, '')) ?? null;
}

function fits(address: string, family: 0 | 4 | 6): boolean {
  return family === 0 || address.includes(':') === (family === 6);
}

interface HostsLine {
  readonly address: string;
  readonly names: readonly string[];
}

function hostsLines({ readFile }: StubOptions): HostsLine[] {
  return (readFile('/etc/hosts') ?? '').split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*$/, '').trim().split(/\s+/);
    return names.length === 0 ? [] : [{ address, names }];
  });
}

function isIn(names: readonly string[], host: string): boolean {
  const wanted = host.replace(/\.$/, '').toLowerCase();
  return names.some((name) => name.toLowerCase() === wanted);
}

interface Configuration {
  readonly servers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
}

function readResolvConf(text: string): Configuration {
  const servers: string[] = [];
  let search: string[] = [];
  let ndots = 1;
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line
      .replace(/[;#].*$/, '')
      .trim()
      .split(/\s+/);
    if (keyword === 'nameserver' && values[0] !== undefined && servers.length < MOST_SERVERS)
      servers.push(values[0]);
    if (keyword === 'search' || keyword === 'domain') search = values;
    if (keyword === 'options') ndots = Number(/\bndots:([0-9]+)/.exec(values.join(' '))?.[1] ?? ndots);
  }
  return { servers, search, ndots };
}

/** The names to try in their order (resolv.conf(5): `ndots`). */
function candidates(host: string, { search, ndots }: Configuration): Name[] {
  const absolute = host.endsWith('.');
  const texts = search.map((domain) => `${host}.${domain}`);
  const dots = host.split('.').length - 1;
  const ordered = absolute ? [host] : dots >= ndots ? [host, ...texts] : [...texts, host];
  return ordered.flatMap((text) => {
    const name = Name.parse(text);
    return isNameProblem(name) ? [] : [name];
  });
}

/**
 * The first useful answer of any server; `try-again` where none gives one, `not-found` for a name without the type.
 * glibc: what is asked again is the same message from the same port, so that whoever is asked can tell.
 */
async function ask(
  options: StubOptions,
  servers: readonly string[],
  name: Name,
  type: number,
): Promise<Message | NetProblem> {
  const id = options.random.below(0x10000);
  const questions = [{ name, type, class: CLASS.IN }];
  const query = { id, octets: encodeMessage(queryMessage({ id, rd: true, questions })) };
  const sockets = new Map<string, ToolUdp>();
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      for (const server of servers) {
        const answer = await askServer(options, server, query, sockets);
        if (isNetProblem(answer)) {
          if (answer.reason === 'aborted') return answer;
          continue;
        }
        if (answer.rcode === RCODE.NOERROR) return answer;
        if (answer.rcode === RCODE.NXDOMAIN) return netProblem('not-found');
        // SERVFAIL, REFUSED and the like: the next server may know better.
      }
    }
    return netProblem('try-again');
  } finally {
    for (const socket of sockets.values()) socket.close();
  }
}

interface StubQuery {
  readonly id: number;
  readonly octets: Uint8Array;
}

async function askServer(
  options: StubOptions,
  server: string,
  { id, octets }: StubQuery,
  sockets: Map<string, ToolUdp>,
): Promise<Message | NetProblem> {
  const remote = { address: server, port: PORT };
  const socket = sockets.get(server) ?? (await options.net.openUdp(remote, {}));
  if (isNetProblem(socket)) return socket;
  sockets.set(server, socket);
  socket.send(octets);
  for (;;) {
    const datagram = await socket.receive(TIMEOUT_MS);
    if (isNetProblem(datagram)) {
      if (datagram.reason !== 'timed-out') {
        socket.close();
        sockets.delete(server);
      }
      return datagram;
    }
    const decoded = decodeMessage(datagram.octets);
    if (decoded.kind !== 'message' || decoded.message.id !== id || !decoded.message.qr) continue;
    // RFC 7766 §5: what was cut is asked for once more over TCP.
    return decoded.message.tc ? await askOverTcp(options, remote, octets, id) : decoded.message;
  }
}

async function askOverTcp(
  options: StubOptions,
  remote: { readonly address: string; readonly port: number },
  query: Uint8Array,
  id: number,
): Promise<Message | NetProblem> {
  const stream = await options.net.openTcp(remote, {}, TIMEOUT_MS);
  if (isNetProblem(stream)) return stream;
  try {
    sendFramed(stream, query);
    const octets = await receiveFramed(stream, () => TIMEOUT_MS);
    if (isNetProblem(octets)) return octets;
    const decoded = decodeMessage(octets);
    return decoded.kind === 'message' && decoded.message.id === id ? decoded.message : netProblem('other');
  } finally {
    stream.close();
  }
}

/** Where the chain of aliases ends that begins at the name. */
function endOfAliases(message: Message, name: Name): Name {
  let owner = name;
  for (let i = 0; i < MOST_ALIASES; i++) {
    const alias = message.answers.find((record) => record.type === TYPE.CNAME && record.name.equals(owner));
    const target = alias ? targetName(TYPE.CNAME, alias.rdata) : null;
    if (target === null) break;
    owner = target;
  }
  return owner;
}

function addressesAt(message: Message, owner: Name, type: number): string[] {
  return message.answers
    .filter((record) => record.type === type && record.name.equals(owner))
    .map((record) => addressText(record.rdata));
}
