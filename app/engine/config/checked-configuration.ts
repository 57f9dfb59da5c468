/** A configuration read and checked as named-checkconf 9.18 does, whatever this server makes of it. */
import { checkConfigurationTree, type Surroundings } from './check/check-configuration.ts';
import { parseNamedConf } from './language/named-conf-language.ts';
import type { ParserFiles } from './language/parser.ts';
import { clauseOf, mapOf, textOf, type MapValue } from './language/value.ts';
import type { ConfigDiagnostic } from './syntax.ts';

export interface CheckOptions extends ParserFiles {
  /** What stands at a path, which counts from `directory`; null: nothing. Without this, no directory is looked for. */
  readonly fileKind?: (path: string, directory: string | null) => 'file' | 'directory' | null;
  /** Whether all files were there that the reading asked for; what is not whole is not checked. Default: yes. */
  readonly isWhole?: () => boolean;
  /** Whether plugins are tried, of which there are none here. Default: yes. */
  readonly plugins?: boolean;
}

export interface CheckedConfiguration {
  /** What it says; null when it could not be read to its end. */
  readonly top: MapValue | null;
  /** In named-checkconf's order. */
  readonly diagnostics: readonly ConfigDiagnostic[];
  readonly errors: number;
}

/** @example checkNamedConf('zone "x" { };', { fileName: 'named.conf' }).diagnostics[0]?.message === "zone 'x': type not present" */
export function checkNamedConf(text: string, options: CheckOptions): CheckedConfiguration {
  const { top, diagnostics, errors } = parseNamedConf(text, options);
  if (top === null || options.isWhole?.() === false) return { top, diagnostics, errors };
  const found = checkConfigurationTree(top, surroundings(top, options));
  const faults = found.filter(({ severity }) => severity === 'error').length;
  return { top, diagnostics: [...diagnostics, ...found], errors: faults };
}

function surroundings(top: MapValue, { fileName, fileKind, plugins }: CheckOptions): Surroundings {
  const clause = clauseOf(mapOf(clauseOf(top, 'options')), 'directory');
  const directory = clause === undefined ? null : textOf(clause);
  const kind = fileKind === undefined ? {} : { fileKind: (path: string) => fileKind(path, directory) };
  return { fileName, plugins: plugins ?? true, ...kind };
}
