/** Trust anchors. */
import { keyTag } from '../../protocol/dnssec-codes.ts';
import { base64Octets, hexOctets } from '../../protocol/encodings.ts';
import { isNameProblem, Name } from '../../protocol/name.ts';
import {
  clauseOf,
  clausesOf,
  fieldOf,
  itemsOf,
  numberOf,
  textOf,
  type MapValue,
  type Value,
} from '../language/value.ts';
import { previously, type CheckContext } from './context.ts';

/** Key tags of the root's keys, RSA/SHA-256. */
const ROOT_2010 = 19_036;
const ROOT_2017 = 20_326;
const REVOKE = 0x80;
const STATIC =
  'static entry for the root zone WILL FAIL after key rollover - use trust-anchors with initial-key or initial-ds instead.';

interface RootAnchors {
  trusted: boolean;
  static: Value | null;
  initial: boolean;
  key2010: boolean;
  key2017: boolean;
}

export function checkTrust(context: CheckContext, view: MapValue | null): void {
  const blocks = [context.top, view];
  const all = (word: string): Value[] => blocks.flatMap((block) => [...clausesOf(block, word)]);
  const trusted = all('trusted-keys');
  const managed = all('managed-keys');
  const anchors = all('trust-anchors');
  const root: RootAnchors = { trusted: false, static: null, initial: false, key2010: false, key2017: false };
  for (const list of trusted)
    for (const item of itemsOf(list)) {
      checkKeyRecord(context, item, 'key');
      if (isRoot(item)) root.trusted = true;
    }
  const [first] = managed;
  if (first !== undefined && anchors.length > 0)
    context.error(first, 'use of managed-keys is not allowed when trust-anchors is also in use');
  for (const list of anchors.length > 0 ? anchors : managed)
    for (const item of itemsOf(list)) checkAnchor(context, item, root);
  const top = anchors[0] ?? first;
  checkRoot(context, root, trusted[0], top, view);
  checkMixed(context, [...managed, ...anchors]);
}

function checkAnchor(context: CheckContext, item: Value, root: RootAnchors): void {
  const type = textOf(fieldOf(item, 'type')).toLowerCase();
  checkKeyRecord(context, item, type.endsWith('-ds') ? 'ds' : 'key');
  if (!isRoot(item)) return;
  if (type.startsWith('static')) root.static = item;
  else root.initial = true;
  if (type !== 'initial-key') return;
  const tag = keyTag(keyRdata(item));
  if (tag === ROOT_2010) root.key2010 = true;
  if (tag === ROOT_2017) root.key2017 = true;
}

/** RFC 4034 §2.1 */
function keyRdata(item: Value): Uint8Array {
  const flags = numberOf(fieldOf(item, 'one')) ?? 0;
  const protocol = numberOf(fieldOf(item, 'two')) ?? 0;
  const algorithm = numberOf(fieldOf(item, 'three')) ?? 0;
  const key = base64Octets(textOf(fieldOf(item, 'data')).replace(/\s/g, '')) ?? new Uint8Array(0);
  return Uint8Array.from([flags >> 8, flags & 0xff, protocol, algorithm, ...key]);
}

function isRoot(item: Value): boolean {
  return textOf(fieldOf(item, 'name')) === '.';
}

const NAME_WORDS: Readonly<Record<string, string>> = {
  'empty-label': 'empty label',
  'label-too-long': 'label too long',
  'name-too-long': 'ran out of space',
  'bad-escape': 'bad escape',
};

function checkKeyRecord(context: CheckContext, item: Value, kind: 'key' | 'ds'): void {
  const field = (name: string): number => numberOf(fieldOf(item, name)) ?? 0;
  const name = Name.parse(textOf(fieldOf(item, 'name')));
  if (isNameProblem(name)) context.error(item, `bad key name: ${NAME_WORDS[name.reason] ?? 'empty label'}\n`);
  const data = fieldOf(item, 'data');
  const text = textOf(data).replace(/\s/g, '');
  if (kind === 'ds') {
    if (field('one') > 0xffff) context.error(item, `key tag too big: ${field('one')}`);
    if (field('two') > 0xff) context.error(item, `algorithm too big: ${field('two')}\n`);
    if (field('three') > 0xff) context.error(item, `digest type too big: ${field('three')}`);
    if (hexOctets(text) === null) context.error(item, 'bad hex encoding');
    return;
  }
  if (field('one') > 0xffff) context.error(item, `flags too big: ${field('one')}`);
  if ((field('one') & REVOKE) !== 0) context.warn(item, 'key flags revoke bit set');
  if (field('two') > 0xff) context.error(item, `protocol too big: ${field('two')}`);
  if (field('three') > 0xff) context.error(item, `algorithm too big: ${field('three')}\n`);
  const octets = base64Octets(text);
  if (octets === null) context.error(item, 'bad base64 encoding');
  else if (field('three') <= 10 && octets.length > 1 && octets[0] === 1 && octets[1] === 3)
    context.warn(item, `trusted key '${textOf(fieldOf(item, 'name'))}' has a weak exponent`);
}

/** BIND: the keys of a name are either all followed through their changes, or none. */
function checkMixed(context: CheckContext, lists: readonly Value[]): void {
  const fixed = new Map<string | null, Value>();
  const items = lists.flatMap((list) => itemsOf(list));
  const keyOf = (item: Value): string | null => {
    const name = Name.parse(textOf(fieldOf(item, 'name')));
    return isNameProblem(name) ? null : name.key;
  };
  for (const item of items) if (/^static/i.test(textOf(fieldOf(item, 'type')))) fixed.set(keyOf(item), item);
  for (const item of items) {
    const other = fixed.get(keyOf(item));
    if (other !== undefined && keyOf(item) !== null && /^initial/i.test(textOf(fieldOf(item, 'type'))))
      context.error(
        item,
        `static and initializing keys cannot be used for the same domain. static key defined at ${previously(other)}`,
      );
  }
}

function checkRoot(
  context: CheckContext,
  root: RootAnchors,
  trusted: Value | undefined,
  anchors: Value | undefined,
  view: MapValue | null,
): void {
  if (trusted !== undefined && root.trusted)
    context.warn(
      trusted,
      'trusted-keys entry for the root zone WILL FAIL after key rollover - use trust-anchors with initial-key or initial-ds instead.',
    );
  if (anchors === undefined) return;
  if (root.static !== null) context.warn(anchors, STATIC);
  if (root.key2010 && !root.key2017)
    context.warn(
      anchors,
      'initial-key entry for the root zone uses the 2010 key without the updated 2017 key',
    );
  if (root.trusted && root.initial)
    context.error(anchors, 'both trusted-keys and trust-anchors for the root zone are present');
  if (root.static !== null && root.initial)
    context.error(anchors, 'both initial and static entries for the root zone are present');
  const validation = clauseOf(view, 'dnssec-validation') ?? clauseOf(context.options, 'dnssec-validation');
  if (textOf(validation).toLowerCase() === 'auto' && (root.static !== null || root.trusted))
    context.error(
      root.static ?? anchors,
      "static trust anchor for root zone cannot be used with 'dnssec-validation auto'.",
    );
}
