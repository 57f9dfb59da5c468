/** The journal's notes about an answer that was given again: their names are made when somebody reads them. */
import type { Endpoint } from '../network/journal.ts';
import type { QueryChange } from '../network/query-change.ts';
import type { Name } from '../protocol/name.ts';
import type { KeptAnswer } from './kept-answers.ts';

type Note<Step extends QueryChange['step']> = Extract<QueryChange, { step: Step }>;

export class KeptReceived implements Note<'received'> {
  readonly step = 'received';
  readonly query: number;
  readonly client: Endpoint;
  readonly packet: number;
  readonly #kept: KeptAnswer;

  constructor(query: number, client: Endpoint, kept: KeptAnswer, packet: number) {
    this.query = query;
    this.client = client;
    this.packet = packet;
    this.#kept = kept;
  }

  get name(): Name {
    return this.#kept.nameOf(0);
  }

  get type(): number {
    return this.#kept.type;
  }
}

export class KeptHit implements Note<'hit'> {
  readonly step = 'hit';
  readonly query: number;
  readonly #kept: KeptAnswer;
  readonly #place: number;

  /** `place`: the entry's in the chain. */
  constructor(query: number, kept: KeptAnswer, place: number) {
    this.query = query;
    this.#kept = kept;
    this.#place = place;
  }

  get name(): Name {
    return this.#kept.nameOf(this.#place);
  }

  get type(): number {
    return this.#kept.type;
  }

  get entry(): number {
    return this.#kept.entryId(this.#place);
  }
}
