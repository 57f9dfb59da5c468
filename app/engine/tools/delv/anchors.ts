/**
 * The keys that a validator would trust: the root's, which delv brings along, or those of a file given with -a.
 *
 * They are read, so that a mistake in them is told as delv tells it; nothing is checked against them yet.
 */
import { StatementReader } from '../../config/statement-reader.ts';
import { configLine, parseSyntax } from '../../config/syntax.ts';
import type { ConfigDiagnostic, ConfigPlace, Statement } from '../../config/syntax.ts';
import { Name, isNameProblem } from '../../protocol/name.ts';
import { problemWords } from '../dig/query.ts';
import { isFileProblem } from '../tool.ts';
import type { Console, Stop } from './console.ts';
import type { Settings } from './settings.ts';

const KEY_LISTS: readonly string[] = ['trust-anchors', 'managed-keys', 'trusted-keys'];

/** Null: there is a key for the name that is to be trusted. */
export async function checkAnchors(out: Console, settings: Settings): Promise<Stop | null> {
  const root = Name.parse(settings.anchor);
  if (isNameProblem(root)) {
    const words = problemWords(root, settings.anchor);
    out.log(`failed to convert QNAME ${settings.anchor}: ${words}`);
    return out.giveUp(`setup_dnsseckeys: ${words}`);
  }
  const names = settings.anchorFile === null ? [Name.root] : await anchorsIn(out, settings.anchorFile);
  if ('kind' in names) return names;
  return names.some((name) => name.equals(root)) ? null : out.fatal('No trusted keys were loaded');
}

/** The names that a file in named.conf's syntax has keys for. */
async function anchorsIn(out: Console, file: string): Promise<readonly Name[] | Stop> {
  const octets = await out.context.files.read(file);
  if (isFileProblem(octets)) return out.fatal(`Unable to read key file '${file}'`);
  const { statements, diagnostics } = parseSyntax(file, new TextDecoder('utf-8').decode(octets));
  const problems: ConfigDiagnostic[] = [...diagnostics];
  const names: Name[] = [];
  for (const statement of statements) {
    const tell = (place: ConfigPlace, message: string): void =>
      void problems.push({ ...place, severity: 'error', message });
    const reader = new StatementReader(statement, { tell, lists: [] });
    if (!KEY_LISTS.includes(reader.keyword)) tell(reader.place, `unknown option '${reader.keyword}'`);
    else names.push(...namesOf(reader.block() ?? []));
  }
  if (problems.length === 0) return names;
  for (const problem of problems.sort((a, b) => a.line - b.line)) out.log(configLine(problem));
  return out.fatal(`Unable to load keys from '${file}'`);
}

function namesOf(entries: readonly Statement[]): Name[] {
  return entries.flatMap((entry) => {
    const name = Name.parse(entry.terms[0]?.text ?? '');
    return isNameProblem(name) ? [] : [name];
  });
}
