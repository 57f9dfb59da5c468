/** A configuration printed as `named-checkconf -p` prints it: one clause a line, in the order of its tables. */
import type { AddressValue, ListValue, MapValue, TextValue, TupleValue, Value } from './value.ts';

export interface PrintOptions {
  /** Secrets become question marks. */
  readonly hideSecrets?: boolean;
}

export function printConfiguration(top: MapValue, options: PrintOptions = {}): string {
  const printer = new Printer(options);
  printer.clauses(top);
  return printer.text();
}

class Printer {
  readonly #hideSecrets: boolean;
  readonly #parts: string[] = [];
  #indent = 0;

  constructor({ hideSecrets }: PrintOptions) {
    this.#hideSecrets = hideSecrets ?? false;
  }

  text(): string {
    return this.#parts.join('');
  }

  clauses({ clauses, order }: MapValue): void {
    for (const word of order)
      for (const value of clauses.get(word) ?? []) {
        this.#parts.push('\t'.repeat(this.#indent), word, ' ');
        this.#value(value);
        this.#parts.push(';\n');
      }
  }

  #value(value: Value): void {
    switch (value.kind) {
      case 'void':
        return;
      case 'text':
        return this.#put(this.#said(value));
      case 'boolean':
        return this.#put(value.value ? 'yes' : 'no');
      case 'number':
        return this.#put(String(value.big ?? value.value));
      case 'percent':
        return this.#put(`${value.value}%`);
      case 'fixed':
        return this.#put(`${Math.floor(value.value / 100)}.${String(value.value % 100).padStart(2, '0')}`);
      case 'duration':
        return this.#put(value.iso ?? (value.seconds === Infinity ? 'unlimited' : String(value.seconds)));
      case 'address':
        return this.#put(addressWords(value));
      case 'prefix':
        return this.#put(`${value.address}/${value.length}`);
      case 'range':
        return this.#put(`range ${value.low} ${value.high}`);
      case 'negated':
        this.#put('!');
        return this.#value(value.value);
      case 'geoip':
        // BIND: nothing between the two.
        this.#put(value.subtype);
        return this.#value(value.search);
      case 'keyed':
        this.#put(`${value.word} `);
        return this.#value(value.value);
      case 'list':
        return this.#list(value);
      case 'tuple':
        return this.#tuple(value);
      case 'map':
        return this.#map(value);
      case 'raw':
        return this.#put(`{${value.text}}`);
    }
  }

  #put(text: string): void {
    this.#parts.push(text);
  }

  #said({ text, style }: TextValue): string {
    if (style === 'word') return text;
    if (style === 'secret' && this.#hideSecrets) return `"${'?'.repeat(text.length)}"`;
    return `"${text.replaceAll('"', '\\"')}"`;
  }

  #list({ items, style }: ListValue): void {
    if (style === 'spaced') {
      items.forEach((item, i) => {
        if (i > 0) this.#put(' ');
        this.#value(item);
      });
      return;
    }
    this.#put('{\n');
    this.#indent++;
    for (const item of items) {
      this.#put('\t'.repeat(this.#indent));
      this.#value(item);
      this.#put(';\n');
    }
    this.#indent--;
    this.#put(`${'\t'.repeat(this.#indent)}}`);
  }

  /** BIND: a group within of which nothing was given still takes its place. */
  #tuple({ fields, named, tight }: TupleValue): void {
    let before = false;
    let head = true;
    for (const [name, field] of Object.entries(fields)) {
      if (field.kind !== 'void') {
        // BIND: what has its name before it has a space before that, too.
        const joined = tight === true && name === 'path';
        if ((before && !joined) || (named && !head)) this.#put(' ');
        if (named && !head) this.#put(`${name} `);
        this.#value(field);
        before = true;
      }
      head = false;
    }
  }

  #map(map: MapValue): void {
    if (map.id !== null) {
      this.#value(map.id);
      this.#put(' ');
    }
    this.#put('{\n');
    this.#indent++;
    this.clauses(map);
    this.#indent--;
    this.#put(`${'\t'.repeat(this.#indent)}}`);
  }
}

function addressWords({ address, port, dscp, inParts }: AddressValue): string {
  if (inParts === true) return `address ${address} port ${port}`;
  return `${address}${port > 0 ? ` port ${port}` : ''}${dscp === undefined ? '' : ` dscp ${dscp}`}`;
}
