/**
 * JSON (RFC 8259) piece by piece, as it comes: no tree is built, so that neither size nor depth costs more than it must.
 * What does not fit ends the reading; what came before holds.
 */
import { shown } from './builder.ts';
import { Cursor, type FormError, type Place } from './place.ts';

export interface JsonEvents {
  /** `key`: the member’s name, or the place in a list; null for the document itself. */
  open(kind: 'object' | 'array', key: string | null): void;
  close(): void;
  value(key: string | null, value: string | number | boolean | null, place: Place): void;
}

const DEEPEST = 32;
const LONGEST = 64 * 1024;
const SPACE = /[ \t\r\n]*/y;
const WORD = /[-+.\w]+/y;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/;

interface Level {
  readonly kind: 'object' | 'array';
  expects: 'first' | 'key' | 'colon' | 'value' | 'comma';
  key: string | null;
  count: number;
}

export class JsonReader {
  readonly #events: JsonEvents;
  readonly #levels: Level[] = [];
  readonly #cursor = new Cursor();
  #rest = '';
  #ended = false;

  constructor(events: JsonEvents) {
    this.#events = events;
  }

  /** Throws a FormError at what is no JSON. */
  push(piece: string): void {
    this.#read(this.#rest + piece, false);
  }

  end(): void {
    this.#read(this.#rest, true);
    if (this.#levels.length > 0 || !this.#ended) throw this.#wrong('the file ends in the middle of its data');
  }

  #read(text: string, last: boolean): void {
    let at = 0;
    for (;;) {
      SPACE.lastIndex = at;
      SPACE.exec(text);
      this.#cursor.move(text.slice(at, SPACE.lastIndex));
      at = SPACE.lastIndex;
      if (at >= text.length) break;
      const end = tokenEnd(text, at, last);
      if (end < 0) break;
      const token = text.slice(at, end);
      this.#take(token);
      this.#cursor.move(token);
      at = end;
    }
    this.#rest = text.slice(at);
    this.#checkLength(this.#rest);
    if (last && this.#rest !== '') throw this.#wrong(`a text without its end: ${shown(this.#rest)}`);
  }

  #checkLength(token: string): void {
    if (token.length > LONGEST) throw this.#wrong(`a text longer than 65,536 characters: ${shown(token)}`);
  }

  #take(token: string): void {
    this.#checkLength(token);
    const level = this.#levels.at(-1);
    if (this.#ended) throw this.#wrong(`${shown(token)} after the end of the data`);
    if (level && (token === '}' || token === ']')) return this.#close(level, token);
    if (!level || level.expects === 'value' || (level.kind === 'array' && level.expects === 'first'))
      return this.#value(level, token);
    if (level.kind === 'object' && (level.expects === 'first' || level.expects === 'key')) {
      if (!token.startsWith('"')) throw this.#wrong(`${shown(token)} where a name in quotes belongs`);
      level.key = this.#text(token);
      level.expects = 'colon';
    } else if (token === (level.expects === 'colon' ? ':' : ',')) {
      level.expects = level.expects === 'colon' || level.kind === 'array' ? 'value' : 'key';
    } else throw this.#wrong(`${shown(token)} where “${level.expects === 'colon' ? ':' : ','}” belongs`);
  }

  #value(level: Level | undefined, token: string): void {
    const key = level ? (level.kind === 'array' ? String(level.count) : level.key) : null;
    if (level) {
      level.count++;
      level.expects = 'comma';
    }
    if (token === '{' || token === '[') {
      if (this.#levels.length >= DEEPEST) throw this.#wrong('data within data, deeper than 32');
      const kind = token === '{' ? 'object' : 'array';
      this.#levels.push({ kind, expects: 'first', key: null, count: 0 });
      this.#events.open(kind, key);
    } else {
      this.#events.value(key, this.#plain(token), this.#cursor.place);
      this.#ended = this.#levels.length === 0;
    }
  }

  #close(level: Level, token: string): void {
    if (
      token !== (level.kind === 'object' ? '}' : ']') ||
      (level.expects !== 'first' && level.expects !== 'comma')
    )
      throw this.#wrong(`${shown(token)} does not belong here`);
    this.#levels.pop();
    this.#events.close();
    this.#ended = this.#levels.length === 0;
  }

  #plain(token: string): string | number | boolean | null {
    if (token.startsWith('"')) return this.#text(token);
    if (NUMBER.test(token)) return Number(token);
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    throw this.#wrong(`not a value: ${shown(token)}`);
  }

  #text(token: string): string {
    try {
      // Its quotes are where they belong: one text, no more. Control characters and wrong escapes are refused.
      return JSON.parse(token) as string; // a text, as it begins with a quote
    } catch {
      throw this.#wrong(`not a text: ${shown(token)}`);
    }
  }

  #wrong(message: string): FormError {
    return this.#cursor.wrong(message);
  }
}

/** Behind the token that begins there; -1 where it may go on in the next piece. */
function tokenEnd(text: string, at: number, last: boolean): number {
  const first = text.charAt(at);
  if (first === '"') return endOfText(text, at);
  WORD.lastIndex = at;
  if (!WORD.test(text)) return at + 1;
  return WORD.lastIndex < text.length || last ? WORD.lastIndex : -1;
}

function endOfText(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return end + 1;
  }
  return -1;
}
