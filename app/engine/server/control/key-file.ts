/** The one key of a key file (rndc.key), as named takes it for its control channel. */
import { keyClauseOf, type KeyClause } from '../../config/key-clause.ts';
import { parseFile } from '../../config/language/named-conf-language.ts';
import { KEY_FILE } from '../../config/language/other-files.ts';
import { clausesOf } from '../../config/language/value.ts';
import { configLine } from '../../config/syntax.ts';
import { base64Octets } from '../../protocol/encodings.ts';
import { controlAlgorithm, type ControlKey } from './keys.ts';

export type TellControl = (severity: 'info' | 'error', text: string) => void;

/** `text` null: there is no such file. BIND: without a key the channel is open, and hears nobody. */
export function keysInFile(path: string, text: string | null, tell: TellControl): ControlKey[] {
  tell('info', `configuring command channel from '${path}'`);
  if (text === null) {
    tell('error', `open: ${path}: file not found`);
    return [];
  }
  const { top, diagnostics } = parseFile(text, { fileName: path }, KEY_FILE);
  const keys = clausesOf(top, 'key').map(keyClauseOf);
  if (top !== null) return keys.flatMap((key) => controlKey(key, tell));
  const [problem] = diagnostics;
  if (problem !== undefined) tell('error', configLine(problem));
  return [];
}

/** BIND: a key that cannot be used is told, and the channel does without it. */
export function controlKey(clause: KeyClause | undefined, tell: TellControl): ControlKey[] {
  if (clause === undefined) return [];
  const { name, algorithm: word, secret: text, place } = clause;
  const at = (message: string): ControlKey[] => {
    tell('error', `${place.file}:${place.line}: ${message}`);
    return [];
  };
  if (word === null || text === null)
    return at(`key '${name}' must have both 'secret' and 'algorithm' defined`);
  const algorithm = controlAlgorithm(word);
  if (algorithm === null) return at(`unknown algorithm '${word}'`);
  const secret = base64Octets(text.replace(/\s/g, ''));
  if (secret === null) return at("bad secret 'bad base64 encoding'");
  return [{ name, algorithm, secret }];
}
