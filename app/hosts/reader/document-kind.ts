import type { DocumentKind } from '../../reader-contract.ts';

/** What a file is, by its first octets and its name, and what to call it. */
export function kindOf(name: string, head: Uint8Array): { kind: DocumentKind; title: string } {
  if (isTar(head) || (isGzip(head) && /\.(tgz|tar\.gz)$/i.test(name)))
    return { kind: 'archive', title: 'Archive (tar)' };
  if (isZip(head)) return { kind: 'archive', title: 'Archive (zip)' };
  if (head.includes(0)) return { kind: 'binary', title: binaryTitle(head) };
  const text = new TextDecoder().decode(head);
  if (/^(;\n)?; Start view |^; (Cache|Address database|Bad cache|SERVFAIL cache)/m.test(text.slice(0, 2000)))
    return { kind: 'dump', title: 'Cache dump of BIND' };
  if (/^START_RRSET_CACHE$/m.test(text.slice(0, 2000)))
    return { kind: 'dump', title: 'Cache dump of Unbound' };
  if (text.startsWith('+++ Statistics Dump +++')) return { kind: 'statistics', title: 'Statistics of BIND' };
  if (/^(<\?xml[^>]*>\s*(<\?[^>]*>\s*)*)?<statistics\s/.test(text) || /^\{\s*"json-stats-version"/.test(text))
    return { kind: 'statistics', title: 'Statistics channel of BIND' };
  if (isLog(name, text)) return { kind: 'log', title: 'Log' };
  if (/\.conf(\..+)?$|^named\.conf/.test(name) || looksLikeConfiguration(text))
    return { kind: 'named.conf', title: 'Configuration of BIND' };
  if (/\.(zone|db|hosts)$|^db\./.test(name) || /^\$(TTL|ORIGIN)\b|\bIN\s+SOA\s/m.test(text))
    return { kind: 'zone', title: 'Zone file' };
  return { kind: 'text', title: 'Text' };
}

function binaryTitle(head: Uint8Array): string {
  const [first, second, third, fourth] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return 'Text in UTF-16, which named does not read';
  // BIND: form 2 is raw, in network order.
  if (first === 0 && second === 0 && third === 0 && fourth === 2)
    return 'Zone file in raw form, which named-checkzone -f raw reads';
  return 'Not text';
}

/** POSIX puts a word at a place of its own into the header. */
function isTar(head: Uint8Array): boolean {
  return new TextDecoder().decode(head.subarray(257, 262)) === 'ustar';
}

/** PKWARE's APPNOTE §4.3.6: an entry; an empty one begins with its end (§4.3.16). */
export function isZip([first, second, third, fourth]: Uint8Array): boolean {
  return (
    first === 0x50 && second === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6))
  );
}

/** RFC 1952 §2.3.1. */
function isGzip([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b;
}

/** named's own time (`21-Nov-2026 14:02:11.123`), ISO 8601 of it, or syslog's. */
const LOG_LINE =
  /^(\d{1,2}-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d\.\d{3} |\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )/;

/** BIND: without `print-time` a channel's lines begin with category and severity, with either, or with the message. */
const UNTIMED_LINE =
  /^(?:[a-z][a-z-]*: )?(?:critical|error|warning|notice|info|debug(?: \d+)?): |^(?:[a-z][a-z-]*: )?client (?:@0x[0-9a-f]+ )?[0-9a-f.:]+#\d+/;

function isLog(name: string, text: string): boolean {
  if (/\.log(?:\.\d+)?$/.test(name)) return true;
  const lines = text
    .split('\n')
    .slice(0, 20)
    .filter((line) => line.trim() !== '');
  return (
    lines.length > 0 &&
    lines.filter((line) => LOG_LINE.test(line) || UNTIMED_LINE.test(line)).length * 2 > lines.length
  );
}

function looksLikeConfiguration(text: string): boolean {
  return (
    /^\s*(options|acl|view|zone|logging|controls|key|include)\b[^;{}]*[{;]/m.test(text) && /\};/.test(text)
  );
}
