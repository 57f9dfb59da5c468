/**
 * Reads a value by its form, in the notation of named.conf(5): `<integer> [ <integer> ]`,
 * `( yes | no | <duration> )`, `{ <string> <string>; ... }`. What the value says is nobody's business here.
 *
 * Beside the manual's types there are `<any>`, a block of whatever, `<rest>`, whatever follows, and the blocks of
 * known-blocks.ts by their names.
 */
import { BLOCKS, POLICY_ZONE, RESPONSE_POLICY_SETTINGS } from './known-blocks.ts';
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
      if (form.type === 'acl' || form.type === 'any' || form.type in BLOCKS) return next.kind === 'block';
      if (form.type === 'quoted') return next.kind === 'string';
      return next.kind !== 'block';
    case 'choice':
      return form.forms.some((inner) => begins(inner, reader));
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
    case 'policies':
      return takePolicies(reader);
    case 'rest':
      reader.skipAll();
      return true;
    default: {
      const clauses = BLOCKS[type];
      if (clauses === undefined) throw new Error(`no such type of value: ${type}`);
      return takeBlock(clauses, reader);
    }
  }
}

/** A block of clauses, each at most once. */
function takeBlock(clauses: ReadonlyMap<string, string>, reader: StatementReader): boolean {
  const inner = reader.clauses();
  if (inner === null) return false;
  const seen = new Set<string>();
  for (const clause of inner) {
    const { keyword, place } = clause;
    const form = clauses.get(keyword);
    if (form === undefined) reader.failAt(place, `unknown option '${keyword}'`);
    else if (seen.has(keyword)) reader.failAt(place, `'${keyword}' redefined near '${keyword}'`);
    else if (!takeForm(form, clause) || !clause.done()) return false;
    seen.add(keyword);
  }
  return !reader.failed;
}

/** `{ zone "rpz.example" policy given; … } recursive-only no …`: the settings in any order. */
function takePolicies(reader: StatementReader): boolean {
  if (reader.each((entry) => (takeForm(POLICY_ZONE, entry) ? true : null)) === null) return false;
  for (let next = reader.peek(); next !== null; next = reader.peek()) {
    const form = RESPONSE_POLICY_SETTINGS.get(next.text.toLowerCase());
    if (form === undefined) return reader.unexpected();
    reader.skip();
    if (!takeForm(form, reader)) return false;
  }
  return true;
}
