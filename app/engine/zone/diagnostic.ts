/** What a zone file's reader and checker have to say about it, each with its place. */
import { ZoneTokens } from './tokens.ts';

export interface ZoneDiagnostic {
  readonly file: string;
  /** Both from 1; line 0 where it is about the zone as a whole (no SOA anywhere, for instance). */
  readonly line: number;
  readonly column: number;
  /** A zone with an error is not loaded; one with warnings is. */
  readonly severity: 'error' | 'warning';
  /** In BIND's words, without file and line. */
  readonly message: string;
  /** What to do about it, for a learner; empty where the message says all. */
  readonly hint: string;
  /** The line as it stands in the file; empty where there is none. */
  readonly sourceLine: string;
  /** The part of BIND that says so, as its log lines begin; empty where they begin with the file. */
  readonly reporter: '' | 'dns_master_load' | 'dns_rdata_fromtext' | '$GENERATE' | 'zone';
}

/** Where something stands. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * The diagnostic as named and named-checkzone print it.
 *
 * @example "dns_rdata_fromtext: example.db:4: near '1.2.3': bad dotted quad"
 */
export function bindLine(diagnostic: ZoneDiagnostic): string {
  if (diagnostic.reporter === 'zone') return diagnostic.message;
  const prefix = diagnostic.reporter === '' ? '' : `${diagnostic.reporter}: `;
  const line = diagnostic.line === 0 ? '' : `:${diagnostic.line}`;
  return `${prefix}${diagnostic.file}${line}: ${diagnostic.message}`;
}

/**
 * The lines that BIND prints of one diagnostic: of some it says the reason once more.
 */
export function bindLines(diagnostic: ZoneDiagnostic): string[] {
  const line = bindLine(diagnostic);
  // BIND: a blank line follows.
  if (/: deprecated DNSKEY algorithm found/.test(line)) return [line, ''];
  const again = diagnostic.message.startsWith('TTL ')
    ? 'out of range'
    : diagnostic.message === 'unexpected end of line'
      ? 'unexpected end of input'
      : diagnostic.message.startsWith('isc_lex_gettoken() failed: ')
        ? diagnostic.message.slice(27)
        : null;
  if (again === null || diagnostic.reporter !== 'dns_master_load') return [line];
  return [line, `dns_master_load: ${diagnostic.file}:${diagnostic.line}: ${again}`];
}

/** What BIND calls the reason of an error in one phrase, as in `loading from master file … failed: bad class`. */
export function reasonOf({ message }: ZoneDiagnostic): string {
  return REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? message.replace(/^.*: /s, '');
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^unknown RR type/, 'unknown class/type'],
  [/^class '/, 'bad class'],
  [/^DS record at top/, 'at top of zone'],
  [/^SOA record not at top/, 'not at top of zone'],
  [/^unexpected end of line/, 'unexpected end of input'],
  [/^unknown \$ directive|^invalid range/, 'syntax error'],
  [/^NS record '/, 'NS is an address'],
  [/^no TTL specified/, 'no TTL'],
  [/^no current owner name/, 'no owner'],
  [/exceeds configured max-zone-ttl/, 'out of range'],
];

/** A file of errors is not told line by line without end. */
const MAX_DIAGNOSTICS = 200;

/** Collects diagnostics; the first two hundred are kept, all errors are counted. */
export class ZoneDiagnostics {
  readonly list: ZoneDiagnostic[] = [];
  /** For each of the list, how many records had been read before it. */
  readonly positions: number[] = [];
  errors = 0;
  /** How many records have been read. */
  position = 0;

  add(
    file: { readonly name: string; readonly text: string },
    place: Place,
    severity: ZoneDiagnostic['severity'],
    message: string,
    reporter: ZoneDiagnostic['reporter'] = '',
  ): void {
    if (severity === 'error') this.errors++;
    if (this.list.length >= MAX_DIAGNOSTICS) return;
    const sourceLine = ZoneTokens.line(file.text, place.line);
    const { line, column } = place;
    this.positions.push(this.position);
    this.list.push({
      file: file.name,
      line,
      column,
      severity,
      message,
      hint: hintFor(message),
      sourceLine,
      reporter,
    });
  }
}

/** What each message means to somebody who meets it for the first time; the first that fits is given. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/bad dotted quad/, 'An IPv4 address is four numbers from 0 to 255 with dots between.'],
  [/bad IPv6 address/, 'An AAAA record needs an IPv6 address; for an IPv4 address the type is A.'],
  [/^no TTL specified; zone/, 'Begin the file with a line such as "$TTL 1h".'],
  [/^no TTL specified; using/, 'A line such as "$TTL 1h" at the beginning says it plainly.'],
  [/RFC1035 TTL semantics/, 'Without $TTL a record takes the TTL of the one before it. Add a "$TTL" line.'],
  [
    /TTL set to prior TTL/,
    'All records of one name and type share one TTL (RFC 2181 §5.2): the first one counts.',
  ],
  [/MAXTTL/, 'A TTL is at most 2147483647 seconds, 68 years (RFC 2181 §8).'],
  [/^unknown RR type/, 'Here a TTL, a class or a record type must stand: is one misspelt, or missing?'],
  [/meta type/, 'This type exists in questions and messages only, never in a zone.'],
  [
    /CNAME and other data/,
    'An alias has no other records (RFC 1034 §3.6.2): remove the CNAME or the others.',
  ],
  [/multiple RRs of singleton type/, 'Of this type a name has one record only.'],
  [
    /unbalanced parentheses/,
    'Every "(" needs its ")"; without one the record goes on to the end of the file.',
  ],
  [/unbalanced quotes/, 'The closing quote is missing; a quoted string ends on the line on which it begins.'],
  [
    /^no current owner name/,
    'A line that begins with a space belongs to the name of the line before; here there is none.',
  ],
  [
    /out-of-zone data/,
    'The name does not end in the name of the zone. Is a closing dot wrong, or the $ORIGIN?',
  ],
  [/not at top of zone/, 'The SOA belongs to the name of the zone itself: write "@".'],
  [/extra input text/, 'The record is complete before this word. Is a quote, a ";" or a new line missing?'],
  [/unexpected end of (input|line)/, 'Something is missing at the end of this line.'],
  [/empty label/, 'Two dots stand side by side, or the name begins with a dot.'],
  [/label too long/, 'A label has at most 63 octets (RFC 1035 §2.3.4).'],
  [/ran out of space/, 'A name has at most 255 octets, its length octets counted (RFC 1035 §2.3.4).'],
  [/bad escape/, 'After "\\" comes one character, or three digits from 000 to 255.'],
  [/^unknown \$ directive/, 'There are $ORIGIN, $TTL, $INCLUDE and $GENERATE.'],
  [/bad ttl/, 'A TTL is a number of seconds, or numbers with units: 1w2d3h4m5s.'],
  [/^invalid range/, 'A range is "start-stop" or "start-stop/step", for instance 1-254 or 0-62/2.'],
  [/file not found/, 'The path counts from the folder of the zone files.'],
  [/too many open files/, 'A file includes itself, or files are nested too deep.'],
  [/has \d+ SOA records/, 'A zone has exactly one SOA record, at its top (RFC 1035 §5.2).'],
  [/has no NS records/, 'A zone names its own servers: at least one NS record at its top.'],
  [/has no address records/, 'Add an A or AAAA record for this name, or name another host.'],
  [/is a CNAME \(illegal\)/, 'NS and MX must name a host with addresses, never an alias (RFC 2181 §10.3).'],
  [/bad owner name/, 'The names of hosts are made of letters, digits and hyphens (RFC 1123 §2.1).'],
  [/MX is an address/, 'An MX names a mail server; an address cannot stand there. Make an A record for it.'],
];

function hintFor(message: string): string {
  return HINTS.find(([pattern]) => pattern.test(message))?.[1] ?? '';
}
