/** What is wrong with a zone: a type that is missing, options that its type has no use for, lists that nobody defined. */
import { classNumber } from '../../protocol/codes.ts';
import type { Name } from '../../protocol/name.ts';
import {
  booleanOf,
  clauseOf,
  fieldOf,
  itemsOf,
  mapOf,
  numberOf,
  textOf,
  type MapValue,
  type Value,
} from '../language/value.ts';
import { checkAcl } from './check-acls.ts';
import { checkRemoteServers } from './check-lists.ts';
import { checkNotZero, checkSourcePort } from './check-options.ts';
import { checkUpdatePolicy } from './check-update-policy.ts';
import { checkZoneFiles, type FilesInUse } from './check-zone-files.ts';
import { checkZoneSigning, isSigned, policyOf } from './check-zone-signing.ts';
import { nameOf, previously, type CheckContext } from './context.ts';
import { isOptionAllowed, PLAIN_TYPES } from './zone-options.ts';

/** Where a zone stands, and what was there before it. */
export interface ZoneSurroundings {
  /** Null: outside of views. */
  readonly view: MapValue | null;
  readonly viewName: string | null;
  readonly viewClass: number;
  /** Zones of this view, by what they must not share. */
  readonly names: Map<string, Value>;
  /** Zones of all views, by class, view and name. */
  readonly everywhere: Set<string>;
  readonly files: FilesInUse;
  readonly policies: ReadonlySet<string>;
}

export interface CheckedZone {
  readonly at: Value;
  readonly name: Name;
  /** As it is written. */
  readonly text: string;
  readonly type: string;
  readonly options: MapValue;
  readonly around: ZoneSurroundings;
}

/** BIND: a zone's default type has each of these sources. */
const SOURCES = [
  'transfer-source',
  'transfer-source-v6',
  'notify-source',
  'notify-source-v6',
  'parental-source',
  'parental-source-v6',
];

export function checkZone(context: CheckContext, at: Value, around: ZoneSurroundings): void {
  const options = mapOf(fieldOf(at, 'options'));
  const text = textOf(fieldOf(at, 'name'));
  if (options === null) return;
  const inView = clauseOf(options, 'in-view');
  if (inView !== undefined && !checkInView(context, at, inView, options, text, around)) return;
  const kind = clauseOf(options, 'type');
  if (inView === undefined && kind === undefined)
    return context.error(at, `zone '${text}': type not present`);
  const word = textOf(kind).toLowerCase();
  const type = inView === undefined ? (PLAIN_TYPES[word] ?? word) : 'in-view';
  if (type === 'delegation-only' && kind !== undefined)
    context.warn(kind, "'type delegation-only' is deprecated");
  if (!checkClass(context, at, text, around)) return;
  const name = nameOf(text);
  if (name === null) return context.error(at, `zone '${text}': is not a valid name`);
  const errorsBefore = context.errors;
  checkTwice(context, at, name, text, type, around);
  if (inView !== undefined) return;
  checkNotZero(context, options);
  checkZoneOptions(context, { at, name, text, type, options, around }, errorsBefore);
}

/** BIND: these are read for each zone, wherever they are given. */
const ACLS = ['allow-notify', 'allow-transfer', 'allow-update', 'allow-update-forwarding'];

function checkZoneOptions(context: CheckContext, zone: CheckedZone, errorsBefore: number): void {
  const { at, name, text, type, options, around } = zone;
  const policy = knownPolicy(context, zone);
  const longest = context.inherited('max-zone-ttl', options, around.view, context.options);
  if (longest !== undefined && isSigned(policy))
    context.warn(
      longest,
      `zone '${text}': option 'max-zone-ttl' is ignored when used together with 'dnssec-policy'`,
    );
  if (type === 'redirect' && !name.isRoot) context.error(at, 'redirect zones must be called "."');
  checkAllowed(context, zone);
  const bad = context.errors > errorsBefore;
  for (const word of ACLS) checkAcl(context, word, options, around.view, context.options);
  const errorsAfter = context.errors;
  checkNotify(context, zone);
  checkPrimaries(context, zone);
  checkMirror(context, zone);
  for (const word of SOURCES)
    checkSourcePort(context, word, context.inherited(word, options, around.view, context.options));
  checkParentalAgents(context, zone);
  if (type === 'primary') checkUpdates(context, zone);
  checkZoneSigning(context, zone, policy, bad || context.errors > errorsAfter ? 'failure' : 'not found');
  checkSigningType(context, zone);
  checkDialup(context, zone);
  checkForwarding(context, options, name.isRoot ? (around.view ?? context.options) : null);
  checkPrivateForwarding(context, zone);
  checkStaticStub(context, zone);
  checkZoneFiles(context, zone, policy);
}

/** BIND: in the order of its table, not of the file. */
function checkAllowed(context: CheckContext, { text, type, options }: CheckedZone): void {
  const { clauses, order } = options;
  const bad = new Set<string>();
  for (const word of clauses.keys()) if (!isOptionAllowed(word, type)) bad.add(word);
  if (bad.size === 0) return;
  const typeWord = textOf(clauseOf(options, 'type'));
  for (const word of order) {
    const value = bad.has(word) ? clauseOf(options, word) : undefined;
    if (value !== undefined)
      context.error(value, `option '${word}' is not allowed in '${typeWord}' zone '${text}'`);
  }
}

function checkInView(
  context: CheckContext,
  at: Value,
  inView: Value,
  options: MapValue,
  text: string,
  around: ZoneSurroundings,
): boolean {
  const view = textOf(inView);
  const name = nameOf(text);
  const isThere = name === null || around.everywhere.has(`${around.viewClass} ${view} ${name.key}`);
  if (!isThere)
    context.error(
      inView,
      `'in-view' zone '${text}' does not exist in view '${view}', or view '${view}' is not yet defined`,
    );
  const others = [...options.clauses.keys()].some((word) => !COMPANIONS.has(word));
  if (others) context.error(at, `zone '${text}': 'in-view' used with incompatible zone options`);
  return isThere;
}

const COMPANIONS = new Set(['in-view', 'forward', 'forwarders']);

function checkClass(context: CheckContext, at: Value, text: string, around: ZoneSurroundings): boolean {
  const field = fieldOf(at, 'class');
  if (field === undefined) return true;
  const number = classNumber(textOf(field).toUpperCase());
  if (number === null) context.error(at, `zone '${text}': invalid class ${textOf(field)}`);
  else if (number !== around.viewClass)
    context.error(at, `zone '${text}': class '${textOf(field)}' does not match view/default class`);
  else return true;
  return false;
}

/** BIND: root hints and redirections are no zones beside which there could be none of that name. */
function checkTwice(
  context: CheckContext,
  at: Value,
  name: Name,
  text: string,
  type: string,
  around: ZoneSurroundings,
): void {
  const kind = type === 'hint' ? 1 : type === 'redirect' ? 2 : 3;
  const key = `${kind} ${name.key}`;
  const before = around.names.get(key);
  if (before !== undefined)
    context.error(at, `zone '${text}': already exists previous definition: ${previously(before)}`);
  else around.names.set(key, at);
  if (around.viewName !== null) around.everywhere.add(`${around.viewClass} ${around.viewName} ${name.key}`);
}

/** The policy, when there is one of its name. */
function knownPolicy(context: CheckContext, zone: CheckedZone): Value | undefined {
  const policy = policyOf(context, zone);
  if (policy === undefined || zone.around.policies.has(textOf(policy))) return policy;
  context.error(
    zone.at,
    `zone '${zone.text}': option 'dnssec-policy ${textOf(policy)}' has no matching dnssec-policy config`,
  );
  return undefined;
}

function checkNotify(context: CheckContext, { at, text, type, options, around }: CheckedZone): void {
  if (!['primary', 'secondary', 'mirror'].includes(type)) return;
  const notify = context.inherited('notify', options, around.view, context.options);
  const off = booleanOf(notify) === false;
  if (type === 'mirror') {
    const explicit = textOf(notify).toLowerCase() === 'explicit';
    if (notify !== undefined && clauseOf(options, 'notify') !== undefined && !off && !explicit)
      context.error(
        at,
        `zone '${text}': mirror zones can only be used with 'notify no;' or 'notify explicit;'`,
      );
  }
  const also = context.inherited('also-notify', options, around.view, context.options);
  if (also === undefined) return;
  if (off) {
    if (clauseOf(options, 'also-notify') !== undefined)
      context.warn(at, `zone '${text}': 'also-notify' set but 'notify' is disabled`);
    return;
  }
  checkRemoteServers(context, also, 'primaries');
}

function checkPrimaries(context: CheckContext, { at, name, text, type, options }: CheckedZone): void {
  const needed = type === 'secondary' || type === 'stub' || (type === 'mirror' && !name.isRoot);
  const primaries = clauseOf(options, 'primaries');
  const masters = clauseOf(options, 'masters');
  const list = primaries ?? masters;
  if (list === undefined) {
    if (needed) context.error(at, `zone '${text}': missing 'primaries' entry`);
    return;
  }
  if (!needed && type !== 'mirror' && type !== 'redirect') return;
  if (primaries !== undefined && masters !== undefined)
    context.error(at, "'primaries' and 'masters' cannot both be used in the same zone");
  if (isEmptyList(context, list, 'primaries')) context.error(at, `zone '${text}': empty 'primaries' entry`);
}

/** Whether a list has no server, when nothing else is wrong with it. */
function isEmptyList(context: CheckContext, list: Value, family: 'primaries' | 'parental-agents'): boolean {
  let count = 0;
  const good = context.holds(() => {
    count = checkRemoteServers(context, list, family);
  });
  return good && count === 0;
}

function checkParentalAgents(context: CheckContext, { at, text, type, options }: CheckedZone): void {
  if (type !== 'primary' && type !== 'secondary') return;
  const agents = clauseOf(options, 'parental-agents');
  if (agents !== undefined && isEmptyList(context, agents, 'parental-agents'))
    context.error(at, `zone '${text}': empty 'parental-agents' entry`);
}

function checkMirror(context: CheckContext, { at, text, type, around }: CheckedZone): void {
  if (type !== 'mirror') return;
  const recursion = context.inherited('recursion', around.view, context.options);
  const allowed = context.inherited('allow-recursion', around.view, context.options);
  const items = itemsOf(allowed);
  const nobody = allowed !== undefined && items.length === 1 && textOf(items[0]).toLowerCase() === 'none';
  if (booleanOf(recursion) === false || nobody)
    context.error(at, `zone '${text}': mirror zones cannot be used if recursion is disabled`);
}

function checkUpdates(context: CheckContext, { at, text, options }: CheckedZone): void {
  const policy = clauseOf(options, 'update-policy');
  if (policy === undefined) return;
  if (clauseOf(options, 'allow-update') !== undefined)
    context.error(at, `zone '${text}': 'allow-update' is ignored when 'update-policy' is present`);
  else checkUpdatePolicy(context, policy);
}

const DIALUP: Readonly<Record<string, readonly string[]>> = {
  notify: ['primary', 'secondary'],
  'notify-passive': ['secondary'],
  refresh: ['secondary', 'stub'],
  passive: ['secondary', 'stub'],
};

function checkDialup(context: CheckContext, { text, type, options }: CheckedZone): void {
  const value = clauseOf(options, 'dialup');
  if (value?.kind !== 'text' || !['primary', 'secondary', 'stub'].includes(type)) return;
  const types = DIALUP[value.text.toLowerCase()] ?? [];
  if (!types.includes(type))
    context.error(
      value,
      `dialup type '${value.text}' is not allowed in '${textOf(clauseOf(options, 'type'))}' zone '${text}'`,
    );
}

/** `forward` wants `forwarders` beside it. The root zone's would take the place of the general ones. */
export function checkForwarding(
  context: CheckContext,
  block: MapValue | null,
  general: MapValue | null,
): void {
  const forward = clauseOf(block, 'forward');
  const forwarders = clauseOf(block, 'forwarders');
  if (forward !== undefined && forwarders === undefined)
    context.error(forward, "no matching 'forwarders' statement");
  const others = clauseOf(general, 'forwarders');
  if (forwarders !== undefined && others !== undefined)
    context.error(
      forwarders,
      `forwarders declared in root zone and in general configuration: ${previously(others)}`,
    );
}

/** RFC 6303, RFC 4193: who asks outside about one's own addresses asks the wrong people. */
const RFC_1918 = /^(?:10|(?:1[6-9]|2\d|3[01])\.172|168\.192)\.in-addr\.arpa\.?$/i;
const ULA = /^d\.f\.ip6\.arpa\.?$/i;

function checkPrivateForwarding(context: CheckContext, zone: CheckedZone): void {
  const { text, type, options, around } = zone;
  const kind = RFC_1918.test(text) ? 'rfc1918' : ULA.test(text) ? 'ula' : null;
  if (kind === null || type !== 'forward' || clauseOf(options, 'forward') !== undefined) return;
  const forwarders = clauseOf(options, 'forwarders');
  if (itemsOf(fieldOf(forwarders, 'addresses')).length === 0 || forwarders === undefined) return;
  const inherited = context.inherited('forward', around.view, context.options);
  if (textOf(inherited).toLowerCase() === 'first')
    context.warn(
      forwarders,
      `inherited 'forward first;' for ${kind} zone '${text}' - did you want 'forward only;'?`,
    );
}

function checkStaticStub(context: CheckContext, { at, name, text, type, options }: CheckedZone): void {
  if (type !== 'static-stub') return;
  for (const address of itemsOf(clauseOf(options, 'server-addresses')))
    if (address.kind === 'address' && address.scoped)
      context.error(address, 'scoped address is not allowed for static stub server-addresses');
  for (const item of itemsOf(clauseOf(options, 'server-names'))) {
    const server = nameOf(textOf(item));
    if (server === null) context.error(at, `server-name '${textOf(item)}' is not a valid name`);
    else if (server.equals(name) || server.isBelow(name))
      context.error(at, `server-name '${textOf(item)}' must not be a subdomain of zone name '${text}'`);
  }
}

function checkSigningType(context: CheckContext, { type: zoneType, options }: CheckedZone): void {
  if (zoneType !== 'primary' && zoneType !== 'secondary') return;
  const value = clauseOf(options, 'sig-signing-type');
  const type = numberOf(value);
  if (value !== undefined && type !== null && (type < 0xff00 || type > 0xffff))
    context.error(value, `sig-signing-type: ${type} out of range [65280..65535]`);
}
