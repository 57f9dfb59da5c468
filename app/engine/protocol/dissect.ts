/**
 * A message taken apart, octet by octet, for the packet inspector: a tree of fields, each with its range.
 *
 * What a fault leaves readable is shown; the fault itself is a field named `Fault` that says what is wrong and
 * where. There is one exactly when `decodeMessage` calls the message malformed.
 */
import { OPCODE, CLASS, TYPE, classText, typeText } from './codes.ts';
import { dissectHeader } from './dissect-header.ts';
import { dissectOptFields } from './dissect-edns.ts';
import { field, plural } from './dissect-field.ts';
import type { DissectedField } from './dissect-field.ts';
import { NOTES, classNote, dataFieldNote, ttlNote, typeNote } from './dissect-notes.ts';
import { hexText } from './encodings.ts';
import { labelText } from './name.ts';
import { NameReader } from './name-reader.ts';
import { fieldEnd, u16, u32 } from './rdata-fields.ts';
import { RdataReader } from './rdata-reader.ts';
import { shapeOf } from './rdata-shapes.ts';
import { fieldText, rdataText } from './rdata-text.ts';
import type { Header } from './wire.ts';
import { readHeader } from './wire.ts';

export type { DissectedField } from './dissect-field.ts';

/** The fields of any octets, in their order. Never throws; work is bounded by the number of octets. */
export function dissect(octets: Uint8Array): DissectedField[] {
  const header = readHeader(octets);
  if (header === null) {
    return [
      faultField('header is cut short: a message begins with 12 octets', 0, octets.length, octets.length),
    ];
  }
  return [dissectHeader(header), ...new Dissector(octets, header).sections()];
}

const SECTIONS = ['Question', 'Answer', 'Authority', 'Additional'] as const;

class Dissector {
  readonly #octets: Uint8Array;
  readonly #header: Header;
  readonly #names: NameReader;
  readonly #rdatas: RdataReader;
  #at = 12;
  #seenOpt = false;
  /** Set when nothing behind the fault can be read. */
  #fault: DissectedField | null = null;

  constructor(octets: Uint8Array, header: Header) {
    this.#octets = octets;
    this.#header = header;
    this.#names = new NameReader(octets);
    this.#rdatas = new RdataReader(octets, this.#names);
  }

  sections(): DissectedField[] {
    const fields: DissectedField[] = [];
    for (const [section, label] of SECTIONS.entries()) {
      const counted = this.#header.counts[section] ?? 0;
      const start = this.#at;
      const children: DissectedField[] = [];
      for (let i = 0; i < counted && this.#fault === null; i++) {
        const child = section === 0 ? this.#question() : this.#record(section === 3);
        if (child !== null) children.push(child);
      }
      if (children.length > 0) {
        const what = section === 0 ? 'question' : 'record';
        const value = plural(children.length, what);
        fields.push(
          field(`${label} section`, value, start, this.#at, NOTES.section[section] ?? '', children),
        );
      }
      if (this.#fault !== null) return [...fields, this.#fault];
    }
    if (this.#at < this.#octets.length) {
      const left = this.#octets.length - this.#at;
      fields.push(
        field('Trailing octets', plural(left, 'octet'), this.#at, this.#octets.length, NOTES.trailing),
      );
    }
    return fields;
  }

  #question(): DissectedField | null {
    const start = this.#at;
    if (start >= this.#octets.length) return this.#stop('fewer questions than the header counts', start);
    const name = this.#name('Name', start, this.#octets.length, NOTES.qname);
    if (name === null) return null;
    const at = this.#names.end;
    if (at + 4 > this.#octets.length) return this.#broken('Question', [name], 'question is cut short', at);
    this.#at = at + 4;
    const type = u16(this.#octets, at);
    const rrClass = u16(this.#octets, at + 2);
    return field('Question', `${name.value} ${classText(rrClass)} ${typeText(type)}`, start, at + 4, '', [
      name,
      field('Type', `${typeText(type)} (${type})`, at, at + 2, typeNote(type)),
      field('Class', `${classText(rrClass)} (${rrClass})`, at + 2, at + 4, classNote(rrClass)),
    ]);
  }

  #record(mayBeOpt: boolean): DissectedField | null {
    const octets = this.#octets;
    const start = this.#at;
    if (start >= octets.length) return this.#stop('fewer records than the header counts', start);
    const name = this.#name('Name', start, octets.length, NOTES.owner);
    if (name === null) return null;
    const at = this.#names.end;
    if (at + 10 > octets.length) return this.#broken('Record', [name], 'record is cut short', at);
    const type = u16(octets, at);
    const length = u16(octets, at + 8);
    const end = at + 10 + length;
    const typeField = field('Type', `${typeText(type)} (${type})`, at, at + 2, typeNote(type));
    const lengthField = field('Data length', plural(length, 'octet'), at + 8, at + 10, '');
    if (end > octets.length) {
      const what = 'record data runs past the end of the message';
      return this.#broken('Record', [name, typeField, lengthField], what, at + 10);
    }
    this.#at = end;
    if (type === TYPE.OPT) {
      const fault = this.#optFault(mayBeOpt, name.value, start, at);
      const parts = dissectOptFields(octets, at + 2, end, this.#header.rcode);
      const children = [...fault, name, typeField, ...parts.before, lengthField, ...parts.options];
      return field('EDNS: OPT pseudo-record', parts.value, start, end, NOTES.opt, children);
    }
    const rrClass = u16(octets, at + 2);
    const ttl = u32(octets, at + 4);
    const data = this.#data(type, rrClass, at + 10, end);
    return field(`${typeText(type)} record`, `${name.value} ${data.text}`.trimEnd(), start, end, '', [
      name,
      typeField,
      field('Class', `${classText(rrClass)} (${rrClass})`, at + 2, at + 4, classNote(rrClass)),
      field('TTL', String(ttl), at + 4, at + 8, ttlNote(ttl)),
      lengthField,
      ...data.fields,
    ]);
  }

  #optFault(mayBeOpt: boolean, owner: string, start: number, end: number): DissectedField[] {
    const faults: string[] = [];
    if (!mayBeOpt) faults.push('OPT record outside the additional section (RFC 6891 §6.1.1)');
    else if (this.#seenOpt) faults.push('more than one OPT record (RFC 6891 §6.1.1)');
    else if (owner !== '.') faults.push('OPT record whose owner is not the root (RFC 6891 §6.1.2)');
    this.#seenOpt = true;
    return faults.map((fault) => faultField(fault, start, end, start));
  }

  #data(
    type: number,
    rrClass: number,
    start: number,
    end: number,
  ): { text: string; fields: DissectedField[] } {
    if (start === end && this.#header.opcode === OPCODE.UPDATE && rrClass >= CLASS.NONE)
      return { text: '', fields: [] };
    const rdata = this.#rdatas.read(type, rrClass, start, end);
    if (rdata === null) {
      const { fault, faultAt } = this.#rdatas;
      return { text: '', fields: [this.#raw(start, end), faultField(fault, start, end, faultAt)] };
    }
    const text = rdataText(type, rdata, { split: 0 }, rrClass);
    const shape = shapeOf(type, rrClass);
    if (shape === null) return { text, fields: start === end ? [] : [this.#raw(start, end)] };
    const fields: DissectedField[] = [];
    let at = start;
    for (const { kind, label } of shape.fields) {
      const note = dataFieldNote(type, label);
      if (kind.startsWith('name')) {
        const name = this.#name(label, at, end, note);
        if (name === null) break; // cannot be: the whole was read before
        fields.push(name);
        at = this.#names.end;
      } else {
        const next = fieldEnd(kind, this.#octets, at, end);
        const value = fieldText(kind, this.#octets, at, next) ?? hexText(this.#octets.subarray(at, next));
        fields.push(field(label, value, at, next, note));
        at = next;
      }
    }
    return { text, fields };
  }

  #raw(start: number, end: number): DissectedField {
    const shown = hexText(this.#octets.subarray(start, Math.min(end, start + 64)));
    return field('Data', end - start > 64 ? `${shown}…` : shown, start, end, '');
  }

  /** A name with its labels and, where it is compressed, its pointer. Null: nothing behind it can be read. */
  #name(label: string, start: number, limit: number, note: string): DissectedField | null {
    const name = this.#names.read(start, limit);
    if (name === null) return this.#stop(this.#names.fault ?? 'bad name', this.#names.faultAt, start);
    const end = this.#names.end;
    const children: DissectedField[] = [];
    const text = name.toString();
    let pointer = '';
    for (let at = start, i = 0; at < end; i++) {
      const octet = this.#octets[at] as number;
      if (octet >= 0xc0) {
        const target = u16(this.#octets, at) & 0x3fff;
        const rest = i === 0 ? text : name.suffix(name.labelCount - i).toString();
        pointer = `Compressed: two octets point to octet ${target}, where ${rest} stands already (RFC 1035 §4.1.4).`;
        children.push(field('Pointer', `to octet ${target}: ${rest}`, at, at + 2, NOTES.pointer));
        break;
      }
      if (octet === 0) {
        children.push(field('Root', 'a label of length 0', at, at + 1, NOTES.root));
        break;
      }
      children.push(
        field('Label', labelText(this.#octets.subarray(at + 1, at + 1 + octet)), at, at + 1 + octet, ''),
      );
      at += 1 + octet;
    }
    return field(label, text, start, end, pointer === '' ? note : pointer, children);
  }

  /** What can be read of a question or record that ends too soon at `at`. */
  #broken(label: string, children: DissectedField[], what: string, at: number): DissectedField {
    const start = this.#at;
    this.#at = at;
    this.#stop(what, at);
    return field(label, children[0]?.value ?? '', start, at, '', children);
  }

  #stop(what: string, at: number, from = at): null {
    this.#fault = faultField(what, from, this.#octets.length, at);
    return null;
  }
}

function faultField(what: string, start: number, end: number, at: number): DissectedField {
  return field('Fault', what, Math.min(start, end), end, `Found at octet ${at}. ${NOTES.fault}`);
}
