/**
 * Questions whose answers count even after the next server has been asked, as with BIND 8: it kept one question open with
 * all servers that it had asked, until it had an answer or gave up. Today each question has a port of its own (RFC 5452
 * §9.2), which is closed when the next server's turn comes.
 */
import { exchange, type ExchangeOutcome, type ExchangeRequest, type ExchangeTools } from './exchange.ts';

type Response = Extract<ExchangeOutcome, { kind: 'response' }>;

/**
 * Asks as `exchange` does. After `waitMs`, or `request.waitMs` where that is less, the outcome is a time-out; the socket
 * stays open until `request.waitMs` are over: a response that comes meanwhile goes to `late`. The function that is returned ends that too.
 */
export function exchangeThatStaysOpen(
  tools: ExchangeTools,
  request: ExchangeRequest,
  waitMs: number,
  sent: (packet: number) => void,
  done: (outcome: ExchangeOutcome) => void,
  late: (response: Response) => void,
): () => void {
  let gaveUp = false;
  const stop = exchange(tools, request, sent, (outcome) => {
    timer.cancel();
    if (!gaveUp) done(outcome);
    else if (outcome.kind === 'response') late(outcome);
  });
  const timer = tools.clock.after(
    waitMs,
    `${tools.host.name} asks another than ${request.server.address}`,
    () => {
      gaveUp = true;
      done({ kind: 'timeout', ignored: 0 });
    },
  );
  return () => {
    timer.cancel();
    stop();
  };
}

/** The open questions of one fetch. */
export class OpenQuestions {
  readonly #stops: (() => void)[] = [];

  add(stop: () => void): void {
    this.#stops.push(stop);
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }
}
