/**
 * One TCP stream as one of its two ends sees it (RFC 9293): opening, octets in order, each direction closed on its own.
 *
 * What is sent goes out at once, in segments of at most 1,220 octets, as long as no more than the other side's
 * window is unacknowledged; the rest waits. Every segment waits in `#unacked` until it is acknowledged, and the
 * oldest is sent again when the retransmission time has passed (RFC 6298). An acknowledgement of its own is sent
 * only where the program had nothing to say at that moment.
 *
 * Simplified: no congestion window, no window scaling, no fast retransmission, no delayed acknowledgements, no
 * keep-alive; TIME-WAIT is a note in tcp.ts and no timer, so that a paused clock has nothing idle to step through.
 */
import type { Instant, Timer } from './clock.ts';
import { MAX_SEGMENT, MAX_WINDOW } from './ip-packet.ts';
import type { Endpoint, Packet, TcpFlags } from './journal.ts';
import type { PortHolder } from './ports.ts';
import type { HostStack, Receiver } from './stack.ts';
import { isAfter, ReceiveWindow } from './tcp-receive.ts';
import { RetransmissionTime } from './tcp-timing.ts';
import type { TcpStream } from './transport.ts';

/** How often the opening is repeated (Linux: tcp_syn_retries; 63 seconds until the last), and anything else. */
const MAX_OPENING_TRIES = 6;
const MAX_TRIES = 10;
/** How long the other side may take to close, once nobody here listens any more (Linux: tcp_fin_timeout). */
const HALF_CLOSED_MS = 60_000;
/** A program that lets more than this pile up unsent has its stream reset. */
const MAX_UNSENT = 64 * 1024 * 1024;

export type TcpFailure = Parameters<NonNullable<TcpStream['onFailure']>>[0];

interface Segment {
  readonly seq: number;
  /** The sequence number after it. */
  readonly end: number;
  readonly flags: TcpFlags;
  readonly payload: Uint8Array;
  sentAt: Instant;
  again: boolean;
}

export class LabTcpStream implements TcpStream, PortHolder, Receiver {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  onOpen: (() => void) | null = null;
  onData: ((octets: Uint8Array, packet: number) => void) | null = null;
  onEnd: (() => void) | null = null;
  onFailure: ((why: TcpFailure) => void) | null = null;
  /** Called when all that waited to be sent has been sent. */
  onDrain: (() => void) | null = null;

  readonly #host: HostStack;
  readonly #onGone: (lastWord: { readonly seq: number; readonly ack: number } | null) => void;
  #state: 'syn-sent' | 'syn-received' | 'open' | 'gone' = 'syn-sent';
  #onAccepted: (() => void) | null = null;

  /** Oldest unacknowledged and next sequence number, and how far the other side lets us go. */
  #unackedFrom: number;
  #next: number;
  #peerWindow = MAX_WINDOW;
  #waiting: Uint8Array[] = [];
  #unsent = 0;
  readonly #unacked: Segment[] = [];
  #ending: 'no' | 'asked' | 'sent' | 'acknowledged' = 'no';
  #theyEndedFirst = false;

  readonly #incoming: ReceiveWindow;
  #ended = false;

  #timer: Timer | null = null;
  /** Set while only the other side is open and nobody here reads. */
  #halfClosed: Timer | null = null;
  #tries = 0;
  readonly #timing = new RetransmissionTime();
  /** Counts what was sent, to see whether an answer already carried the acknowledgement. */
  #sentCount = 0;

  constructor(
    host: HostStack,
    local: Endpoint,
    remote: Endpoint,
    onGone: (lastWord: { readonly seq: number; readonly ack: number } | null) => void,
  ) {
    this.#host = host;
    this.local = local;
    this.remote = remote;
    this.#onGone = onGone;
    this.#next = host.random.uint32();
    this.#unackedFrom = this.#next;
    this.#incoming = new ReceiveWindow();
  }

  get boundTo(): string {
    return this.local.address;
  }

  get port(): number {
    return this.local.port;
  }

  /** True until the other side has answered the opening. */
  get opening(): boolean {
    return this.#state === 'syn-sent';
  }

  /** How many octets wait because the other side's window is full or the stream is not open yet. */
  get unsent(): number {
    return this.#unsent;
  }

  send(octets: Uint8Array): number | null {
    if (this.#state === 'gone' || this.#ending !== 'no' || octets.length === 0) return null;
    if (this.#unsent + octets.length > MAX_UNSENT) {
      this.reset();
      return null;
    }
    this.#waiting.push(octets);
    this.#unsent += octets.length;
    const first = this.#unsent === octets.length;
    const packet = this.#flush();
    return first ? packet : null;
  }

  end(): void {
    if (this.#state === 'gone' || this.#ending !== 'no') return;
    this.#ending = 'asked';
    this.#flush();
  }

  reset(): void {
    if (this.#state === 'gone') return;
    if (this.#state !== 'syn-sent') this.#emit({ rst: true, ack: true }, this.#next, NOTHING);
    this.abandon();
  }

  /** Holds back what arrives; the window closes, and the other side has to wait. */
  pause(): void {
    this.#incoming.paused = true;
  }

  resume(): void {
    if (!this.#incoming.paused || this.#state === 'gone') return;
    this.#incoming.paused = false;
    const before = this.#sentCount;
    this.#deliver();
    // Says that there is room again.
    if (this.#alive() && this.#sentCount === before) this.#acknowledge();
  }

  /** Sends the opening segment. */
  open(): void {
    this.#sendSegment({ syn: true }, NOTHING, 1);
  }

  /** Answers an opening segment; `onAccepted` is called once the other side has confirmed. */
  accept(syn: Packet, onAccepted: () => void): void {
    this.#state = 'syn-received';
    this.#onAccepted = onAccepted;
    this.#incoming.start(((syn.tcp?.seq ?? 0) + 1) >>> 0);
    this.#peerWindow = syn.tcp?.window ?? MAX_WINDOW;
    this.#sendSegment({ syn: true, ack: true }, NOTHING, 1);
  }

  /** Breaks the stream and tells the program, at once but not in this call. */
  fail(why: TcpFailure): void {
    if (this.#state === 'gone') return;
    this.abandon();
    this.#host.clock.after(0, `TCP failure on ${this.#host.name}`, () => this.onFailure?.(why));
  }

  /** Forgets the stream without a word to anybody. */
  abandon(): void {
    this.#leave(null);
  }

  receive(packet: Packet): void {
    const { flags, seq, ack, window } = packet.tcp ?? { flags: {}, seq: 0, ack: 0 };
    if (this.#state === 'syn-sent') {
      this.#receiveWhileOpening(packet);
      return;
    }
    if (flags.rst) {
      // RFC 5961 §3.2: only the exact next number counts.
      if (seq === this.#incoming.next) this.#broken('reset');
      return;
    }
    const before = this.#sentCount;
    if (flags.syn) {
      // The opening again: our answer to it was lost.
      if (this.#state === 'open') this.#acknowledge();
      else this.#sendAgain();
      return;
    }
    if (flags.ack) {
      const reopened = this.#peerWindow === 0 && window !== 0;
      this.#peerWindow = window ?? MAX_WINDOW;
      if (isAfter(ack, this.#unackedFrom) && !isAfter(ack, this.#next)) this.#acknowledged(ack);
      else if (this.#unacked.length > 0) {
        this.#tries = 0;
        if (reopened) this.#sendAgain();
      }
      if (!this.#alive()) return;
    }
    if (this.#state === 'syn-received') return;
    if (packet.payload.length > 0 || flags.fin) {
      this.#incoming.take(seq, packet.payload, flags.fin === true, packet.id);
      this.#deliver();
      if (!this.#alive()) return;
      if (this.#sentCount === before) this.#acknowledge();
      this.#leaveIfDone();
    } else this.#flush();
  }

  #receiveWhileOpening(packet: Packet): void {
    const { flags, seq, ack, window } = packet.tcp ?? { flags: {}, seq: 0, ack: 0 };
    const acceptable = flags.ack === true && ack === this.#next;
    if (flags.rst) {
      if (acceptable) this.#broken('refused');
      return;
    }
    if (!flags.syn || !flags.ack) return;
    if (!acceptable) {
      this.#emit({ rst: true }, ack, NOTHING);
      return;
    }
    this.#incoming.start((seq + 1) >>> 0);
    this.#peerWindow = window ?? MAX_WINDOW;
    this.#state = 'open';
    this.#acknowledge();
    this.#acknowledged(ack);
    if (this.#alive()) this.onOpen?.();
  }

  #acknowledged(ack: number): void {
    this.#unackedFrom = ack;
    this.#tries = 0;
    while (this.#unacked[0] && !isAfter(this.#unacked[0].end, ack)) {
      const segment = this.#unacked.shift() as Segment;
      // RFC 6298 §3 (Karn): what was sent twice tells nothing about the round trip.
      if (!segment.again) this.#timing.measured(this.#host.clock.now() - segment.sentAt);
      if (segment.flags.fin) this.#ending = 'acknowledged';
    }
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#unacked.length > 0) this.#setTimer();
    if (this.#state === 'syn-received') {
      this.#state = 'open';
      const accepted = this.#onAccepted;
      this.#onAccepted = null;
      accepted?.();
      if (!this.#alive()) return;
    }
    this.#flush();
    this.#leaveIfDone();
  }

  /** Hands over all that is in order. */
  #deliver(): void {
    for (;;) {
      if (!this.#alive()) return;
      const piece = this.#incoming.shift();
      if (piece === null) break;
      this.onData?.(piece.octets, piece.packet);
    }
    if (this.#incoming.ended && !this.#ended) {
      this.#ended = true;
      if (this.#ending === 'no' || this.#ending === 'asked') this.#theyEndedFirst = true;
      this.onEnd?.();
    }
  }

  /** Sends what may be sent; gives the number of the first packet. */
  #flush(): number | null {
    if (this.#state !== 'open') return null;
    let first: number | null = null;
    while (this.#waiting.length > 0) {
      const inFlight = (this.#next - this.#unackedFrom) >>> 0;
      const room = Math.min(this.#peerWindow, MAX_WINDOW) - inFlight;
      // Where the window is shut one segment goes out all the same, and again and again: it asks for the window.
      if (room < MAX_SEGMENT && inFlight > 0) return first;
      const head = this.#waiting[0] as Uint8Array;
      const payload = head.subarray(0, MAX_SEGMENT);
      const last = payload.length === head.length;
      if (last) this.#waiting.shift();
      else this.#waiting[0] = head.subarray(payload.length);
      this.#unsent -= payload.length;
      const id = this.#sendSegment(last ? { psh: true, ack: true } : { ack: true }, payload, payload.length);
      first ??= id;
      if (this.#waiting.length === 0 && this.#ending === 'no') this.onDrain?.();
      if (!this.#alive()) return first;
    }
    if (this.#ending === 'asked') {
      this.#ending = 'sent';
      this.#sendSegment({ fin: true, ack: true }, NOTHING, 1);
    }
    return first;
  }

  #sendSegment(flags: TcpFlags, payload: Uint8Array, length: number): number | null {
    const seq = this.#next;
    this.#next = (seq + length) >>> 0;
    this.#unacked.push({
      seq,
      end: this.#next,
      flags,
      payload,
      sentAt: this.#host.clock.now(),
      again: false,
    });
    if (this.#timer === null) this.#setTimer();
    return this.#emit(flags, seq, payload);
  }

  #acknowledge(): void {
    this.#emit({ ack: true }, this.#next, NOTHING);
  }

  #emit(flags: TcpFlags, seq: number, payload: Uint8Array): number | null {
    if (this.#host.sourceFor(this.remote.address, this.local.address) === null) return null;
    this.#sentCount++;
    return this.#host.transmit({
      protocol: 'tcp',
      source: this.local,
      destination: this.remote,
      payload,
      tcp: { flags, seq, ack: flags.ack ? this.#incoming.next : 0, window: this.#incoming.room },
    });
  }

  #setTimer(): void {
    const wait = this.#timing.after(this.#tries);
    this.#timer = this.#host.clock.after(wait, `TCP retransmission by ${this.#host.name}`, () => {
      this.#timer = null;
      this.#tries++;
      if (this.#tries > (this.#state === 'open' ? MAX_TRIES : MAX_OPENING_TRIES)) this.#broken('timed-out');
      else this.#sendAgain();
    });
  }

  #sendAgain(): void {
    const segment = this.#unacked[0];
    if (!segment) return;
    segment.again = true;
    this.#emit(segment.flags, segment.seq, segment.payload);
    this.#timer?.cancel();
    this.#setTimer();
  }

  #leaveIfDone(): void {
    if (!this.#alive() || this.#ending !== 'acknowledged') return;
    if (!this.#ended) return this.#waitForTheirEnd();
    // RFC 9293 §3.6: the end that closed first has to remember the stream for a while.
    this.#leave(this.#theyEndedFirst ? null : { seq: this.#next, ack: this.#incoming.next });
  }

  /** A side that never closes is not waited for for ever, unless a program here still reads. */
  #waitForTheirEnd(): void {
    if (this.onData !== null || this.onEnd !== null) return;
    this.#halfClosed ??= this.#host.clock.after(
      HALF_CLOSED_MS,
      `${this.#host.name} gives up a half-closed stream`,
      () => this.abandon(),
    );
  }

  #broken(why: TcpFailure): void {
    const accepted = this.#state !== 'syn-received';
    this.abandon();
    if (accepted) this.onFailure?.(why);
  }

  #alive(): boolean {
    return this.#state !== 'gone';
  }

  #leave(lastWord: { readonly seq: number; readonly ack: number } | null): void {
    if (this.#state === 'gone') return;
    this.#state = 'gone';
    this.#timer?.cancel();
    this.#timer = null;
    this.#halfClosed?.cancel();
    this.#waiting = [];
    this.#unsent = 0;
    this.#unacked.length = 0;
    this.#onGone(lastWord);
  }
}

const NOTHING = new Uint8Array(0);
