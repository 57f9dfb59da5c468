/**
 * Patterns of messages: literal text with named parts, `lame server resolving '{name}' (in '{zone}'?): {server}`.
 *
 * A part reaches to the next literal text; nothing is tried twice, so that the time is linear in the message's length
 * whatever the message is. `{'SERVFAIL'}` is a part of which this pattern wants that one value.
 */
export type PartKind =
  | 'name'
  | 'zone'
  /** `www.example.com/A/IN` or `www.example.com/A`: split into its parts. */
  | 'question'
  | 'type'
  | 'class'
  | 'client'
  | 'server'
  | 'address'
  | 'view'
  | 'key'
  | 'file'
  | 'line'
  | 'number'
  | 'serial'
  | 'flags'
  /** Why: the words of a result code, or a sentence. */
  | 'result'
  | 'word'
  | 'text';

/** A part of a message: where it stands in it, in UTF-16 units. */
export interface MessagePart {
  readonly kind: PartKind;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

interface Piece {
  readonly kind: PartKind;
  /** The literal text after it; empty at the end. */
  readonly after: string;
}

export interface Pattern {
  readonly template: string;
  readonly before: string;
  readonly pieces: readonly Piece[];
}

const KINDS = new Set<string>([
  ...['name', 'zone', 'question', 'type', 'class', 'client', 'server', 'address', 'view', 'key', 'file'],
  ...['line', 'number', 'serial', 'flags', 'result', 'word', 'text'],
]);
const FIELD = /\{([a-z]+)\}/;

/** Throws where the template names a part that does not exist. */
export function patternOf(template: string): Pattern {
  const [before = '', ...rest] = plain(template).split(FIELD);
  const pieces: Piece[] = [];
  for (let i = 0; i < rest.length; i += 2) {
    const kind = rest[i] ?? '';
    if (!isKind(kind)) throw new Error(`no such part: ${kind} in ${template}`);
    pieces.push({ kind, after: rest[i + 1] ?? '' });
  }
  return { template: plain(template), before, pieces };
}

/** The template with its fixed values as plain text. */
function plain(template: string): string {
  return template.replace(/\{'([^}]*)'\}/g, '$1');
}

function isKind(word: string): word is PartKind {
  return KINDS.has(word);
}

/** Whether `text` from `start` on is all like the pattern; its parts are put into `parts`, where somebody wants them. */
export function matchPattern(
  { before, pieces }: Pattern,
  text: string,
  start: number,
  parts: MessagePart[] | null,
): boolean {
  if (!text.startsWith(before, start)) return false;
  let at = start + before.length;
  const last = pieces.length - 1;
  for (let i = 0; i <= last; i++) {
    const { kind, after } = pieces[i] as Piece; // `i` is within it.
    const end = i === last ? endOf(text, after) : after === '' ? -1 : text.indexOf(after, at);
    if (end < at || !fits(kind, text, at, end)) return false;
    if (parts) pushPart(parts, kind, text, at, end);
    at = end + after.length;
  }
  return at === text.length;
}

function endOf(text: string, after: string): number {
  return text.endsWith(after) ? text.length - after.length : -1;
}

function fits(kind: PartKind, text: string, from: number, to: number): boolean {
  switch (kind) {
    case 'text':
    case 'result':
    case 'file':
    case 'flags':
      return true;
    case 'number':
    case 'serial':
    case 'line':
      return to > from && digits(text, from, to);
    default: {
      if (to === from) return false;
      const space = text.indexOf(' ', from);
      return space < 0 || space >= to;
    }
  }
}

function digits(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if ((code < 48 || code > 57) && !(i === from && code === 45)) return false;
  }
  return true;
}

/** Where nobody wants parts, nothing is done. */
export function pushPart(
  parts: MessagePart[] | null,
  kind: PartKind,
  text: string,
  start: number,
  end: number,
): void {
  if (!parts) return;
  if (kind === 'question') pushQuestion(parts, text, start, end);
  else if (end > start) parts.push({ kind, value: text.slice(start, end), start, end });
}

/** A name may hold a `/` itself (RFC 2317), so that the type and the class are looked for from the end. */
function pushQuestion(parts: MessagePart[], text: string, start: number, end: number): void {
  const words = text.slice(start, end).split('/');
  const last = words.at(-1) ?? '';
  const kinds: PartKind[] =
    words.length > 2 && CLASSES.has(last) ? ['type', 'class'] : words.length > 1 ? ['type'] : [];
  const name = words.slice(0, words.length - kinds.length).join('/');
  let at = start;
  for (const [kind, value] of [
    ['name', name] as const,
    ...kinds.map((kind, i) => [kind, words[words.length - kinds.length + i] ?? ''] as const),
  ]) {
    if (value !== '') parts.push({ kind, value, start: at, end: at + value.length });
    at += value.length + 1;
  }
}

const CLASSES = new Set(['IN', 'CH', 'HS', 'ANY', 'NONE']);
