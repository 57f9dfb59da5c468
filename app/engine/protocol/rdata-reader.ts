/**
 * Takes the RDATA of one record out of a message: names expanded, lengths and structure checked, the rest copied.
 */
import { CLASS, TYPE } from './codes.ts';
import type { NameReader } from './name-reader.ts';
import { fieldEnd } from './rdata-fields.ts';
import type { Shape } from './rdata-shapes.ts';
import { shapeOf } from './rdata-shapes.ts';

/** An RDATA has at most three names that can grow while they are expanded. */
const scratch = new Uint8Array(65535 + 3 * 255);

export class RdataReader {
  readonly #octets: Uint8Array;
  readonly #names: NameReader;
  readonly #opaqueParameters: boolean;
  /** After `read` gave null. */
  fault = '';
  faultAt = 0;

  /** `opaqueParameters`: the parameters of SVCB and HTTPS records are taken as they are, whatever they hold. */
  constructor(octets: Uint8Array, names: NameReader, opaqueParameters = false) {
    this.#opaqueParameters = opaqueParameters;
    this.#octets = octets;
    this.#names = names;
  }

  /** The RDATA between `at` and `end` in uncompressed form; null: see `fault`. */
  read(type: number, rrClass: number, at: number, end: number): Uint8Array | null {
    const octets = this.#octets;
    if (rrClass === CLASS.IN && (type === TYPE.A || type === TYPE.AAAA)) {
      const length = type === TYPE.A ? 4 : 16;
      if (end - at !== length) return this.#fail('record data has the wrong length for its type', at);
      return copy(octets, at, end);
    }
    const shape = shapeOf(type, rrClass);
    if (shape === null) return copy(octets, at, end);
    if (!shape.readsCompressed) return this.#readPlain(shape, at, end);
    if (shape.fields.length === 1) {
      const name = this.#names.read(at, end);
      if (name === null) return this.#fail(this.#names.fault ?? 'bad name', this.#names.faultAt);
      if (this.#names.end !== end)
        return this.#fail('record data has the wrong length for its type', this.#names.end);
      return name.wire;
    }
    return this.#readExpanding(shape, at, end);
  }

  #readPlain(shape: Shape, start: number, end: number): Uint8Array | null {
    let at = start;
    for (const field of shape.fields) {
      const opaque = this.#opaqueParameters && field.kind === 'params';
      const next = opaque ? end : fieldEnd(field.kind, this.#octets, at, end);
      if (next < 0) return this.#fail('record data does not fit its type', at);
      at = next;
    }
    if (at !== end) return this.#fail('record data has the wrong length for its type', at);
    return copy(this.#octets, start, end);
  }

  #readExpanding(shape: Shape, start: number, end: number): Uint8Array | null {
    let at = start;
    let length = 0;
    for (const { kind } of shape.fields) {
      if (kind === 'name-compressed' || kind === 'name-expanded') {
        const name = this.#names.read(at, end);
        if (name === null) return this.#fail(this.#names.fault ?? 'bad name', this.#names.faultAt);
        scratch.set(name.wire, length);
        length += name.wire.length;
        at = this.#names.end;
      } else {
        const next = fieldEnd(kind, this.#octets, at, end);
        if (next < 0) return this.#fail('record data does not fit its type', at);
        while (at < next) scratch[length++] = this.#octets[at++] as number;
      }
    }
    if (at !== end) return this.#fail('record data has the wrong length for its type', at);
    return copy(scratch, 0, length);
  }

  #fail(fault: string, at: number): null {
    this.fault = fault;
    this.faultAt = at;
    return null;
  }
}

function copy(octets: Uint8Array, start: number, end: number): Uint8Array {
  const length = end - start;
  if (length > 64) return octets.slice(start, end);
  // For a few octets a loop is quicker than `slice`.
  const part = new Uint8Array(length);
  for (let i = 0; i < length; i++) part[i] = octets[start + i] as number;
  return part;
}
