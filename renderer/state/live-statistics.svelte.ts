/**
 * The caching server’s statistics as they are now: what `rndc stats` would write, asked for again as the lab’s clock
 * goes on. Each answer is one more dump of a document that grows, so that the viewer shows it as it shows a file.
 */
import type { Params, Result } from '../../app/contract.ts';
import type { Documents, OpenDocument } from './documents.svelte.ts';

export type AskStatistics = (
  method: 'statistics.now',
  params: Params<'statistics.now'>,
) => Promise<Result<'statistics.now'>>;

/** Ten minutes of one dump a second; older ones are let go. */
const MOST = 600;
const NAME = 'Statistics, live';

/** There is one at most. */
let living = $state.raw<{ readonly document: OpenDocument; readonly live: LiveStatistics } | null>(null);

export function liveOf(document: OpenDocument): LiveStatistics | null {
  return living?.document === document ? living.live : null;
}

export class LiveStatistics {
  running = $state(true);
  problem = $state<string | null>(null);
  readonly #ask: AskStatistics;
  #texts: readonly { readonly at: number; readonly text: string }[] = [];
  #document: OpenDocument | null = null;
  #busy = false;
  #askedAt: number | null = null;

  constructor(ask: AskStatistics) {
    this.#ask = ask;
  }

  /** Opens the viewer, or brings it to the front. */
  static async open(ask: AskStatistics, documents: Documents): Promise<void> {
    if (living !== null && documents.open.includes(living.document)) {
      documents.current = living.document;
      return;
    }
    const live = new LiveStatistics(ask);
    const { at, text } = await ask('statistics.now', {});
    live.#texts = [{ at, text }];
    const document = await documents.show(NAME, new Blob([text]), 'the caching server');
    live.#document = document;
    living = { document, live };
  }

  /** The lab’s clock shows `now` (milliseconds): asks where it has gone on by a second since the last time. */
  async clockAt(now: number): Promise<void> {
    const gone = this.#askedAt === null ? Infinity : Math.abs(now - this.#askedAt);
    if (!this.running || this.#busy || gone < 1000) return;
    this.#askedAt = now;
    await this.look();
  }

  /** Asks now. */
  async look(): Promise<void> {
    const document = this.#document;
    if (!document?.info || this.#busy) return;
    this.#busy = true;
    try {
      const { at, text } = await this.#ask('statistics.now', {});
      this.problem = null;
      const second = Math.floor(at / 1000);
      const kept = this.#texts.filter((other) => Math.floor(other.at / 1000) !== second);
      this.#texts = [...kept, { at, text }].slice(-MOST);
      await this.#show(document, new Blob(this.#texts.map((one) => one.text)));
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      this.#busy = false;
    }
  }

  async #show(document: OpenDocument, content: Blob): Promise<void> {
    const old = document.info?.document;
    document.info = await document.ask('open', { name: 'named.stats', content });
    if (old !== undefined) void document.ask('close', { document: old });
  }
}
