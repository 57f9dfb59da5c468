/**
 * A strict reader of the little XML that statistics need: elements, attributes, text, the five entities that XML itself
 * has. A document type is refused, and with it every entity of the document’s own (no bombs, no outside files).
 * What does not fit ends the reading; what came before holds.
 */
import { shown } from './builder.ts';
import { Cursor, type FormError, type Place } from './place.ts';

export interface XmlEvents {
  open(name: string, attributes: ReadonlyMap<string, string>, place: Place): void;
  /** `text`: what stands in it beside its elements. */
  close(name: string, text: string, place: Place): void;
}

const DEEPEST = 32;
/** Characters of one tag, comment or text: far above what statistics have. */
const LONGEST = 64 * 1024;
const NAME = /^[A-Za-z_][\w.-]*$/;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]*)\s*=\s*("[^"<]*"|'[^'<]*')/y;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

export class XmlReader {
  readonly #events: XmlEvents;
  readonly #open: { readonly name: string; text: string }[] = [];
  readonly #cursor = new Cursor();
  #rest = '';
  #ended = false;

  constructor(events: XmlEvents) {
    this.#events = events;
  }

  /** Throws a FormError at what is no XML of this kind. */
  push(piece: string): void {
    const text = this.#rest + piece;
    let at = 0;
    while (at < text.length) {
      const end = text.charCodeAt(at) === 60 ? endOfMarkup(text, at) : endOfText(text, at);
      if (end < 0) break;
      this.#take(text.slice(at, end));
      at = end;
    }
    this.#rest = text.slice(at);
    this.#checkLength(this.#rest);
  }

  end(): void {
    if (this.#rest.trim() !== '') this.#take(this.#rest);
    const open = this.#open.at(-1);
    if (open) throw this.#wrong(`the file ends within <${open.name}>`);
    if (!this.#ended) throw this.#wrong('the file has no element');
  }

  #checkLength(token: string): void {
    if (token.length > LONGEST) throw this.#wrong(`longer than 65,536 characters: ${shown(token)}`);
  }

  #take(token: string): void {
    this.#checkLength(token);
    if (token.charCodeAt(0) !== 60) this.#text(token);
    else if (token.startsWith('</')) this.#close(token);
    else if (token.startsWith('<?') || token.startsWith('<!--')) this.#pass(token);
    else if (token.startsWith('<!')) throw this.#wrong('document types, entities and CDATA are not read');
    else this.#tag(token);
    this.#cursor.move(token);
  }

  #pass(token: string): void {
    if (!token.endsWith(token.startsWith('<?') ? '?>' : '-->'))
      throw this.#wrong('a comment without its end');
  }

  #text(token: string): void {
    const element = this.#open.at(-1);
    if (element) {
      element.text += this.#plain(token);
      if (element.text.length > LONGEST) throw this.#wrong('a text longer than 65,536 characters');
    } else if (token.replace('\uFEFF', '').trim() !== '')
      throw this.#wrong(`text outside of any element: ${shown(token)}`);
  }

  #tag(token: string): void {
    const [head, name = ''] = /^<([^\s/>]*)/.exec(token) ?? [''];
    if (!token.endsWith('>') || !NAME.test(name)) throw this.#wrong(`not a tag: ${shown(token)}`);
    if (this.#ended) throw this.#wrong(`<${name}> after the end of the document`);
    if (this.#open.length >= DEEPEST) throw this.#wrong('elements within elements, deeper than 32');
    const attributes = new Map<string, string>();
    let at = head.length;
    for (ATTRIBUTE.lastIndex = at; ; at = ATTRIBUTE.lastIndex) {
      const [, key, quoted] = ATTRIBUTE.exec(token) ?? [];
      if (key === undefined || quoted === undefined) break;
      if (attributes.has(key)) throw this.#wrong(`${key} stands twice in <${name}>`);
      attributes.set(key, this.#plain(quoted.slice(1, -1)));
    }
    const tail = token.slice(at).trim();
    if (tail !== '>' && tail !== '/>') throw this.#wrong(`not a tag: ${shown(token)}`);
    this.#open.push({ name, text: '' });
    this.#events.open(name, attributes, this.#cursor.place);
    if (tail === '/>') this.#end();
  }

  #close(token: string): void {
    const name = token.slice(2, -1).trimEnd();
    const open = this.#open.at(-1);
    if (!token.endsWith('>') || open?.name !== name)
      throw this.#wrong(
        open ? `${shown(token)} where </${open.name}> belongs` : `${shown(token)} ends nothing`,
      );
    this.#end();
  }

  #end(): void {
    const { name, text } = this.#open.pop() ?? { name: '', text: '' };
    this.#ended = this.#open.length === 0;
    this.#events.close(name, text, this.#cursor.place);
  }

  #plain(text: string): string {
    if (!text.includes('&')) return text;
    return text.replace(/&([^;&]{0,10})(;?)/g, (whole, name: string, end: string) => {
      const code = /^#(?:x([\dA-Fa-f]{1,6})|(\d{1,7}))$/.exec(name);
      const point = code ? parseInt(code[1] ?? code[2] ?? '', code[1] === undefined ? 10 : 16) : null;
      const character =
        point === null ? ENTITIES[name] : isCharacter(point) ? String.fromCodePoint(point) : undefined;
      if (end === '' || character === undefined)
        throw this.#wrong(`not an entity that is read: ${shown(whole)}`);
      return character;
    });
  }

  #wrong(message: string): FormError {
    return this.#cursor.wrong(message);
  }
}

/** Behind the markup that begins there; -1 where its end is not there yet. */
function endOfMarkup(text: string, at: number): number {
  const mark = text.startsWith('<?', at) ? '?>' : text.startsWith('<!--', at) ? '-->' : '>';
  // `<!-` may still become a comment.
  if (mark === '>' && text.length - at < 4 && '<!--'.startsWith(text.slice(at))) return -1;
  const end = text.indexOf(mark, mark === '-->' ? at + 4 : at + 1);
  return end < 0 ? -1 : end + mark.length;
}

function endOfText(text: string, at: number): number {
  return text.indexOf('<', at);
}

/** XML 1.0 §2.2. */
function isCharacter(point: number): boolean {
  return (
    point === 9 ||
    point === 10 ||
    point === 13 ||
    (point >= 32 && point < 0xd800) ||
    (point > 0xdfff && point < 0xfffe) ||
    (point >= 0x10000 && point <= 0x10ffff)
  );
}
