/**
 * The keys that a validator would trust: the root's, which delv brings along, or those of a file given with -a.
 *
 * They are read, so that a mistake in them is told as delv tells it, and so that it is known below which name there is
 * something to validate; nothing is checked against them yet.
 */
import { StatementReader } from '../../config/statement-reader.ts';
import type { Told } from '../../config/statement-reader.ts';
import { configLine, parseSyntax } from '../../config/syntax.ts';
import type { ConfigDiagnostic, ConfigPlace } from '../../config/syntax.ts';
import { Name, isNameProblem } from '../../protocol/name.ts';
import { problemWords } from '../dig/query.ts';
import { isFileProblem } from '../tool.ts';
import type { Console, Stop } from './console.ts';
import type { Settings } from './settings.ts';

const KINDS = ['static-key', 'initial-key', 'static-ds', 'initial-ds'] as const;

interface TrustAnchor {
  readonly place: ConfigPlace;
  readonly name: string;
  /** Flags, protocol and algorithm of a key; key tag, algorithm and digest type of a DS. */
  readonly numbers: readonly number[];
  readonly data: string;
  readonly isDigest: boolean;
}

/** The name whose key is trusted; all below it would be validated. */
export async function trustedName(out: Console, settings: Settings): Promise<Name | Stop> {
  const anchor = Name.parse(settings.anchor);
  if (isNameProblem(anchor)) {
    const words = problemWords(anchor, settings.anchor);
    out.log(`failed to convert QNAME ${settings.anchor}: ${words}`);
    return out.giveUp(`setup_dnsseckeys: ${words}`);
  }
  const found = settings.anchorFile === null ? anchor.isRoot : await hasKey(out, settings.anchorFile, anchor);
  if (typeof found !== 'boolean') return found;
  return found ? anchor : out.fatal('No trusted keys were loaded');
}

async function hasKey(out: Console, file: string, anchor: Name): Promise<boolean | Stop> {
  const octets = await out.context.files.read(file);
  if (isFileProblem(octets)) return out.fatal(`Unable to read key file '${file}'`);
  const anchors = readAnchors(out, file, new TextDecoder('utf-8').decode(octets));
  if (anchors === null) return out.fatal(`Unable to load keys from '${file}'`);
  let found = false;
  for (const one of anchors) {
    const name = Name.parse(one.name);
    if (isNameProblem(name)) out.log(`failed to convert QNAME ${one.name}: ${problemWords(name, one.name)}`);
    else if (!name.equals(anchor)) continue;
    const problem = isNameProblem(name) ? problemWords(name, one.name) : dataProblem(one);
    if (problem !== null) {
      const { file: where, line } = one.place;
      out.log(`${where}:${line}: failed to add trusted key '${one.name}': ${problem}`);
      return out.giveUp('setup_dnsseckeys: failure');
    }
    found = true;
  }
  return found;
}

/** All entries of a file in named.conf's syntax; null where it cannot be read, which is told. */
function readAnchors(out: Console, file: string, text: string): readonly TrustAnchor[] | null {
  const { statements, diagnostics } = parseSyntax(file, text);
  const problems: ConfigDiagnostic[] = [...diagnostics];
  const warnings: string[] = [];
  const tell: Told = (place, message) => void problems.push({ ...place, severity: 'error', message });
  const anchors = statements.flatMap((statement) => {
    const reader = new StatementReader(statement, { tell, lists: [] });
    const { keyword, place } = reader;
    if (!['trust-anchors', 'managed-keys', 'trusted-keys'].includes(keyword)) {
      tell(place, `unknown option '${keyword}'`);
      return [];
    }
    if (keyword !== 'trust-anchors')
      warnings.push(
        configLine({ ...place, severity: 'error', message: `option '${keyword}' is deprecated` }),
      );
    return reader.each((entry) => readEntry(entry, keyword === 'trusted-keys')) ?? [];
  });
  for (const warning of warnings) out.log(warning);
  for (const problem of problems.sort((a, b) => a.line - b.line)) out.log(configLine(problem));
  return problems.length === 0 ? anchors : null;
}

/** `"." static-key 257 3 13 "…"`, in the old lists without the kind. */
function readEntry(entry: StatementReader, withoutKind: boolean): TrustAnchor | null {
  const { place } = entry;
  const name = entry.text();
  if (name === null) return null;
  if (!withoutKind && entry.peek() === null) {
    entry.text('expected unquoted string');
    return null;
  }
  const kind = withoutKind ? 'static-key' : entry.oneOf(KINDS);
  if (kind === null) return null;
  const numbers: number[] = [];
  for (let i = 0; i < 3; i++) {
    const number = entry.number();
    if (number === null) return null;
    numbers.push(number);
  }
  const data = entry.quoted();
  if (data === null) return null;
  const isDigest = kind.endsWith('-ds');
  return { place, name, numbers, data: data.replace(/\s/g, ''), isDigest };
}

function dataProblem({ numbers, data, isDigest }: TrustAnchor): string | null {
  if (numbers.some((number, i) => number > (i === 0 ? 0xffff : 0xff))) return 'out of range';
  if (isDigest) return /^(?:[0-9a-fA-F]{2})+$/.test(data) ? null : 'bad hex encoding';
  const isBase64 = data.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(data);
  return isBase64 ? null : 'bad base64 encoding';
}
