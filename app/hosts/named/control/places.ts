/** Where a configuration has its control channel, whom it hears there, and with which keys. */
import { readKeyClause, type KeyClause } from '../../../engine/config/key-clause.ts';
import { matcherOf } from '../../../engine/config/match-list.ts';
import type { NamedConfiguration } from '../../../engine/config/named-conf.ts';
import { StatementReader, type Reading } from '../../../engine/config/statement-reader.ts';
import { configLine, parseSyntax } from '../../../engine/config/syntax.ts';
import { base64Octets } from '../../../engine/protocol/encodings.ts';
import { controlAlgorithm, type ControlKey } from '../../../engine/server/control/keys.ts';
import { localNetworks } from '../interfaces.ts';
import { readText } from '../machine.ts';

export interface ControlListen {
  readonly address: string;
  readonly port: number;
  readonly allows: (address: string) => boolean;
  readonly keys: readonly ControlKey[];
  readonly readOnly: boolean;
}

type Tell = (severity: 'info' | 'error', text: string) => void;

const CONTROL_PORT = 953;

/** One place after the other. `keyFile` holds the key of those that name none; `tell` hears what is wrong with it. */
export function* controlPlaces(
  { controls, keys, acls }: NamedConfiguration,
  keyFile: string,
  tell: Tell,
): IterableIterator<ControlListen> {
  // BIND: without the statement the two loopback addresses, for everybody who has the key.
  if (controls === null) {
    for (const address of ['127.0.0.1', '::1']) {
      const inFile = keysInFile(keyFile, tell);
      yield { address, port: CONTROL_PORT, allows: () => true, keys: inFile, readOnly: false };
    }
    return;
  }
  const local = localNetworks();
  for (const { address, port, allow, keys: names, readOnly } of controls) {
    const named = names?.flatMap((name) => keyOf(keys.get(name), tell)) ?? [];
    yield {
      address: address === '*' ? '0.0.0.0' : address,
      port: port ?? CONTROL_PORT,
      allows: matcherOf(allow, acls, local),
      keys: names === null || names.length === 0 ? keysInFile(keyFile, tell) : named,
      readOnly,
    };
  }
}

/** The one key of rndc.key. BIND: without it the channel is open, and hears nobody. */
function keysInFile(path: string, tell: Tell): ControlKey[] {
  tell('info', `configuring command channel from '${path}'`);
  const text = readText(path);
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
  if (problem === null) return keys.flatMap((key) => keyOf(key, tell));
  tell('error', problem);
  return [];
}

/** BIND: a key that cannot be used is told, and the channel does without it. */
function keyOf(clause: KeyClause | undefined, tell: Tell): ControlKey[] {
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
