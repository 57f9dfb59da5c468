/** Who may change a zone by which rule (RFC 2136 as BIND grants it). */
import { typeNumber } from '../../protocol/codes.ts';
import type { Name } from '../../protocol/name.ts';
import { fieldOf, itemsOf, textOf, type Value } from '../language/value.ts';
import { nameOf, type CheckContext } from './context.ts';

const SELF = new Set(['self', 'selfsub', 'selfwild']);
const WITH_PLACEHOLDER = new Set([
  'krb5-self',
  'krb5-selfsub',
  'ms-self',
  'ms-selfsub',
  'tcp-self',
  '6to4-self',
]);

export function checkUpdatePolicy(context: CheckContext, policy: Value): void {
  for (const rule of itemsOf(policy)) {
    const identity = fieldOf(rule, 'identity');
    const match = fieldOf(rule, 'matchtype');
    const field = fieldOf(rule, 'name');
    const types = itemsOf(fieldOf(rule, 'types'));
    const owner = nameOf(textOf(identity));
    if (identity !== undefined && owner === null)
      context.error(identity, `'${textOf(identity)}' is not a valid name`);
    if (match !== undefined && field !== undefined)
      checkName(context, { match, owner, field, hasTypes: types.length > 0 });
    for (const type of types) checkType(context, type);
  }
}

interface Rule {
  readonly match: Value;
  readonly owner: Name | null;
  readonly field: Value;
  readonly hasTypes: boolean;
}

function checkName(context: CheckContext, { match, owner, field, hasTypes }: Rule): void {
  const type = textOf(match).toLowerCase();
  const text = textOf(field);
  const name = nameOf(text);
  if (name === null) return context.error(field, `'${text}' is not a valid name`);
  if (type === 'wildcard' && !name.isWildcard) context.error(match, `'${text}' is not a wildcard`);
  if (SELF.has(type)) {
    // BIND: a wildcard stands for whoever asks, and then the name need not be said.
    const same = owner?.equals(name) === true || (owner?.isWildcard === true && name.isRoot);
    if (!same) context.error(match, 'identity and name fields are not the same');
  } else if (WITH_PLACEHOLDER.has(type)) {
    if (!name.isRoot) context.error(match, "name field not set to placeholder value '.'");
  } else if (!hasTypes && typeNumber(text.toUpperCase()) !== null)
    context.error(match, `missing name field type '${text}' found`);
}

function checkType(context: CheckContext, type: Value): void {
  const text = textOf(type);
  const [, word = text, count] = /^([^(]*)(\(.*)$/s.exec(text) ?? [];
  if (count !== undefined) {
    const digits = /^\(\s*(\d*)\)$/.exec(count)?.[1];
    if (digits === undefined || Number(digits) > 0xffff)
      return context.error(type, `'${count}' is not a valid count`);
  }
  if (typeNumber(word.toUpperCase()) === null) context.error(type, `'${word}' is not a valid type`);
}
