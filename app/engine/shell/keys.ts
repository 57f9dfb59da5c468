/**
 * Keys out of what a terminal sends: characters, control characters, escape sequences, pasted text.
 * Sequences may be cut anywhere between two calls; what is begun is kept until its end comes.
 */

export type Key =
  | { readonly kind: 'text'; readonly text: string }
  /** `enter`, `tab`, `left`, `word-left`, `home`, `ctrl-a`, `alt-b` … */
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'paste'; readonly text: string };

const MAX_SEQUENCE = 64;
const MAX_PASTE = 256 * 1024;
const PASTE_BEGIN = '\x1b[200~';
const PASTE_END = '\x1b[201~';

export class KeyDecoder {
  #rest = '';
  #paste: string | null = null;

  push(data: string): Key[] {
    let input = this.#rest + data;
    this.#rest = '';
    const keys: Key[] = [];
    while (input !== '') {
      if (this.#paste !== null) {
        input = this.#pasted(input, keys);
        continue;
      }
      if (input.startsWith(PASTE_BEGIN)) {
        this.#paste = '';
        input = input.slice(PASTE_BEGIN.length);
        continue;
      }
      const length = sequenceLength(input);
      if (length === null) {
        // Unfinished: kept, unless it is longer than any key's.
        if (input.length < MAX_SEQUENCE) this.#rest = input;
        break;
      }
      const key = keyOf(input.slice(0, length));
      const last = keys.at(-1);
      if (key?.kind === 'text' && last?.kind === 'text') {
        keys[keys.length - 1] = { kind: 'text', text: last.text + key.text };
      } else if (key) keys.push(key);
      input = input.slice(length);
    }
    return keys;
  }

  #pasted(input: string, keys: Key[]): string {
    const end = input.indexOf(PASTE_END);
    if (end >= 0) {
      this.#endPaste(input.slice(0, end), keys);
      return input.slice(end + PASTE_END.length);
    }
    // The end mark itself may be cut in two.
    let keep = Math.min(PASTE_END.length - 1, input.length);
    while (keep > 0 && !PASTE_END.startsWith(input.slice(input.length - keep))) keep--;
    this.#paste = this.#paste + input.slice(0, input.length - keep);
    this.#rest = input.slice(input.length - keep);
    // A paste that never ends may not swallow all keys for ever.
    if (this.#paste.length > MAX_PASTE) this.#endPaste('', keys);
    return '';
  }

  #endPaste(more: string, keys: Key[]): void {
    const text = (this.#paste + more).slice(0, MAX_PASTE);
    this.#paste = null;
    // Control characters have no business in pasted text: they could press keys that nobody saw.
    const clean = text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\p{Surrogate}/gu, '');
    if (clean) keys.push({ kind: 'paste', text: clean });
  }
}

/** How many characters the first key takes; null when its end has not come yet. */
function sequenceLength(input: string): number | null {
  const first = input.codePointAt(0) as number;
  if (first !== 0x1b) return first > 0xffff ? 2 : 1;
  if (input.length === 1) return null;
  const second = input[1] as string;
  if (second === '[') {
    for (let i = 2; i < Math.min(input.length, MAX_SEQUENCE); i++) {
      const code = input.charCodeAt(i);
      if (code >= 0x40 && code <= 0x7e) return i + 1;
      // Not a sequence after all: the bracket was a character of its own.
      if (code < 0x20 || code > 0x3f) return 2;
    }
    return input.length >= MAX_SEQUENCE ? 2 : null;
  }
  if (second === 'O') return input.length < 3 ? null : 3;
  if (second === '\x1b') return 1;
  return (input.codePointAt(1) as number) > 0xffff ? 3 : 2;
}

const CONTROL: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
};

const FINAL: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'back-tab',
};

const NUMBERED: Readonly<Record<string, string>> = {
  '1': 'home',
  '3': 'delete',
  '4': 'end',
  '5': 'page-up',
  '6': 'page-down',
  '7': 'home',
  '8': 'end',
};

function keyOf(sequence: string): Key | null {
  if (sequence.length === 1 || sequence.codePointAt(0) !== 0x1b) {
    const named = CONTROL[sequence];
    if (named) return { kind: 'key', name: named };
    const code = sequence.charCodeAt(0);
    if (code === 0x1b) return null;
    if (code < 0x20) return { kind: 'key', name: `ctrl-${String.fromCharCode(code + 0x60)}` };
    // Half a surrogate pair is no character.
    return {
      kind: 'text',
      text: sequence.length === 1 && code >= 0xd800 && code <= 0xdfff ? '\ufffd' : sequence,
    };
  }
  const cursor = /^\x1b(?:\[(?:\d*;(\d+))?|O)([A-Z])$/.exec(sequence);
  if (cursor) return withModifier(FINAL[cursor[2] as string], cursor[1]);
  const numbered = /^\x1b\[(\d+)(?:;(\d+))?~$/.exec(sequence);
  if (numbered) return withModifier(NUMBERED[numbered[1] as string], numbered[2]);
  if (sequence.startsWith('\x1b[') || sequence.startsWith('\x1bO')) return null;
  const meta = sequence.slice(1);
  if (meta === '\x7f' || meta === '\b') return { kind: 'key', name: 'alt-backspace' };
  return meta >= ' ' ? { kind: 'key', name: `alt-${meta.toLowerCase()}` } : null;
}

/** With Ctrl or Alt, the arrows go by words. */
function withModifier(name: string | undefined, modifier: string | undefined): Key | null {
  if (!name) return null;
  const bits = modifier ? Number(modifier) - 1 : 0;
  const byWord = (bits & 0b110) !== 0;
  if (byWord && (name === 'left' || name === 'right')) return { kind: 'key', name: `word-${name}` };
  if (byWord && name === 'delete') return { kind: 'key', name: 'alt-d' };
  return { kind: 'key', name };
}
