/**
 * What is wrong with a configuration that could be read, told as named-checkconf 9.18 tells it and in its order:
 * options, logging, controls, lists of servers, HTTP and TLS, each view with its zones, and the names of the ACLs.
 */
import { clausesOf, fieldOf, mapOf, textOf, type MapValue, type Value } from '../language/value.ts';
import type { ConfigDiagnostic } from '../syntax.ts';
import { checkAclNames } from './check-acls.ts';
import { checkHttpBlocks, checkServerLists, checkTlsBlocks } from './check-lists.ts';
import { checkControls, checkLogging } from './check-logging.ts';
import { checkOptions } from './check-options.ts';
import { BUILT_IN_POLICIES } from './check-policies.ts';
import { checkView, viewClass, type ViewSurroundings } from './check-view.ts';
import { CheckContext, previously, type Surroundings } from './context.ts';

export type { Surroundings };

export function checkConfigurationTree(top: MapValue, around: Surroundings): readonly ConfigDiagnostic[] {
  const context = new CheckContext(top, around);
  if (context.options !== null) checkOptions(context, context.options, 'options');
  checkLogging(context);
  checkControls(context);
  checkServerLists(context);
  checkHttpBlocks(context);
  checkTlsBlocks(context);
  checkViews(context);
  checkAclNames(context);
  return context.diagnostics;
}

const CH = 3;
const IN = 1;

function checkViews(context: CheckContext): void {
  const { top } = context;
  const policies = clausesOf(top, 'dnssec-policy').map((value) => textOf(mapOf(value)?.id ?? undefined));
  const shared = {
    everywhere: new Set<string>(),
    files: { written: new Map(), read: new Map(), keys: new Map() },
    policies: new Set([...BUILT_IN_POLICIES, ...policies]),
  };
  const views = clausesOf(top, 'view');
  if (views.length === 0)
    return checkView(context, { ...shared, view: null, name: null, class: IN, at: null });
  const [zone] = clausesOf(top, 'zone');
  if (zone !== undefined) context.error(zone, "when using 'view' statements, all zones must be in views");
  const [plugin] = clausesOf(top, 'plugin');
  if (plugin !== undefined)
    context.error(plugin, "when using 'view' statements, all plugins must be defined in views");
  const seen = new Map<string, Value>();
  for (const view of views) checkOneView(context, view, seen, shared);
}

function checkOneView(
  context: CheckContext,
  view: Value,
  seen: Map<string, Value>,
  shared: Pick<ViewSurroundings, 'everywhere' | 'files' | 'policies'>,
): void {
  const name = textOf(fieldOf(view, 'name'));
  const options = mapOf(fieldOf(view, 'options'));
  const number = viewClass(view);
  if (options === null) return;
  if (number === null) {
    const field = fieldOf(view, 'class');
    return context.error(field ?? view, `view '${name}': invalid class ${textOf(field)}`);
  }
  const key = `${number} ${name}`;
  const before = seen.get(key);
  if (before !== undefined)
    return context.error(view, `view '${name}': already exists previous definition: ${previously(before)}`);
  seen.set(key, view);
  if (
    (name.toLowerCase() === '_bind' && number === CH) ||
    (name.toLowerCase() === '_default' && number === IN)
  )
    context.error(view, `attempt to redefine builtin view '${name}'`);
  checkView(context, { ...shared, view: options, name, class: number, at: view });
}
