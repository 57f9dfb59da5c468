/** Files and directories of zones: one that is missing, one that two would write to. */
import { booleanOf, clauseOf, textOf, type Value } from '../language/value.ts';
import { checkOptions } from './check-options.ts';
import type { CheckedZone } from './check-zone.ts';
import { isSigned } from './check-zone-signing.ts';
import { previously, type CheckContext } from './context.ts';

/** Of all zones so far. */
export interface FilesInUse {
  readonly written: Map<string, Value>;
  readonly read: Map<string, Value>;
  /** By zone and directory. */
  readonly keys: Map<string, { readonly at: Value; readonly policy: string }>;
}

export function checkZoneFiles(context: CheckContext, zone: CheckedZone, policy: Value | undefined): void {
  const { at, text, type, options } = zone;
  checkKeyDirectory(context, zone, policy);
  checkOptions(context, options, 'zone');
  const dlz = clauseOf(options, 'dlz');
  const database = clauseOf(options, 'database');
  if (dlz !== undefined && database !== undefined)
    return context.error(at, `zone '${text}': cannot specify both 'dlz' and 'database'`);
  const file = clauseOf(options, 'file');
  const plain = dlz === undefined && (database === undefined || /^rbt(?:64)?$/.test(textOf(database)));
  const inline = booleanOf(clauseOf(options, 'inline-signing')) === true;
  const needed = type === 'primary' || type === 'hint' || (type === 'secondary' && inline);
  if (file === undefined) {
    if (plain && needed) context.error(at, `zone '${text}': missing 'file' entry`);
    return;
  }
  if (plain) checkFile(context, zone, file, isSigned(policy) || inline);
}

/** BIND: what one zone writes, no other may have. */
function checkFile(
  context: CheckContext,
  { type, options, around }: CheckedZone,
  file: Value,
  signed: boolean,
): void {
  const name = textOf(file);
  const dynamic =
    clauseOf(options, 'update-policy') !== undefined || clauseOf(options, 'allow-update') !== undefined;
  const writes =
    type === 'secondary' ||
    type === 'stub' ||
    type === 'mirror' ||
    (type === 'primary' && (dynamic || signed));
  const { written, read } = around.files;
  const before = written.get(name) ?? (writes ? read.get(name) : undefined);
  if (before !== undefined) {
    context.error(file, `writeable file '${name}': already in use: ${previously(before)}`);
    return;
  }
  (writes ? written : read).set(name, file);
}

function checkKeyDirectory(context: CheckContext, zone: CheckedZone, policy: Value | undefined): void {
  const { at, name, text, type, options, around } = zone;
  if (type !== 'primary' && type !== 'secondary') return;
  const value = context.inherited('key-directory', options, around.view, context.options);
  const directory = textOf(value);
  if (value !== undefined && directory !== '') {
    const kind = context.around.fileKind?.(directory);
    if (kind === null) context.warn(value, `key-directory: '${directory}' does not exist`);
    else if (kind === 'file') context.warn(value, `key-directory: '${directory}' is not a directory`);
  }
  if (!isSigned(policy) || policy === undefined) return;
  const key = `${name.key}/${directory === '' ? '.' : directory}`;
  const before = around.files.keys.get(key);
  if (before === undefined) {
    around.files.keys.set(key, { at, policy: textOf(policy) });
    return;
  }
  if (before.policy !== textOf(policy))
    context.error(
      at,
      `key-directory '${text.replace(/\.$/, '')}/${directory === '' ? '.' : directory}' already in use by zone ${text} with policy ${before.policy}: ${previously(before.at)}`,
    );
}
