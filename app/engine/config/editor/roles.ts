/** What a word or string at a place names: an access list, a key, a file … The form alone says only `string`. */
import type { Shape } from '../language/shape.ts';
import type { TextTerm } from './config-text.ts';
import { blockOf, keywordOf, type Level } from './place.ts';

export type DefinitionKind =
  | 'acl'
  | 'category'
  | 'channel'
  | 'dlz'
  | 'dnssec-policy'
  | 'http'
  | 'key'
  | 'servers'
  | 'tls'
  | 'view'
  | 'zone';

export type Role =
  | { readonly kind: 'name'; readonly of: DefinitionKind }
  | { readonly kind: 'file' }
  | { readonly kind: 'folder' }
  /** One of some words that the language's form does not list. */
  | { readonly kind: 'one-of'; readonly words: readonly string[] };

const FILE: Role = { kind: 'file' };
const FOLDER: Role = { kind: 'folder' };
const name = (of: DefinitionKind): Role => ({ kind: 'name', of });
const oneOf = (words: string): Role => ({ kind: 'one-of', words: words.split(' ') });

const HMACS = oneOf('hmac-sha256 hmac-sha512 hmac-sha384 hmac-sha224 hmac-sha1 hmac-md5');
const SIGNING = oneOf('ecdsap256sha256 ecdsap384sha384 ed25519 ed448 rsasha256 rsasha512');
const FACILITIES = oneOf(
  'daemon local0 local1 local2 local3 local4 local5 local6 local7 syslog user auth authpriv kern mail news lpr uucp cron ftp',
);
const ORDERS = oneOf('random cyclic none fixed');

/** By the word before, wherever it stands. */
const BEHIND: Readonly<Record<string, Role>> = {
  key: name('key'),
  tls: name('tls'),
  http: name('http'),
  lifetime: oneOf('unlimited 30d 60d 90d 365d'),
  algorithm: SIGNING,
  order: ORDERS,
};

/** By `block/keyword`, or by keyword. */
const OF_CLAUSE: Readonly<Record<string, Role>> = {
  include: FILE,
  'zone/file': FILE,
  'channel/file': FILE,
  'channel/syslog': FACILITIES,
  'key/algorithm': HMACS,
  'zone/dlz': name('dlz'),
  'zone/in-view': name('view'),
  'attach-cache': name('view'),
  'zone/dnssec-policy': name('dnssec-policy'),
  'options/dnssec-policy': name('dnssec-policy'),
  'view/dnssec-policy': name('dnssec-policy'),
  'server/keys': name('key'),
  directory: FOLDER,
  'key-directory': FOLDER,
  'managed-keys-directory': FOLDER,
  'new-zones-directory': FOLDER,
  'bindkeys-file': FILE,
  'dump-file': FILE,
  journal: FILE,
  'session-keyfile': FILE,
  'statistics-file': FILE,
  'tls/key-file': FILE,
  'tls/cert-file': FILE,
  'tls/ca-file': FILE,
  'tls/protocols': oneOf('"TLSv1.2" "TLSv1.3"'),
};

/** What stands in the lists of such clauses. */
const OF_LIST: Readonly<Record<string, Role>> = {
  'controls/inet': name('key'),
  'controls/unix': name('key'),
};

/** Null where a word names nothing that is known elsewhere. `before`: the statement’s terms before it. */
export function roleAt(levels: readonly Level[], before: readonly TextTerm[]): Role | null {
  const level = levels.at(-1) as Level;
  const { inside } = level;
  const last = before.at(-1)?.text.toLowerCase() ?? '';
  const isKeyword = inside.kind === 'clauses' && before.length === 0;
  if (isKeyword || inside.kind === 'unknown') return null;
  const keyword = keywordOf(level, before);
  const own = inside.kind === 'clauses' && before.length === 1;
  const block = blockOf(levels);
  if (block === 'logging' && keyword === 'category') return name(own ? 'category' : 'channel');
  if (inside.kind === 'elements') {
    const { of } = inside;
    if (of.kind === 'value' && of.what === 'address match element')
      return name(last === 'key' ? 'key' : 'acl');
    // A list of servers: `{ name; 192.0.2.1 key k; }`
    if (isServers(of) && before.length === 0) return name('servers');
  }
  if (keyword === 'update-policy' && before.length === 1) return name('key');
  const behind = own ? undefined : BEHIND[last];
  const ofList = inside.kind === 'elements' ? OF_LIST[`${block}/${keyword}`] : undefined;
  return behind ?? ofList ?? OF_CLAUSE[`${block}/${keyword}`] ?? OF_CLAUSE[keyword] ?? null;
}

function isServers(shape: Shape): boolean {
  return shape.kind === 'sequence'
    ? shape.parts.some(isServers)
    : shape.kind === 'value' && shape.what === 'server';
}
