/** Things in the order of their last use, so that the one longest unused goes first when room is short. */

/** What can stand in such an order; its neighbours there are the order's to set. */
export interface InOrderOfUse<T> {
  newer: T | null;
  older: T | null;
}

export class Recency<T extends InOrderOfUse<T>> {
  #newest: T | null = null;
  #oldest: T | null = null;

  get oldest(): T | null {
    return this.#oldest;
  }

  add(one: T): void {
    one.older = this.#newest;
    one.newer = null;
    if (this.#newest !== null) this.#newest.newer = one;
    this.#newest = one;
    this.#oldest ??= one;
  }

  remove(one: T): void {
    if (one.newer !== null) one.newer.older = one.older;
    else if (this.#newest === one) this.#newest = one.older;
    if (one.older !== null) one.older.newer = one.newer;
    else if (this.#oldest === one) this.#oldest = one.newer;
    one.newer = null;
    one.older = null;
  }

  use(one: T): void {
    if (this.#newest === one) return;
    this.remove(one);
    this.add(one);
  }
}
