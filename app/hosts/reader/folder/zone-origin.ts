/** Which zone a file is of, where nobody says so: from what it says itself, or from how people name such files. */
import type { DocumentCheck } from '../../../reader-contract.ts';

type Guess = NonNullable<DocumentCheck['origin']>;

/** Names under which Debian keeps the zones that every server has. */
const KNOWN: Readonly<Record<string, string>> = {
  'db.local': 'localhost.',
  'db.root': '.',
  'root.hints': '.',
  'named.root': '.',
  'named.ca': '.',
  'db.empty': '10.in-addr.arpa.',
  'db.0': '0.in-addr.arpa.',
  'db.127': '127.in-addr.arpa.',
  'db.255': '255.in-addr.arpa.',
};

/** @example guessOrigin('db.192.168.1', '').name === '1.168.192.in-addr.arpa.' */
export function guessOrigin(name: string, text: string): Guess {
  const head = text.slice(0, 65_536).replace(/;.*$/gm, '');
  // RFC 1035 §5.1: what stands before the SOA counts for it.
  const soa = /^(\S+)?[^\S\n].*?\bSOA\b/im.exec(head);
  const owner = soa?.[1] ?? '';
  if (owner.endsWith('.') && !owner.startsWith('$')) return { name: owner, from: 'SOA' };
  const origin = /^\$ORIGIN\s+(\S+\.)\s*$/im.exec(head.slice(0, soa?.index ?? head.length))?.[1];
  if (origin !== undefined)
    return owner === '' || owner === '@'
      ? { name: origin, from: '$ORIGIN' }
      : { name: `${owner}.${origin === '.' ? '' : origin}`, from: '$ORIGIN' };
  const known = KNOWN[name.toLowerCase()];
  if (known !== undefined) return { name: known, from: 'name' };
  const bare = name
    .replace(/^(db|named|zone|pri|master)\./i, '')
    .replace(/\.(zone|db|hosts|txt|signed)$/i, '');
  const octets = /^(\d{1,3}(?:\.\d{1,3}){0,3})(?:\.rev)?$/.exec(bare)?.[1];
  if (octets !== undefined)
    return { name: `${octets.split('.').reverse().join('.')}.in-addr.arpa.`, from: 'name' };
  if (/^[\w-]+(\.[\w-]+)+$/.test(bare)) return { name: `${bare}.`, from: 'name' };
  return { name: 'example.com.', from: 'nothing' };
}
