/** The one key of a key file (rndc.key), as named takes it for its control channel. */
import { readKeyClause, type KeyClause } from '../../config/key-clause.ts';
import { StatementReader, type Reading } from '../../config/statement-reader.ts';
import { configLine, parseSyntax } from '../../config/syntax.ts';
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
  let wrong: string | null = null;
  const reading: Reading = {
    tell: (place, message) => (wrong ??= configLine({ ...place, severity: 'error', message })),
    lists: [],
  };
  const { statements, diagnostics } = parseSyntax(path, text);
  const keys: KeyClause[] = [];
  for (const statement of statements) {
    const reader = new StatementReader(statement, reading);
    const { keyword, place } = reader;
    if (keyword !== 'key') reading.tell(place, `unknown option '${keyword}'`);
    else if (keys.length > 0) reading.tell(place, `'key' redefined near 'key'`);
    else {
      const key = readKeyClause(reader, reading);
      if (key !== null) keys.push(key);
    }
  }
  const [broken] = diagnostics;
  const problem = wrong ?? (broken === undefined ? null : configLine(broken));
  if (problem === null) return keys.flatMap((key) => controlKey(key, tell));
  tell('error', problem);
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
