/** Keys of TSIG, and the servers that are told apart by their address. */
import { base64Octets } from '../../protocol/encodings.ts';
import { clauseOf, clausesOf, mapOf, textOf, type MapValue, type Value } from '../language/value.ts';
import { checkSourcePort } from './check-options.ts';
import { nameOf, previously, type CheckContext } from './context.ts';
import { TSIG_BITS } from './mnemonics.ts';

/** The keys of the top level, then a view's. BIND: with a bad one, what comes after keys is not looked at. */
export function checkKeys(context: CheckContext, view: MapValue | null): ReadonlySet<string> | null {
  const seen = new Map<string, Value>();
  const good = context.holds(() => {
    for (const block of view === null ? [context.top] : [context.top, view])
      if (!context.holds(() => checkKeyBlocks(context, block, seen))) return;
  });
  return good ? new Set(seen.keys()) : null;
}

function checkKeyBlocks(context: CheckContext, block: MapValue, seen: Map<string, Value>): void {
  for (const value of clausesOf(block, 'key')) {
    const key = mapOf(value);
    const id = key?.id;
    if (key === null || id === null || id === undefined) continue;
    const text = textOf(id);
    const name = nameOf(text);
    if (name === null) {
      context.error(value, `key '${text}': bad key name`);
      continue;
    }
    if (!context.holds(() => checkKey(context, value, key, text))) continue;
    const before = seen.get(name.key);
    if (before !== undefined)
      context.error(value, `key '${text}': already exists previous definition: ${previously(before)}`);
    else seen.set(name.key, value);
  }
}

function checkKey(context: CheckContext, at: Value, key: MapValue, name: string): void {
  const algorithm = clauseOf(key, 'algorithm');
  const secret = clauseOf(key, 'secret');
  if (algorithm === undefined || secret === undefined || textOf(secret) === '')
    return context.error(at, `key '${name}' must have both 'secret' and 'algorithm' defined`);
  if (base64Octets(textOf(secret).replace(/\s/g, '')) === null)
    return context.error(secret, "bad secret 'bad base64 encoding'");
  checkAlgorithm(context, algorithm, name);
}

function checkAlgorithm(context: CheckContext, algorithm: Value, name: string): void {
  const text = textOf(algorithm);
  const word = text.toLowerCase();
  const known = Object.keys(TSIG_BITS).find((one) => word === one || word.startsWith(`${one}-`));
  if (known === undefined) return context.error(algorithm, `unknown algorithm '${text}'`);
  if (word === known) return;
  const digits = word.slice(known.length + 1);
  if (!/^\d+$/.test(digits)) return context.error(algorithm, `key '${name}': unable to parse digest-bits`);
  const bits = Number(digits);
  const size = TSIG_BITS[known] ?? 0;
  const least = Math.max(80, size / 2);
  if (bits > size)
    return context.error(algorithm, `key '${name}' digest-bits too large [${size / 2}..${size}]`);
  if (bits % 8 !== 0) return context.error(algorithm, `key '${name}' digest-bits not multiple of 8`);
  if (bits < least && bits !== 0) context.error(algorithm, `key '${name}' digest-bits too small [<${least}]`);
}

const OF_FAMILY_4 = ['notify-source', 'query-source', 'transfer-source'];
const OF_FAMILY_6 = ['notify-source-v6', 'query-source-v6', 'transfer-source-v6'];

export function checkServers(context: CheckContext, block: MapValue | null, keys: ReadonlySet<string>): void {
  const seen = new Map<string, Value>();
  for (const value of clausesOf(block, 'server')) {
    const server = mapOf(value);
    const id = server?.id;
    if (id?.kind !== 'prefix') continue;
    const text = `${id.address}/${id.length}`;
    for (const word of id.family === 4 ? OF_FAMILY_6 : OF_FAMILY_4) {
      const clause = clauseOf(server, word);
      if (clause !== undefined) context.error(value, `server '${text}': ${word} not legal`);
    }
    for (const word of id.family === 4 ? OF_FAMILY_4 : OF_FAMILY_6)
      checkSourcePort(context, word, clauseOf(server, word), false);
    const before = seen.get(text);
    if (before !== undefined)
      context.error(value, `server '${text}': already exists previous definition: ${previously(before)}`);
    else seen.set(text, value);
    const key = clauseOf(server, 'keys');
    if (key === undefined) continue;
    const name = nameOf(textOf(key));
    if (name === null) context.error(key, `bad key name '${textOf(key)}'`);
    else if (!keys.has(name.key)) context.error(key, `unknown key '${textOf(key)}'`);
  }
}
