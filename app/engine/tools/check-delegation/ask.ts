/**
 * One question to one address, and what came of it: a message, or why there is none.
 *
 * Asked without recursion, over UDP with EDNS; once more after a time-out; without EDNS where the server does not
 * know it; over TCP where the answer was cut short. The same question is asked only once.
 */
import { CLASS, RCODE } from '../../protocol/codes.ts';
import { queryMessage, type Message } from '../../protocol/message.ts';
import type { Name } from '../../protocol/name.ts';
import { decodeMessage, encodeMessage, readHeader } from '../../protocol/wire.ts';
import { receiveFramed, sendFramed } from '../shared/framed-message.ts';
import { isNetProblem, type NetProblem, type ToolContext } from '../tool.ts';

/** Milliseconds for each try. */
const TIMEOUT_MS = 1_500;
const TRIES = 2;
const UDP_SIZE = 1232;
/** Servers that name ever more servers do not keep it going: a whole walk needs some hundreds. */
const MOST_QUESTIONS = 4_000;

export type Silence =
  'silent' | 'port closed' | 'unreachable' | 'garbage' | 'other question' | 'not asked' | 'stopped';

export interface Reply {
  readonly kind: 'reply';
  readonly message: Message;
  /** False: the server knows no EDNS, and was asked again without. */
  readonly edns: boolean;
  /** Whether it was cut short over UDP. */
  readonly cut: boolean;
  readonly milliseconds: number;
}

export interface NoReply {
  readonly kind: 'none';
  readonly why: Silence;
}

export type Outcome = Reply | NoReply;

/** How a question goes out. */
interface Manner {
  readonly tcp: boolean;
  readonly edns: boolean;
  /** Whether the server is to find out (RD). Default: it is to tell what it knows. */
  readonly recurse?: boolean;
}

export class Asker {
  /** Questions that were sent, each try counted. */
  sent = 0;
  /** Whether any server answered anything. */
  reached = false;
  readonly #context: ToolContext;
  readonly #port: number;
  readonly #known = new Map<string, Promise<Outcome>>();

  constructor(context: ToolContext, port: number) {
    this.#context = context;
    this.#port = port;
  }

  get stopped(): boolean {
    return this.#context.signal.aborted;
  }

  ask(address: string, name: Name, type: number): Promise<Outcome> {
    return this.#once(`udp ${address} ${type} ${name.key}`, () => this.#overUdp(address, name, type));
  }

  /** A question to the machine's own resolver. */
  askResolver(address: string, name: Name, type: number): Promise<Outcome> {
    return this.#send(address, name, type, { tcp: false, edns: true, recurse: true });
  }

  askOverTcp(address: string, name: Name, type: number): Promise<Outcome> {
    return this.#once(`tcp ${address} ${type} ${name.key}`, () =>
      this.#send(address, name, type, { tcp: true, edns: true }),
    );
  }

  /** Whether there were so many questions that the rest was left out. */
  get gaveUp(): boolean {
    return this.sent >= MOST_QUESTIONS;
  }

  #once(key: string, ask: () => Promise<Outcome>): Promise<Outcome> {
    const known = this.#known.get(key) ?? (this.gaveUp ? Promise.resolve(none('not asked')) : ask());
    this.#known.set(key, known);
    return known;
  }

  async #overUdp(address: string, name: Name, type: number): Promise<Outcome> {
    const { net } = this.#context;
    if (address.includes(':') ? !net.ipv6 : !net.ipv4) return none('not asked');
    let outcome: Outcome = none('silent');
    for (let tries = 0; tries < TRIES; tries++) {
      outcome = await this.#send(address, name, type, { tcp: false, edns: true });
      if (outcome.kind === 'reply' || outcome.why !== 'silent') break;
    }
    if (outcome.kind === 'none') return outcome;
    // RFC 6891 §7: a server from before EDNS says FORMERR, or NOTIMP, and sends no OPT record.
    const { rcode, edns } = outcome.message;
    if ((rcode === RCODE.FORMERR || rcode === RCODE.NOTIMP) && edns === null) {
      const plain = await this.#send(address, name, type, { tcp: false, edns: false });
      if (plain.kind === 'reply' && plain.message.rcode !== rcode) outcome = { ...plain, edns: false };
    }
    if (!outcome.message.tc) return outcome;
    const whole = await this.#send(address, name, type, { tcp: true, edns: outcome.edns });
    return whole.kind === 'reply' ? { ...whole, edns: outcome.edns, cut: true } : { ...outcome, cut: true };
  }

  async #send(address: string, name: Name, type: number, manner: Manner): Promise<Outcome> {
    const { random } = this.#context;
    const query = queryMessage({
      id: random.below(0x1_0000),
      rd: manner.recurse === true,
      questions: [{ name, type, class: CLASS.IN }],
      edns: manner.edns ? { version: 0, udpSize: UDP_SIZE, dnssecOk: false, z: 0, options: [] } : null,
    });
    this.sent++;
    const began = this.#context.now();
    const octets = manner.tcp ? await this.#tcp(address, query) : await this.#udp(address, query);
    if (isNetProblem(octets)) return none(silenceOf(octets));
    const decoded = decodeMessage(octets);
    this.reached = true;
    if (decoded.kind !== 'message') return none('garbage');
    const { message } = decoded;
    const [asked] = message.questions;
    if (!message.qr || message.id !== query.id) return none('garbage');
    // An error may come without its question.
    if (asked !== undefined && (asked.type !== type || !asked.name.equals(name)))
      return none('other question');
    return {
      kind: 'reply',
      message,
      edns: manner.edns,
      cut: false,
      milliseconds: this.#context.now() - began,
    };
  }

  async #udp(address: string, query: Message): Promise<Uint8Array | NetProblem> {
    const socket = await this.#context.net.openUdp({ address, port: this.#port }, {});
    if (isNetProblem(socket)) return socket;
    const end = this.#context.now() + TIMEOUT_MS;
    try {
      socket.send(encodeMessage(query));
      for (;;) {
        const received = await socket.receive(Math.max(1, end - this.#context.now()));
        if (isNetProblem(received)) return received;
        // Another id is no answer to this question (RFC 5452 §9.1).
        if (readHeader(received.octets)?.id === query.id) return received.octets;
      }
    } finally {
      socket.close();
    }
  }

  async #tcp(address: string, query: Message): Promise<Uint8Array | NetProblem> {
    const end = this.#context.now() + 2 * TIMEOUT_MS;
    const left = (): number => Math.max(1, end - this.#context.now());
    const stream = await this.#context.net.openTcp({ address, port: this.#port }, {}, left());
    if (isNetProblem(stream)) return stream;
    try {
      sendFramed(stream, encodeMessage(query));
      return await receiveFramed(stream, left);
    } finally {
      stream.close();
    }
  }
}

function none(why: Silence): NoReply {
  return { kind: 'none', why };
}

function silenceOf({ reason }: NetProblem): Silence {
  switch (reason) {
    case 'aborted':
      return 'stopped';
    case 'refused':
    case 'reset':
    case 'closed':
      return 'port closed';
    case 'unreachable':
      return 'unreachable';
    // This machine's own lack, not the server's.
    case 'network-unreachable':
    case 'address-not-available':
      return 'not asked';
    default:
      return 'silent';
  }
}
