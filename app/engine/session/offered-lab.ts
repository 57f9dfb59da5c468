/** A lab in a zip file that a person holds over the window: looked at first, added when they say so. */
import type { LabAdded, LabOffered, Params } from '../../contract.ts';
import { GatheredPieces } from './gathered-pieces.ts';

/** What the host does with zip files of labs: it has the disk, and checks what is in them. */
export interface LabAdder {
  /** Nothing is written. */
  look(octets: Uint8Array, name: string): Exclude<LabOffered, { kind: 'part' }>;
  add(octets: Uint8Array, name: string): LabAdded;
}

/** As the host takes them. */
const MOST_OCTETS = 4 * 1024 * 1024;

export class OfferedLab {
  readonly #adder: LabAdder;
  readonly #pieces = new GatheredPieces(MOST_OCTETS);
  #offered: { readonly octets: Uint8Array; readonly name: string } | null = null;

  constructor(adder: LabAdder) {
    this.#adder = adder;
  }

  offer(params: Params<'labs.offer'>): LabOffered {
    this.#offered = null;
    const { name } = params;
    const gathered = this.#pieces.take('lab', params);
    if (gathered.kind === 'part') return gathered;
    if (gathered.kind === 'refused') return { kind: 'refused', why: `It cannot be added: ${gathered.why}.` };
    const looked = this.#adder.look(gathered.octets, name);
    if (looked.kind === 'offered') this.#offered = { octets: gathered.octets, name };
    return looked;
  }

  /** Adds what was offered last, once. */
  add(): LabAdded {
    const offered = this.#offered;
    this.#offered = null;
    if (offered === null) return { kind: 'refused', why: 'No lab was offered. Drop its zip file once more.' };
    return this.#adder.add(offered.octets, offered.name);
  }
}
