/**
 * A long file that the window's host reads out in parts (`rootwalk open`). The worker that reads files fetches what it
 * needs by the same address; here are the parts that go on into the lab.
 */
import type { ServedPlace } from '../../app/reader-contract.ts';

/** What is read of a file here; a `Blob` is one. */
export interface Content {
  /** Octets. */
  readonly size: number;
  slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> };
  text(): Promise<string>;
}

export class ServedContent implements Content {
  readonly place: ServedPlace;

  constructor(place: ServedPlace) {
    this.place = place;
  }

  get size(): number {
    return this.place.size;
  }

  slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> } {
    return { arrayBuffer: () => this.#part(from, Math.min(to, this.size)) };
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.#part(0, this.size));
  }

  async #part(from: number, to: number): Promise<ArrayBuffer> {
    if (from >= to) return new ArrayBuffer(0);
    const response = await fetch(this.place.address, { headers: { Range: `bytes=${from}-${to - 1}` } });
    if (response.status !== 206) throw new Error((await response.text()).trim());
    return response.arrayBuffer();
  }
}

/** As it is posted to the worker. */
export function posted(content: Content): Blob | ServedPlace {
  return content instanceof Blob ? content : content instanceof ServedContent ? content.place : new Blob([]);
}
