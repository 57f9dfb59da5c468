/** Address match lists whose names mean nothing, or themselves; ACLs that are defined twice. */
import { clauseOf, clausesOf, fieldOf, textOf, type MapValue, type Value } from '../language/value.ts';
import { checkTransfer } from './check-transfer.ts';
import { nameOf, previously, type CheckContext } from './context.ts';

const BUILT_IN = ['localhost', 'localnets', 'any', 'none'];

/** In BIND's order. */
const IN_VIEWS = [
  'allow-query',
  'allow-query-on',
  'allow-query-cache',
  'allow-query-cache-on',
  'blackhole',
  'keep-response-order',
  'match-clients',
  'match-destinations',
  'sortlist',
];

const definitions = new WeakMap<MapValue, ReadonlyMap<string, Value>>();

/** ACLs by name, without regard to case; the first of a name counts. */
function aclsOf({ top }: CheckContext): ReadonlyMap<string, Value> {
  let acls = definitions.get(top);
  if (acls === undefined) {
    acls = new Map(
      [...clausesOf(top, 'acl')].reverse().map((acl) => [textOf(fieldOf(acl, 'name')).toLowerCase(), acl]),
    );
    definitions.set(top, acls);
  }
  return acls;
}

/** Lists within lists and ACLs within ACLs; false when something was wrong. */
export function checkMatchList(
  context: CheckContext,
  list: Value,
  within: readonly string[] = [],
  done = new Set<string>(),
): boolean {
  if (list.kind !== 'list') return true;
  return list.items.every((item) => checkElement(context, item, within, done));
}

function checkElement(
  context: CheckContext,
  item: Value,
  within: readonly string[],
  done: Set<string>,
): boolean {
  switch (item.kind) {
    case 'negated':
      return checkElement(context, item.value, within, done);
    case 'list':
      return checkMatchList(context, item, within, done);
    case 'keyed':
      if (nameOf(textOf(item.value)) !== null) return true;
      context.error(item.value, `key name '${textOf(item.value)}' is not a valid domain name`);
      return false;
    case 'text':
      return checkAclName(context, item, item.text, within, done);
    default:
      return true;
  }
}

function checkAclName(
  context: CheckContext,
  item: Value,
  text: string,
  within: readonly string[],
  done: Set<string>,
): boolean {
  const name = text.toLowerCase();
  if (within.includes(name)) {
    const acl = aclsOf(context).get(name);
    context.error(fieldOf(acl, 'name') ?? item, `acl loop detected: ${text}`);
    return false;
  }
  if (done.has(name)) return true;
  const acl = aclsOf(context).get(name);
  if (acl === undefined) {
    if (BUILT_IN.includes(name)) return true;
    context.error(item, `undefined ACL '${text}'`);
    return false;
  }
  const value = fieldOf(acl, 'value');
  const good = value === undefined || checkMatchList(context, value, [...within, name], done);
  if (good) done.add(name);
  return good;
}

/** A clause that is a match list, or has one in `list`. */
export function checkAcl(
  context: CheckContext,
  word: string,
  first: MapValue | null,
  second: MapValue | null = null,
  third: MapValue | null = null,
): void {
  const value = context.inherited(word, first, second, third);
  if (value === undefined) return;
  const list = value.kind === 'tuple' ? fieldOf(value, 'list') : value;
  if (list !== undefined) checkMatchList(context, list);
  if (word === 'allow-transfer') checkTransfer(context, value);
}

const RECURSION = ['allow-recursion', 'allow-recursion-on'];

export function checkViewAcls(context: CheckContext, view: MapValue | null, viewName: string | null): void {
  const { options } = context;
  for (const word of IN_VIEWS) checkAcl(context, word, view, options);
  const recursion = context.inherited('recursion', view, options);
  const off = recursion?.kind === 'boolean' && !recursion.value;
  for (const word of RECURSION) {
    const value = clauseOf(view ?? options, word) ?? clauseOf(options, word);
    if (value === undefined) continue;
    const nobody = value.kind === 'list' && value.items.length === 1 && textOf(value.items[0]) === 'none';
    if (checkMatchList(context, value) && off && !nobody)
      context.warn(
        value,
        `both "recursion no;" and "${word}" active${viewName === null ? '' : ` for view ${viewName}`}`,
      );
  }
}

export function checkAclNames(context: CheckContext): void {
  const seen = new Map<string, Value>();
  for (const acl of clausesOf(context.top, 'acl')) {
    const name = fieldOf(acl, 'name');
    const text = textOf(name);
    if (BUILT_IN.includes(text.toLowerCase()))
      context.error(acl, `attempt to redefine builtin acl '${text}'`);
    const before = seen.get(text.toLowerCase());
    if (before !== undefined)
      context.error(acl, `attempt to redefine acl '${text}' previous definition: ${previously(before)}`);
    else seen.set(text.toLowerCase(), acl);
  }
}
