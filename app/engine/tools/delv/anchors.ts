/**
 * The keys that a validator would trust: the root's, which delv brings along, or those of a file given with -a.
 *
 * They are read, so that a mistake in them is told as delv tells it, and so that it is known below which name there is
 * something to validate; nothing is checked against them yet.
 */
import { parseFile } from '../../config/language/named-conf-language.ts';
import { BIND_KEYS } from '../../config/language/other-files.ts';
import { clausesOf, fieldOf, itemsOf, numberOf, textOf, type Value } from '../../config/language/value.ts';
import { configLine, type ConfigPlace } from '../../config/syntax.ts';
import { Name, isNameProblem } from '../../protocol/name.ts';
import { problemWords } from '../dig/query.ts';
import { isFileProblem } from '../tool.ts';
import type { Console, Stop } from './console.ts';
import type { Settings } from './settings.ts';

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
  const { top, diagnostics } = parseFile(text, { fileName: file }, BIND_KEYS);
  for (const diagnostic of diagnostics) out.log(configLine(diagnostic));
  if (top === null) return null;
  return ['managed-keys', 'trust-anchors', 'trusted-keys'].flatMap((word) =>
    clausesOf(top, word).flatMap((list) => itemsOf(list).map(anchorOf)),
  );
}

/** `"." static-key 257 3 13 "…"`, in the old lists without the kind. */
function anchorOf(entry: Value): TrustAnchor {
  const numbers = ['one', 'two', 'three'].map((field) => numberOf(fieldOf(entry, field)) ?? 0);
  return {
    place: entry.place,
    name: textOf(fieldOf(entry, 'name')),
    numbers,
    data: textOf(fieldOf(entry, 'data')).replace(/\s/g, ''),
    isDigest: textOf(fieldOf(entry, 'type')).toLowerCase().endsWith('-ds'),
  };
}

function dataProblem({ numbers, data, isDigest }: TrustAnchor): string | null {
  if (numbers.some((number, i) => number > (i === 0 ? 0xffff : 0xff))) return 'out of range';
  if (isDigest) return /^(?:[0-9a-fA-F]{2})+$/.test(data) ? null : 'bad hex encoding';
  const isBase64 = data.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(data);
  return isBase64 ? null : 'bad base64 encoding';
}
