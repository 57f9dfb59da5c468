/**
 * Reads a value by its form, in the notation of named.conf(5): `<integer> [ <integer> ]`,
 * `( yes | no | <duration> )`, `{ <string> <string>; ... }`. What the value says is nobody's business here.
 *
 * Beside the manual's types there are `<any>`, a block of whatever, and `<rest>`, whatever follows.
 */
import type { StatementReader } from './statement-reader.ts';

type Form =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'type'; readonly type: string }
  | { readonly kind: 'choice'; readonly forms: readonly Form[] }
  | { readonly kind: 'maybe'; readonly forms: readonly Form[] }
  | { readonly kind: 'list'; readonly forms: readonly Form[] };

const forms = new Map<string, readonly Form[]>();

/** Takes a value of this form off the statement. False when it was none, and then the reader has said why. */
export function takeForm(text: string, reader: StatementReader): boolean {
  let parsed = forms.get(text);
  if (parsed === undefined) {
    parsed = parse(text.split(' '), [])[0];
    forms.set(text, parsed);
  }
  return parsed.every((form) => take(form, reader));
}

function parse(tokens: readonly string[], ends: readonly string[]): [forms: Form[], rest: readonly string[]] {
  const found: Form[] = [];
  let rest = tokens;
  for (;;) {
    const [token, ...after] = rest;
    if (token === undefined || ends.includes(token)) return [found, after];
    if (token === '(' || token === '[' || token === '{') {
      const [inner, behind] = parse(after, [token === '(' ? ')' : token === '[' ? ']' : '}']);
      found.push({ kind: token === '(' ? 'choice' : token === '[' ? 'maybe' : 'list', forms: inner });
      rest = behind;
    } else {
      const word = token.replace(/;$/, '');
      if (word.startsWith('<')) found.push({ kind: 'type', type: word.slice(1, -1) });
      else if (word !== '|' && word !== '...') found.push({ kind: 'word', word });
      rest = after;
    }
  }
}

function take(form: Form, reader: StatementReader): boolean {
  switch (form.kind) {
    case 'word':
      return reader.takeWord(form.word) || reader.unexpected();
    case 'type':
      return takeType(form.type, reader);
    case 'maybe': {
      const [first] = form.forms;
      if (first === undefined || !begins(first, reader)) return true;
      return form.forms.every((inner) => take(inner, reader));
    }
    case 'choice': {
      for (const inner of form.forms) if (inner.kind === 'word' && reader.takeWord(inner.word)) return true;
      const other = form.forms.find((inner) => inner.kind !== 'word' && begins(inner, reader));
      if (other !== undefined) return take(other, reader);
      const last = form.forms.findLast((inner) => inner.kind === 'type');
      return last === undefined ? reader.unexpected() : take(last, reader);
    }
    case 'list':
      return reader.each((entry) => (form.forms.every((inner) => take(inner, entry)) ? true : null)) !== null;
  }
}

/** Whether what comes next can be the beginning of this. */
function begins(form: Form, reader: StatementReader): boolean {
  const next = reader.peek();
  if (next === null) return false;
  switch (form.kind) {
    case 'word':
      return next.kind === 'word' && next.text.toLowerCase() === form.word;
    case 'list':
      return next.kind === 'block';
    case 'type':
      if (form.type === 'acl' || form.type === 'any') return next.kind === 'block';
      if (form.type === 'quoted') return next.kind === 'string';
      return next.kind !== 'block';
    case 'choice':
    case 'maybe':
      return true;
  }
}

function takeType(type: string, reader: StatementReader): boolean {
  switch (type) {
    case 'integer':
      return reader.number() !== null;
    case 'boolean':
      return reader.boolean() !== null;
    case 'acl':
      return reader.listInUse() !== null;
    case 'string':
    case 'server':
      return reader.text() !== null;
    case 'quoted':
      return reader.quoted() !== null;
    case 'duration':
      return reader.seconds() !== null;
    case 'size':
    case 'percentage':
      return reader.size() !== null;
    case 'port':
      return reader.port() !== null;
    case 'ipv4':
      return reader.address(4) !== null;
    case 'ipv6':
      return reader.address(6) !== null;
    case 'address':
      return reader.address() !== null;
    case 'netprefix':
      return reader.network() !== null;
    case 'any':
      return reader.block() !== null;
    case 'rest':
      reader.skipAll();
      return true;
    default:
      throw new Error(`no such type of value: ${type}`);
  }
}
