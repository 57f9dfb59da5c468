/**
 * The lines beside a dump's caches, taken apart: servers and their addresses, what failed lately, and Unbound's answers.
 *
 * @example addressLine(';\t192.0.2.1 [srtt 406] [flags 00000004] [edns 41/0] [plain 0/0] [ttl 1789]')?.srtt // 406
 */
import { LINE_KIND, type LineKind } from './columns.ts';
import type { DumpIndex, DumpText, SectionKind } from './dump-index.ts';
import { octetText } from './words.ts';

export interface ServerLine {
  /** Without the dot at its end, as the file has it. */
  readonly name: string;
  /** The name that it is an alias of. */
  readonly alias: string | null;
  /** Seconds; null where there is no time. */
  readonly v4Ttl: number | null;
  readonly v6Ttl: number | null;
  /** BIND's word: `success`, `nxrrset`, `unexpected`, … */
  readonly v4: string;
  readonly v6: string;
}

export interface AddressLine {
  readonly address: string;
  /** Microseconds. */
  readonly srtt: number;
  readonly flags: number | null;
  /** Answers, then silences; older releases have silences by size. */
  readonly edns: readonly number[];
  readonly plain: readonly number[];
  /** Octets. */
  readonly udpSize: number | null;
  readonly cookie: string | null;
  /** Seconds. */
  readonly ttl: number | null;
  /** With fetches-per-server: the share of silences, and how many questions may be open at once. */
  readonly rate: number | null;
  readonly quota: number | null;
}

export interface FailureLine {
  readonly name: string;
  readonly type: string;
  /** Milliseconds. */
  readonly left: number;
}

export interface MessageLine {
  readonly name: string;
  readonly type: string;
  readonly rcode: number;
  /** Seconds. */
  readonly ttl: number;
  /** RRsets in answer, authority and additional section. */
  readonly counts: readonly number[];
}

/** Rows of the index's lines that are of these kinds. What a dump repeats is left out. */
export function linesOf(
  { sections, lines }: DumpIndex,
  kinds: readonly LineKind[],
  parts: readonly SectionKind[],
): Uint32Array {
  const wanted = new Set(kinds.map((kind) => LINE_KIND.indexOf(kind)));
  const found: number[] = [];
  for (const section of sections) {
    if (section.repeat || !parts.includes(section.kind)) continue;
    for (let line = section.firstLine; line < section.endLine; line++)
      if (wanted.has(lines.kind[line] as number)) found.push(line);
  }
  return Uint32Array.from(found);
}

/** The line of that row, without its end. */
export function sideLine({ lines }: DumpIndex, text: DumpText, row: number): string {
  const start = lines.start[row] as number;
  return octetText(text.octets(start, start + (lines.length[row] as number))).trimEnd();
}

const SERVER =
  /^; (\S+)(?: alias (\S+))?(?: \[v4 TTL (-?\d+)\])?(?: \[v6 TTL (-?\d+)\])?(?: \[target TTL -?\d+\])? \[v4 (\w+)\] \[v6 (\w+)\]$/;

export function serverLine(line: string): ServerLine | null {
  const words = SERVER.exec(line);
  if (words === null) return null;
  const [, name = '', alias, v4Ttl, v6Ttl, v4 = '', v6 = ''] = words;
  return { name, alias: alias ?? null, v4Ttl: numberIn(v4Ttl), v6Ttl: numberIn(v6Ttl), v4, v6 };
}

export function addressLine(line: string): AddressLine | null {
  const [, address, srtt] = /^;\t(\S+) \[srtt (\d+)\]/.exec(line) ?? [];
  if (address === undefined) return null;
  const word = (name: string): string | undefined =>
    new RegExp(`\\[${name}[ =]([^\\]]*)\\]`).exec(line)?.[1] ?? undefined;
  const flags = word('flags');
  return {
    address,
    srtt: Number(srtt),
    flags: flags === undefined ? null : parseInt(flags, 16),
    edns: numbersIn(word('edns')),
    plain: numbersIn(word('plain')),
    udpSize: numberIn(word('udpsize')),
    cookie: word('cookie') ?? null,
    ttl: numberIn(word('ttl')),
    rate: numberIn(word('atr')),
    quota: numberIn(word('quota')),
  };
}

export function failureLine(line: string): FailureLine | null {
  const words = /^; (\S+)\/(\S+) \[ttl (-?\d+)\]$/.exec(line);
  return words === null ? null : { name: words[1] ?? '', type: words[2] ?? '', left: Number(words[3]) };
}

const MESSAGE = /^msg (\S+) IN (\S+) (\d+) \d+ (-?\d+) \d+ (\d+) (\d+) (\d+)/;

export function messageLine(line: string): MessageLine | null {
  const words = MESSAGE.exec(line);
  if (words === null) return null;
  const [, name = '', type = '', flags, ttl, ...counts] = words;
  return { name, type, rcode: Number(flags) & 15, ttl: Number(ttl), counts: counts.map(Number) };
}

function numberIn(text: string | undefined): number | null {
  return text === undefined || text === '' || Number.isNaN(Number(text)) ? null : Number(text);
}

function numbersIn(text: string | undefined): readonly number[] {
  return text === undefined ? [] : text.split('/').map(Number);
}
