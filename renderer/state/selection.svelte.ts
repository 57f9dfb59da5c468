import type { CacheRow, EditorTip, PacketRow } from '../../app/contract.ts';
import type { DumpedEntry, DumpExplanation, LogExplanation } from '../../app/reader-contract.ts';
import type { ShownLine } from './log-lines.ts';
import { sameForm } from './names.ts';

export type Selected =
  | { readonly kind: 'packet'; readonly id: number; readonly row: PacketRow }
  | { readonly kind: 'entry'; readonly id: number; readonly row: CacheRow }
  | { readonly kind: 'server'; readonly host: string; readonly address: string }
  | { readonly kind: 'name'; readonly name: string }
  | ToldWord
  | DumpedThing
  | LoggedLine;

/** A word of a configuration or zone file that the person asked after. */
export interface ToldWord {
  readonly kind: 'word';
  /** The file that it stands in. */
  readonly file: string;
  readonly tip: EditorTip;
}

/** A line or an entry of a dump that is open, explained. */
export interface DumpedThing {
  readonly kind: 'dumped';
  /** Which dump and what of it. */
  readonly key: string;
  /** Empty for what has no name. */
  readonly name: string;
  readonly explained: Promise<DumpedEntry | DumpedLine>;
}

/** A line of a log, explained. */
export interface LoggedLine {
  readonly kind: 'logged';
  /** Which log and what of it. */
  readonly key: string;
  /** The first name in it; empty before it is known, and where there is none. */
  readonly name: string;
  readonly line: ShownLine;
  readonly isLive: boolean;
  readonly explained: Promise<LogExplanation>;
}

/** What is explained of a line beside the caches. */
export interface DumpedLine {
  readonly title: string;
  readonly text: string;
  readonly line: number;
  readonly explanations: readonly DumpExplanation[];
}

/** How strongly something is lit: it is the very thing, it belongs to it, or it is not concerned. */
export type Light = 'selected' | 'lit' | null;

/** The one selection. Whatever shows a name, a server, a packet or an entry asks here how it is lit. */
export class Selection {
  current = $state.raw<Selected | null>(null);
  /** The name that is lit everywhere, without case and closing dot. */
  readonly name = $derived.by(() => {
    const current = this.current;
    if (current?.kind === 'packet') return current.row.qname === '' ? null : sameForm(current.row.qname);
    if (current?.kind === 'entry') return sameForm(current.row.name);
    if (current?.kind === 'dumped' || current?.kind === 'logged')
      return current.name === '' ? null : sameForm(current.name);
    return current?.kind === 'name' ? sameForm(current.name) : null;
  });
  readonly #packet = $derived.by(() => {
    const current = this.current;
    if (current?.kind === 'packet') return current.id;
    return current?.kind === 'entry' ? current.row.packet : null;
  });

  packet(row: PacketRow): void {
    this.current = { kind: 'packet', id: row.id, row };
  }

  entry(row: CacheRow): void {
    this.current = { kind: 'entry', id: row.id, row };
  }

  server(host: string, address: string): void {
    this.current = { kind: 'server', host, address };
  }

  ofName(name: string): void {
    this.current = { kind: 'name', name };
  }

  word(file: string, tip: EditorTip): void {
    this.current = { kind: 'word', file, tip };
  }

  dumped(thing: Omit<DumpedThing, 'kind'>): void {
    this.current = { kind: 'dumped', ...thing };
  }

  /** A line of a log; the name in it is lit as soon as it is known. */
  logged(thing: Omit<LoggedLine, 'kind' | 'name'>): void {
    const selected = { kind: 'logged', name: '', ...thing } as const;
    this.current = selected;
    void thing.explained.then(
      ({ parts }) => {
        const name = parts.find(({ kind }) => kind === 'name' || kind === 'zone')?.value ?? '';
        if (this.current === selected) this.current = { ...selected, name };
      },
      () => undefined,
    );
  }

  clear(): void {
    this.current = null;
  }

  /** After the session was sent whole: what is selected stays when it is still there and still the same thing. */
  survive(entry: (id: number) => CacheRow | null, packet: (id: number) => PacketRow | null): void {
    const current = this.current;
    if (current?.kind === 'entry' && entry(current.id)?.name !== current.row.name) this.clear();
    if (current?.kind === 'packet' && packet(current.id)?.summary !== current.row.summary) this.clear();
  }

  lightOfPacket(row: PacketRow): Light {
    const current = this.current;
    if (current === null) return null;
    if (current.kind === 'packet' && current.id === row.id) return 'selected';
    if (current.kind === 'server') return touches(row, current.address) ? 'lit' : null;
    if (current.kind === 'packet') return belongTogether(current.row, row) ? 'lit' : null;
    if (this.#packet === row.id) return 'lit';
    return this.name !== null && row.qname !== '' && sameForm(row.qname) === this.name ? 'lit' : null;
  }

  /** `key`: which log and what of it. */
  lightOfLine({ text }: ShownLine, key: string): Light {
    const current = this.current;
    if (current?.kind === 'logged' && current.key === key) return 'selected';
    if (current?.kind === 'server') return hasWord(text, current.address) ? 'lit' : null;
    return this.name !== null &&
      this.name !== '' &&
      this.name !== '.' &&
      hasWord(text.toLowerCase(), this.name)
      ? 'lit'
      : null;
  }

  /** A server may have several addresses, and several names. */
  lightOfServer(addresses: readonly string[], names: readonly string[]): Light {
    const current = this.current;
    if (current === null) return null;
    if (current.kind === 'server') return addresses.includes(current.address) ? 'selected' : null;
    if (current.kind === 'packet' && addresses.some((address) => touches(current.row, address))) return 'lit';
    if (current.kind === 'entry' && addresses.includes(current.row.fromAddress)) return 'lit';
    return this.name !== null && names.some((name) => sameForm(name) === this.name) ? 'lit' : null;
  }

  lightOfEntry(row: CacheRow): Light {
    const current = this.current;
    if (current === null) return null;
    if (current.kind === 'entry' && current.id === row.id) return 'selected';
    if (current.kind === 'server') return row.fromAddress === current.address ? 'lit' : null;
    if (current.kind === 'packet' && row.packet === current.id) return 'lit';
    return this.name !== null && sameForm(row.name) === this.name ? 'lit' : null;
  }
}

/** A question and its answer: the same two sockets, the other way round, and the same message id. */
function belongTogether(a: PacketRow, b: PacketRow): boolean {
  return (
    a.sourceAddress === b.destinationAddress &&
    a.destinationAddress === b.sourceAddress &&
    a.sourcePort === b.destinationPort &&
    a.destinationPort === b.sourcePort &&
    parseInt(a.summary, 10) === parseInt(b.summary, 10)
  );
}

/** Whether a name or an address stands in a text, and not as a part of a longer one. */
function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text.charAt(at - 1);
    const after = text.slice(at + word.length, at + word.length + 2);
    if (!/[\w.-]/.test(before) && !/^(\w|-|\.\w)/.test(after)) return true;
  }
  return false;
}

function touches(row: PacketRow, address: string): boolean {
  return row.sourceAddress === address || row.destinationAddress === address;
}
