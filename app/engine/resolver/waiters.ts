/** Who waits for the end of a fetch: the resolver on behalf of clients, and other fetches. */
import type { FetchResult } from './fetch-result.ts';
import type { Asker } from './question.ts';

interface Waiter {
  readonly done: (result: FetchResult) => void;
  /** Null: the resolver itself waits. */
  readonly client: Asker | null;
}

export class Waiters {
  #waiting: Waiter[] = [];

  /** How many clients wait. */
  get clients(): number {
    let clients = 0;
    for (const { client } of this.#waiting) if (client !== null) clients++;
    return clients;
  }

  /** The client that has waited longest; null where none does. */
  get first(): Asker | null {
    return this.#waiting.find(({ client }) => client !== null)?.client ?? null;
  }

  /** Whether that client waits already, for an answer to the query with that id. */
  has({ address, port, id }: Asker): boolean {
    return this.#waiting.some(
      ({ client }) => client?.id === id && client.port === port && client.address === address,
    );
  }

  /** Has `done` called with the end. Gives a function that ends the waiting; true when nobody waits any more. */
  add(done: (result: FetchResult) => void, client: Asker | null): () => boolean {
    const waiter = { done, client };
    this.#waiting.push(waiter);
    return () => {
      this.#waiting = this.#waiting.filter((one) => one !== waiter);
      return this.#waiting.length === 0;
    };
  }

  /** Tells everybody, once. */
  tell(result: FetchResult): void {
    for (const { done } of this.#waiting.splice(0)) done(result);
  }
}
