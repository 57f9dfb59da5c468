/**
 * The key of -y (`[algorithm:]name:secret`) and of -k (a file with a `key` statement, or one of a pair of K* files).
 */
import { keyClauseOf } from '../../config/key-clause.ts';
import { parseFile } from '../../config/language/named-conf-language.ts';
import { KEY_FILE } from '../../config/language/other-files.ts';
import { clausesOf } from '../../config/language/value.ts';
import { base64Octets } from '../../protocol/encodings.ts';
import { Name, isNameProblem } from '../../protocol/name.ts';
import { readingResult } from '../../server/configuration/reading-result.ts';
import type { ControlAlgorithm } from '../../server/control/keys.ts';
import { resultWords } from '../../server/control/results.ts';
import { latin1Text } from '../shared/latin1.ts';
import { isFileProblem } from '../tool.ts';
import { readAlgorithm } from './key-algorithm.ts';
import type { KeyAlgorithm } from './key-algorithm.ts';
import { problemWords } from './query.ts';
import type { Dig, Stop } from './state.ts';
import { SigningKey } from './tsig.ts';

/** BIND: its library's numbers, in the names of K* files' records. */
const ALGORITHMS: ReadonlyMap<number, ControlAlgorithm> = new Map([
  [157, 'hmac-md5'],
  [161, 'hmac-sha1'],
  [162, 'hmac-sha224'],
  [163, 'hmac-sha256'],
  [164, 'hmac-sha384'],
  [165, 'hmac-sha512'],
]);
/** BIND: octets of a secret under which it is called too short. */
const SHORT_SECRET = 8;

/** Makes the run's key, if one was named. What is wrong with it is told; only some of that ends the run. */
export async function readSigningKey(dig: Dig): Promise<Stop | null> {
  if (dig.keyFile !== '') return readKeyFile(dig, dig.keyFile);
  if (dig.keySecret !== '') makeKey(dig, dig.keyAlgorithm);
  return null;
}

function makeKey(dig: Dig, algorithm: KeyAlgorithm | null): void {
  const { keyName, keySecret } = dig;
  const secret = base64Octets(keySecret.replace(/[ \t\r\n]/g, ''));
  const name = Name.parse(keyName, Name.root);
  let trouble: string | null = null;
  if (secret === null) trouble = 'bad base64 encoding';
  else if (algorithm === null) trouble = 'algorithm is unsupported';
  else if (isNameProblem(name)) trouble = problemWords(name, keyName);
  else {
    if (secret.length < SHORT_SECRET) log(dig, `the key '${nameText(name)}' is too short to be secure`);
    dig.key = new SigningKey(name, algorithm.name, secret, algorithm.bits);
  }
  if (trouble !== null) dig.out(`;; Couldn't create key ${keyName}: ${trouble}\n`);
}

async function readKeyFile(dig: Dig, file: string): Promise<Stop | null> {
  if (await readKeyPair(dig, file)) return null;
  const octets = await dig.context.files.read(file);
  const failed = (why: string): null => {
    dig.err(`Couldn't read key from ${file}: ${why}\n`);
    return null;
  };
  if (isFileProblem(octets)) return failed(FILE_WORDS[octets.reason]);
  const { top, diagnostics } = parseFile(latin1Text(octets), { fileName: file }, KEY_FILE);
  if (top === null) return failed(resultWords(readingResult(diagnostics)));
  const [value] = clausesOf(top, 'key');
  if (value === undefined) return failed('not found');
  const clause = keyClauseOf(value);
  if (clause.algorithm === null || clause.secret === null)
    return dig.fatal('key must have algorithm and secret');
  dig.keyName = clause.name;
  dig.keySecret = clause.secret;
  const algorithm = readAlgorithm(dig, clause.algorithm);
  if (algorithm !== null && 'kind' in algorithm) return algorithm;
  makeKey(dig, algorithm);
  return null;
}

const FILE_WORDS = {
  'not-found': 'file not found',
  'is-directory': 'not a file',
  'permission-denied': 'permission denied',
  'no-space': 'no space',
  other: 'unexpected error',
} as const;

/** `Kname.+163+12345.key` and `.private`: HMAC keys of former times, named by either file or by what they share. */
async function readKeyPair(dig: Dig, file: string): Promise<boolean> {
  const stem = file.replace(/\.(?:key|private)?$/, '');
  const [record, secret] = [await fileText(dig, `${stem}.key`), await fileText(dig, `${stem}.private`)];
  const fields = /^(\S+)(?:\s+\d+)?\s+IN\s+KEY\s+\d+\s+\d+\s+(\d+)\s/im.exec(record ?? '');
  const base64 = /^Key:\s*(\S+)/m.exec(secret ?? '');
  if (!fields || !base64) return false;
  const algorithm = ALGORITHMS.get(Number(fields[2]));
  const name = Name.parse(fields[1] ?? '', Name.root);
  const octets = base64Octets(base64[1] ?? '');
  if (algorithm === undefined || isNameProblem(name) || octets === null) return false;
  log(dig, `${stem}.private: Use of K* file pairs for HMAC is deprecated\n`);
  dig.key = new SigningKey(name, algorithm, octets, 0);
  return true;
}

async function fileText(dig: Dig, path: string): Promise<string | null> {
  const octets = await dig.context.files.read(path);
  return isFileProblem(octets) ? null : new TextDecoder('latin1').decode(octets);
}

function nameText(name: Name): string {
  return name.toString().replace(/(.)\.$/, '$1');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A line of BIND's library, with the time in front. */
function log(dig: Dig, text: string): void {
  const at = dig.context.now();
  const local = new Date(at + dig.context.localTime(at).offsetMinutes * 60_000);
  const day = String(local.getUTCDate()).padStart(2, '0');
  const time = local.toISOString().slice(11, 23);
  dig.err(`${day}-${MONTHS[local.getUTCMonth()] ?? ''}-${local.getUTCFullYear()} ${time} ${text}\n`);
}
