/**
 * One question to one server: the socket, the waiting, and dig's words when nothing comes.
 */
import { isNetProblem } from '../tool.ts';
import type { Endpoint } from '../../network/journal.ts';
import { StreamMessages } from '../../protocol/stream-messages.ts';
import { receiveFramed, sendFramed } from '../shared/framed-message.ts';
import type { LocalBinding, NetProblem, SecureStream, ToolTcp, ToolUdp } from '../tool.ts';
import { printMessage } from './print.ts';
import type { Question } from './query.ts';
import type { Dig, Lookup, Server } from './state.ts';
import { problemText } from './system.ts';
import type { ResponseCheck } from './tsig.ts';

const UDP_TIMEOUT_S = 5;
const TCP_TIMEOUT_S = 10;
/** RFC 7858 §3.1, RFC 8484 §4. */
const SECURE_PORTS = { tls: 853, https: 443, http: 80 } as const;

/** What happened so far between dig and one server. */
export class Exchange {
  readonly dig: Dig;
  readonly lookup: Lookup;
  readonly question: Question;
  readonly server: Server;
  readonly tcp: boolean;
  readonly isLast: boolean;
  readonly port: number;
  /** `UDP`, `TCP`, `TLS`, `HTTPS`, `HTTPS-GET` …, as the statistics have it. */
  readonly transport: string;
  /** Of the lab's or the machine's clock, in milliseconds. */
  sentAt = 0;
  receivedAt = 0;
  localAddress = '0.0.0.0';
  localPort = 0;
  messages = 0;
  records = 0;
  octets = 0;
  /** Where a zone transfer stands; see transfer.ts. */
  firstSerial: number | null = null;
  secondRecordSeen = false;
  fullTransfer = false;
  repeatSeen = false;
  /** Where the question was signed. */
  readonly signatures: ResponseCheck | null;
  #udp: ToolUdp | null = null;
  #stream: ToolTcp | null = null;
  readonly #held = new StreamMessages();

  constructor(dig: Dig, lookup: Lookup, question: Question, server: Server, isLast: boolean) {
    this.dig = dig;
    this.lookup = lookup;
    this.question = question;
    this.server = server;
    this.tcp = lookup.tcp;
    this.isLast = isLast;
    const secure = lookup.tcp ? lookup.secure : null;
    this.port = secure === null || dig.portSet ? dig.port : SECURE_PORTS[secure];
    const get = secure !== 'tls' && lookup.httpGet ? '-GET' : '';
    this.transport = secure === null ? (lookup.tcp ? 'TCP' : 'UDP') : secure.toUpperCase() + get;
    this.signatures = question.responses?.() ?? null;
  }

  /** `127.0.0.1#53`. */
  get peer(): string {
    return `${this.server.address}#${this.port}`;
  }

  /** Opens the socket and sends the question. */
  async start(): Promise<NetProblem | null> {
    const { dig, server, question } = this;
    const remote = { address: server.address, port: this.port };
    const local = dig.source
      ? { address: dig.source.address, ...(dig.source.port === 0 ? {} : { port: dig.source.port }) }
      : {};
    if (this.tcp) {
      const stream = this.#keptStream() ?? (await this.#openStream(remote, local));
      if (isNetProblem(stream)) return stream;
      this.#stream = stream;
      if (dig.keepOpen) dig.kept = { server, port: this.port, stream };
      this.sentAt = dig.context.now();
      sendFramed(stream, question.octets);
    } else {
      const socket = await dig.context.net.openUdp(remote, local);
      if (isNetProblem(socket)) return socket;
      this.#udp = socket;
      this.sentAt = dig.context.now();
      socket.send(question.octets);
    }
    if (dig.source) {
      this.localAddress = dig.source.address;
      this.localPort = dig.source.port;
    } else if (server.address.includes(':')) {
      this.localAddress = '::';
    }
    dig.exitCode = 0;
    if (this.lookup.printQuery) {
      printMessage(this, question.message, { kind: 'query', octets: question.octets.length });
      if (this.lookup.stats && !dig.yaml) dig.out(`;; QUERY SIZE: ${question.octets.length}\n\n`);
    }
    return null;
  }

  /** The next message, or why there is none. */
  async receive(): Promise<Uint8Array | NetProblem> {
    const message = this.#stream
      ? await receiveFramed(this.#stream, () => this.#timeoutMs(), this.#held)
      : await this.#datagram();
    this.receivedAt = this.dig.context.now();
    return message;
  }

  close(): void {
    this.#udp?.close();
    this.#udp = null;
    if (this.#stream !== null && this.#stream !== this.dig.kept?.stream) this.#stream.close();
    this.#stream = null;
  }

  async #datagram(): Promise<Uint8Array | NetProblem> {
    if (this.#udp === null) return { kind: 'net-problem', reason: 'closed', message: '' };
    const datagram = await this.#udp.receive(this.#timeoutMs());
    return isNetProblem(datagram) ? datagram : datagram.octets;
  }

  async #openStream(remote: Endpoint, local: LocalBinding): Promise<ToolTcp | NetProblem> {
    const { net } = this.dig.context;
    const how = secureStream(this.lookup);
    if (how === null) return net.openTcp(remote, local, this.#timeoutMs());
    if (isNetProblem(how)) return how;
    if (net.openSecure === undefined) return unreachableTls('TLS and HTTP are not spoken on this network');
    return net.openSecure(remote, local, how, this.#timeoutMs());
  }

  #keptStream(): ToolTcp | null {
    const kept = this.dig.kept;
    if (kept === null) return null;
    if (kept.server.address === this.server.address && kept.port === this.port) return kept.stream;
    kept.stream.close();
    this.dig.kept = null;
    return null;
  }

  #timeoutMs(): number {
    const seconds = this.dig.timeout !== 0 ? this.dig.timeout : this.tcp ? TCP_TIMEOUT_S : UDP_TIMEOUT_S;
    return seconds * 1000;
  }
}

/** Null: plain UDP or TCP. */
function secureStream(lookup: Lookup): SecureStream | NetProblem | null {
  const { secure, tlsCertificate, tlsKey } = lookup;
  if (secure === null || !lookup.tcp) return null;
  if ((tlsCertificate === null) !== (tlsKey === null))
    // BIND's own words.
    return unreachableTls('both TLS client certificate and key file must be specified a the same time');
  return {
    protocol: secure,
    method: lookup.httpGet ? 'GET' : 'POST',
    path: lookup.httpPath,
    verify: lookup.tlsVerify ? { authorities: lookup.tlsAuthorities, name: lookup.tlsHostname } : null,
    identity:
      tlsCertificate === null || tlsKey === null ? null : { certificate: tlsCertificate, key: tlsKey },
  };
}

function unreachableTls(message: string): NetProblem {
  return { kind: 'net-problem', reason: 'tls-setup', message };
}

/** Whether the setup of TLS itself failed; that ends a lookup, with these words or none. */
export function tlsWarning(exchange: Exchange, problem: NetProblem): boolean {
  const { dig, peer } = exchange;
  if (problem.reason === 'tls-setup') dig.warning(problem.message);
  else if (problem.reason === 'tls-untrusted')
    dig.warning(`TLS peer certificate verification for ${peer} failed: ${problem.message}`);
  // BIND: without HTTP above it, a handshake that fails is not told at all.
  else return exchange.transport === 'TLS' && ['tls-failed', 'timed-out'].includes(problem.reason);
  return true;
}

/** `UDP setup with …` or `Connection to …`: the socket could not be had. */
export function setupWarning(exchange: Exchange, problem: NetProblem): void {
  const { dig, lookup, server } = exchange;
  const what = exchange.tcp ? 'Connection to' : 'UDP setup with';
  dig.warning(
    `${what} ${exchange.peer}(${server.address}) for ${lookup.text} failed: ${problemText(problem)}.`,
  );
}

export function receiveWarning(exchange: Exchange, problem: NetProblem): void {
  exchange.dig.warning(`communications error to ${exchange.peer}: ${problemText(problem)}`);
}
