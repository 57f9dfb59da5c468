/** The keys of a configuration, as signatures are checked with them. */
import type { NamedKey } from '../../config/named-conf.ts';
import { base64Octets } from '../../protocol/encodings.ts';
import { isNameProblem, Name } from '../../protocol/name.ts';
import { controlAlgorithm } from '../control/keys.ts';
import type { KeyRing, TsigKey } from '../tsig.ts';

/** Those whose name, algorithm and secret can be understood. */
export function keyRing(keys: readonly NamedKey[]): KeyRing {
  const ring = new Map<string, TsigKey>();
  for (const { name: text, algorithm: word, secret: base64 } of keys) {
    const name = Name.parse(text);
    const algorithm = controlAlgorithm(word);
    const secret = base64Octets(base64);
    if (!isNameProblem(name) && algorithm !== null && secret !== null)
      ring.set(name.key, { name, algorithm, secret });
  }
  return ring;
}
