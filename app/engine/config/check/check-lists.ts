/** Lists of servers, and the blocks for TLS and HTTP. */
import {
  clauseOf,
  clausesOf,
  fieldOf,
  itemsOf,
  mapOf,
  textOf,
  type MapValue,
  type Value,
} from '../language/value.ts';
import { isTlsKnown } from './check-listeners.ts';
import { nameOf, previously, type CheckContext } from './context.ts';

/** BIND: lists of primaries are found under both words. */
const FAMILIES = { primaries: ['primaries', 'masters'], 'parental-agents': ['parental-agents'] } as const;
export type ListFamily = keyof typeof FAMILIES;

export function checkServerLists(context: CheckContext): void {
  for (const word of ['primaries', 'masters', 'parental-agents']) {
    const seen = new Map<string, Value>();
    for (const list of clausesOf(context.top, word)) {
      const name = textOf(fieldOf(list, 'name'));
      const before = seen.get(name.toLowerCase());
      if (before !== undefined)
        context.error(list, `${word} list '${name}' is duplicated: also defined at ${previously(before)}`);
      else seen.set(name.toLowerCase(), list);
    }
  }
}

/** The servers of a list, and of the lists that it names; gives how many there are. */
export function checkRemoteServers(
  context: CheckContext,
  list: Value,
  family: ListFamily,
  seen = new Set<string>(),
): number {
  let count = 0;
  for (const element of itemsOf(fieldOf(list, 'addresses'))) {
    checkKeyAndTls(context, element);
    const server = fieldOf(element, 'server');
    if (server?.kind === 'address') count++;
    if (server?.kind !== 'text') continue;
    const name = server.text.toLowerCase();
    if (seen.has(name)) continue;
    seen.add(name);
    const named = FAMILIES[family]
      .flatMap((word) => clausesOf(context.top, word))
      .find((one) => textOf(fieldOf(one, 'name')).toLowerCase() === name);
    if (named === undefined) context.error(server, `unable to find ${family} list '${server.text}'`);
    else count += checkRemoteServers(context, named, family, seen);
  }
  return count;
}

function checkKeyAndTls(context: CheckContext, element: Value): void {
  const key = fieldOf(element, 'key');
  const tls = fieldOf(element, 'tls');
  if (fieldOf(element, 'server')?.kind === 'text') {
    // BIND: a list within a list has its own.
    for (const own of [key, tls])
      if (own !== undefined) context.error(own, `unexpected token '${textOf(own)}'`);
    return;
  }
  if (key !== undefined && nameOf(textOf(key)) === null)
    context.error(key, `'${textOf(key)}' is not a valid name`);
  if (tls !== undefined && !isTlsKnown(context, textOf(tls)))
    context.error(tls, `tls '${textOf(tls)}' is not defined`);
}

export function checkHttpBlocks(context: CheckContext): void {
  const seen = new Map<string, Value>();
  for (const value of clausesOf(context.top, 'http')) {
    const http = mapOf(value);
    const name = textOf(http?.id ?? undefined);
    if (name.toLowerCase() === 'default')
      context.error(value, `'http' name cannot be '${name}' (which is a built-in configuration)`);
    const before = seen.get(name.toLowerCase());
    if (before !== undefined)
      context.error(value, `http '${name}' is duplicated: also defined at ${previously(before)}`);
    else seen.set(name.toLowerCase(), value);
    for (const endpoint of itemsOf(clauseOf(http, 'endpoints')))
      if (!isAbsolutePath(textOf(endpoint)))
        context.error(endpoint, `endpoint '${textOf(endpoint)}' is not a valid absolute HTTP path`);
  }
}

/** RFC 3986 §3.3: `path-absolute`. */
function isAbsolutePath(text: string): boolean {
  return /^\/(?:(?:[\w.~!$&'()*+,;=:@-]|%[0-9a-f]{2})+(?:\/(?:[\w.~!$&'()*+,;=:@-]|%[0-9a-f]{2})*)*)?$/i.test(
    text,
  );
}

const RESERVED = new Set(['ephemeral', 'none']);
const VERSIONS = new Set(['TLSv1.2', 'TLSv1.3']);

export function checkTlsBlocks(context: CheckContext): void {
  const seen = new Map<string, Value>();
  for (const value of clausesOf(context.top, 'tls')) {
    const tls = mapOf(value);
    const id = tls?.id ?? value;
    const name = textOf(tls?.id ?? undefined);
    if (RESERVED.has(name.toLowerCase()))
      context.error(id, `tls clause name '${name}' is reserved for internal use`);
    else {
      const before = seen.get(name.toLowerCase());
      if (before !== undefined)
        context.error(id, `tls clause '${name}' is duplicated: also defined at ${previously(before)}`);
      else seen.set(name.toLowerCase(), id);
    }
    if (tls !== null) checkTls(context, tls, name, value);
  }
}

function checkTls(context: CheckContext, tls: MapValue, name: string, value: Value): void {
  const has = (word: string): boolean => clauseOf(tls, word) !== undefined;
  if (has('key-file') !== has('cert-file'))
    context.error(value, `tls '${name}': 'cert-file' and 'key-file' must both be specified, or both omitted`);
  const protocols = clauseOf(tls, 'protocols');
  if (protocols !== undefined) {
    const seen = new Set<string>();
    let known = 0;
    for (const item of itemsOf(protocols)) {
      const text = textOf(item);
      if (!VERSIONS.has(text)) {
        context.error(item, `'${text}' is not a valid TLS protocol version`);
        continue;
      }
      known++;
      if (seen.has(text)) context.error(item, `'${text}' is specified more than once in '${name}'`);
      seen.add(text);
    }
    if (known === 0)
      context.error(protocols, `tls '${name}' does not contain any valid TLS protocol versions definitions`);
  }
  const ciphers = clauseOf(tls, 'ciphers');
  if (ciphers !== undefined && !isCipherList(textOf(ciphers)))
    context.error(ciphers, `'ciphers' in the 'tls' clause '${name}' is not a valid cipher list string`);
}

const CIPHER_WORD =
  /^[!+-]?(?:(?:HIGH|MEDIUM|LOW|ALL|DEFAULT|COMPLEMENTOFALL|COMPLEMENTOFDEFAULT|[ae]?NULL|k?(?:RSA|DHE|EDH|ECDHE|EECDH|DH|PSK)|a(?:RSA|DSS|ECDSA|PSK|CERT)|ECDSA|PSK|SRP|DSS|AES(?:128|256|GCM|CCM|CCM8)?|CHACHA20|CAMELLIA(?:128|256)?|ARIA(?:128|256|GCM)?|SHA(?:1|256|384)?|MD5|3DES|RC4|SEED|IDEA|eNULL|TLSv1(?:\.[0-2])?|SSLv3|SUITEB(?:128|128ONLY|192)|@SECLEVEL=\d|@STRENGTH)(?:\+\w+)*|[A-Z0-9]+(?:-[A-Z0-9]+){2,})$/;

/** Simplified: OpenSSL's words by their shape; it holds when one of them is known. */
function isCipherList(text: string): boolean {
  return text
    .split(/[:, ]/)
    .filter((word) => word !== '')
    .some((word) => CIPHER_WORD.test(word) && !/^[!-]/.test(word));
}
