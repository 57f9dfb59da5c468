/** What is wrong with a view, or with the one view of a configuration without any. */
import { classNumber } from '../../protocol/codes.ts';
import {
  clauseOf,
  clausesOf,
  fieldOf,
  itemsOf,
  mapOf,
  textOf,
  type MapValue,
  type Value,
} from '../language/value.ts';
import { checkViewAcls } from './check-acls.ts';
import { checkKeys, checkServers } from './check-keys.ts';
import { checkNotZero, checkOptions } from './check-options.ts';
import { checkPolicies } from './check-policies.ts';
import { checkDns64, checkDualStack, checkRateLimit, checkRrsetOrder } from './check-rates.ts';
import { checkTrust } from './check-trust.ts';
import { checkForwarding, checkZone, type ZoneSurroundings } from './check-zone.ts';
import { nameOf, previously, type CheckContext } from './context.ts';
import { PLAIN_TYPES } from './zone-options.ts';

export interface ViewSurroundings extends Omit<
  ZoneSurroundings,
  'view' | 'viewName' | 'viewClass' | 'names'
> {
  /** Null: the only view. */
  readonly view: MapValue | null;
  readonly name: string | null;
  readonly class: number;
  readonly at: Value | null;
}

const IN = 1;

export function checkView(context: CheckContext, around: ViewSurroundings): void {
  const { view, name, at } = around;
  const block = view ?? context.top;
  const own = view ?? context.options;
  const zones: ZoneSurroundings = { ...around, viewName: name, viewClass: around.class, names: new Map() };
  if (at !== null && around.class !== IN)
    context.warn(at, `recursion will be disabled for non-IN view '${name ?? ''}'`);
  for (const zone of clausesOf(block, 'zone')) checkZone(context, zone, zones);
  checkZoneLists(context, own, block, name);
  checkForwarding(context, own, null);
  checkNotZero(context, own);
  checkDualStack(context, own);
  checkRrsetOrder(context, own);
  const keys = checkKeys(context, view);
  if (keys === null) return;
  // BIND: with any of its own, those of the top level do not count.
  const servers = clauseOf(view, 'server') === undefined ? context.top : view;
  checkServers(context, servers, keys);
  checkTrust(context, view);
  checkPolicies(context);
  if (view !== null) checkOptions(context, view, 'view');
  checkViewAcls(context, view, name);
  checkDns64(context, own);
  checkRateLimit(context, own);
  checkDnstap(context, view);
  if (context.around.plugins) checkPlugins(context, block);
}

/** BIND: a plugin is loaded to see whether it can be. Simplified: there are none here. */
function checkPlugins(context: CheckContext, block: MapValue): void {
  for (const plugin of clausesOf(block, 'plugin'))
    context.error(plugin, `${pluginPath(textOf(fieldOf(plugin, 'library')))}: plugin check failed: failure`);
}

/** BIND: a name alone is one of its own plugins, which Debian has here. */
function pluginPath(library: string): string {
  return library.includes('/') ? library : `/usr/lib/x86_64-linux-gnu/bind/${library}`;
}

/** BIND: somewhere the messages have to go. */
function checkDnstap(context: CheckContext, view: MapValue | null): void {
  if (clauseOf(context.options, 'dnstap-output') !== undefined) return;
  const types = context.inherited('dnstap', view, context.options);
  if (types !== undefined) context.error(types, "'dnstap-output' must be set if 'dnstap' is set");
}

/** Response policies and catalogs are zones of this view. */
function checkZoneLists(
  context: CheckContext,
  own: MapValue | null,
  block: MapValue,
  view: string | null,
): void {
  const types = new Map<string, string>();
  for (const zone of clausesOf(block, 'zone')) {
    const name = nameOf(textOf(fieldOf(zone, 'name')));
    const word = textOf(clauseOf(mapOf(fieldOf(zone, 'options')), 'type')).toLowerCase();
    // BIND: a zone of another view has no type here.
    if (name !== null) types.set(name.key, PLAIN_TYPES[word] ?? word);
  }
  const policy = clauseOf(own, 'response-policy');
  if (policy !== undefined) {
    const list = itemsOf(fieldOf(policy, 'zones'));
    const one = list[MAX_POLICIES];
    if (one !== undefined) context.error(one, `more than 64 response policy zones in view '${view ?? ''}'`);
    else for (const item of list) checkListed(context, item, 'response-policy zone', types, view);
  }
  const catalogs = clauseOf(own, 'catalog-zones');
  if (catalogs !== undefined) checkCatalogs(context, catalogs, types, view);
}

const MAX_POLICIES = 64;

function checkListed(
  context: CheckContext,
  item: Value,
  what: string,
  types: ReadonlyMap<string, string>,
  view: string | null,
): boolean {
  const field = fieldOf(item, 'zone');
  const text = textOf(field);
  const name = nameOf(text);
  if (field === undefined) return false;
  if (name === null) {
    context.error(field, `bad domain name '${text}'`);
    return false;
  }
  const type = types.get(name.key);
  if (type === 'primary' || type === 'secondary' || (type === 'mirror' && what.startsWith('catalog')))
    return true;
  const where = view === null ? '' : ` for view ${view}`;
  context.error(field, `${what} '${text}'${where} is not a primary or secondary zone`);
  return false;
}

function checkCatalogs(
  context: CheckContext,
  catalogs: Value,
  types: ReadonlyMap<string, string>,
  view: string | null,
): void {
  const seen = new Map<string, Value>();
  const items = itemsOf(fieldOf(catalogs, 'zones'));
  for (const item of items) {
    const name = nameOf(textOf(fieldOf(item, 'zone')));
    if (!checkListed(context, item, 'catalog zone', types, view) || name === null) continue;
    const before = seen.get(name.key);
    const text = textOf(fieldOf(item, 'zone'));
    if (before !== undefined)
      context.error(item, `catalog zone '${text}': already added here ${previously(before)}`);
    else seen.set(name.key, item);
  }
  for (const item of items)
    if (fieldOf(item, 'default-primaries') !== undefined && fieldOf(item, 'default-masters') !== undefined)
      context.error(
        item,
        `catalog zone '${textOf(fieldOf(item, 'zone'))}'${view === null ? '' : ` for view ${view}`}: 'default-primaries' and 'default-masters' can not be both defined`,
      );
}

/** The number of a view's class; null when there is none of this word. */
export function viewClass(view: Value): number | null {
  const field = fieldOf(view, 'class');
  return field === undefined ? IN : classNumber(textOf(field).toUpperCase());
}
