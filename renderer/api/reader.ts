import type {
  FromReader,
  ReaderMethod,
  ReaderParams,
  ReaderResult,
  ToReader,
} from '../../app/reader-contract.ts';

/** A failed or cancelled request to the reader, with a sentence for the person. */
export class ReaderRefusal extends Error {
  readonly cancelled: boolean;

  constructor(message: string, cancelled: boolean) {
    super(message);
    this.cancelled = cancelled;
  }
}

export interface ReaderOptions {
  readonly signal?: AbortSignal;
  /** Hears how far a long reading is. */
  readonly progress?: (done: number, total: number) => void;
}

export type AskReader = <M extends ReaderMethod>(
  method: M,
  params: ReaderParams<M>,
  options?: ReaderOptions,
) => Promise<ReaderResult<M>>;

/** What is used of a `Worker`. */
export type WorkerLine = Pick<Worker, 'postMessage' | 'addEventListener'>;

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
  readonly progress: ((done: number, total: number) => void) | undefined;
}

/** The page's side of the line to the worker that reads files. The worker starts with the first question. */
export class ReaderDoor {
  readonly #start: () => WorkerLine;
  readonly #waiting = new Map<number, Waiting>();
  #worker: WorkerLine | null = null;
  #last = 0;

  constructor(start: () => WorkerLine = startWorker) {
    this.#start = start;
  }

  readonly ask: AskReader = (method, params, { signal, progress } = {}) => {
    const worker = (this.#worker ??= this.#begin());
    const id = ++this.#last;
    signal?.addEventListener('abort', () => this.#post(worker, { type: 'cancel', id }));
    return new Promise((resolve, reject) => {
      // The contract pairs each method with its result; a message cannot carry that pairing in a type.
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject, progress });
      this.#post(worker, { type: 'request', id, method, params });
      if (signal?.aborted === true) this.#post(worker, { type: 'cancel', id });
    });
  };

  #post(worker: WorkerLine, message: ToReader): void {
    worker.postMessage(message);
  }

  #begin(): WorkerLine {
    const worker = this.#start();
    worker.addEventListener('message', ({ data }: MessageEvent<FromReader>) => this.#hear(data));
    worker.addEventListener('error', (event) => {
      this.#worker = null;
      const why = event instanceof ErrorEvent ? event.message : '';
      for (const { reject } of this.#waiting.values())
        reject(new ReaderRefusal(`The reader of files stopped${why === '' ? '' : `: ${why}`}.`, false));
      this.#waiting.clear();
    });
    return worker;
  }

  #hear(message: FromReader): void {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    if (message.type === 'progress') return waiting.progress?.(message.done, message.total);
    this.#waiting.delete(message.id);
    if (message.ok) waiting.resolve(message.result);
    else waiting.reject(new ReaderRefusal(message.error.message, message.error.code === 'cancelled'));
  }
}

/** The worker is a host of the engine like the others: known here by its address alone. */
function startWorker(): Worker {
  return new Worker(new URL('../../app/hosts/reader/main.ts', import.meta.url), { type: 'module' });
}
