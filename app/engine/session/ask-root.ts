/** One question to one root server, for its own zone's NS records: to see whether it is there. */
import type { LabClock, Timer } from '../network/clock.ts';
import { isBindProblem, type Host } from '../network/transport.ts';
import { CLASS, TYPE } from '../protocol/codes.ts';
import { queryMessage } from '../protocol/message.ts';
import { Name } from '../protocol/name.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import type { Random } from '../random.ts';

export interface RootAsker {
  readonly host: Host;
  readonly clock: LabClock;
  readonly random: Random;
}

export type RootAnswer =
  | { readonly kind: 'answer'; readonly authoritative: boolean }
  /** `why` in words. */
  | { readonly kind: 'none'; readonly why: string };

const PORT = 53;

/** Calls `done` once within `waitMs`, never in this call; not at all when the function that it gives was called before. */
export function askRoot(
  { host, clock, random }: RootAsker,
  address: string,
  waitMs: number,
  done: (answer: RootAnswer) => void,
): () => void {
  const opened = host.openUdp();
  const socket = isBindProblem(opened) ? null : opened;
  let timer: Timer | null = null;
  const stop = (): void => {
    timer?.cancel();
    socket?.close();
  };
  const finish = (answer: RootAnswer): void => {
    stop();
    done(answer);
  };
  const id = random.below(0x1_0000);
  const none = (why: string, afterMs: number): void => {
    timer = clock.after(afterMs, `${address} is given up`, () => finish({ kind: 'none', why }));
  };
  if (socket === null) {
    none('no port to ask from', 0);
    return stop;
  }
  socket.onDatagram = (payload, from) => {
    if (from.address !== address || from.port !== PORT) return;
    const decoded = decodeMessage(payload);
    // What is no response to this question is nobody's.
    if (decoded.kind === 'malformed' || decoded.message.id !== id || !decoded.message.qr) return;
    finish({ kind: 'answer', authoritative: decoded.message.aa });
  };
  socket.onUnreachable = (_remote, reason) =>
    finish({ kind: 'none', why: reason === 'port-unreachable' ? 'nobody listens there' : 'unreachable' });
  const question = { name: Name.root, type: TYPE.NS, class: CLASS.IN };
  const edns = { version: 0, udpSize: 1232, dnssecOk: false, z: 0, options: [] };
  const query = encodeMessage(queryMessage({ id, rd: false, questions: [question], edns }));
  if (socket.send(query, { address, port: PORT }) === null) none('no route there', 0);
  else none('no answer', waitMs);
  return stop;
}
