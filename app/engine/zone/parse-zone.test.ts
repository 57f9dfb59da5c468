import { describe, expect, it } from 'vitest';
import { TYPE, typeText } from '../protocol/codes.ts';
import { nameOf } from '../protocol/name.ts';
import { rdataText } from '../protocol/rdata.ts';
import { bindLine } from './diagnostic.ts';
import { parseZone, type ParsedZone, type ParseZoneOptions } from './parse-zone.ts';

const SOA = '@ SOA ns hostmaster 1 2 3 4 5\n';

function parse(text: string, options: Partial<ParseZoneOptions> = {}): ParsedZone {
  return parseZone(text, { origin: nameOf('example'), fileName: 'db', ...options });
}

/** Records as `owner ttl type rdata`; fails where there is an error. */
function records(text: string, options: Partial<ParseZoneOptions> = {}): string[] {
  const parsed = parse(text, options);
  expect(parsed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return parsed.records.map(
    ({ name, ttl, type, rdata }) => `${name} ${ttl} ${typeText(type)} ${rdataText(type, rdata)}`,
  );
}

/** Diagnostics as `line:column severity message`. */
function said(text: string, options: Partial<ParseZoneOptions> = {}): string[] {
  return parse(text, options).diagnostics.map(
    ({ line, column, severity, message }) => `${line}:${column} ${severity} ${message}`,
  );
}

describe('entries (RFC 1035 §5.1)', () => {
  it('take TTL and class in either order, or neither', () => {
    const text =
      '$TTL 60\na 5 IN A 192.0.2.1\nb IN 6 A 192.0.2.1\nc IN A 192.0.2.1\nd 7 A 192.0.2.1\ne A 192.0.2.1\n';
    expect(records(text).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'a.example. 5',
      'b.example. 6',
      'c.example. 60',
      'd.example. 7',
      'e.example. 60',
    ]);
  });

  it('that begin with a space belong to the owner before', () => {
    expect(records('$TTL 1\na A 192.0.2.1\n  AAAA ::1\n\tTXT x\n')).toEqual([
      'a.example. 1 A 192.0.2.1',
      'a.example. 1 AAAA ::1',
      'a.example. 1 TXT "x"',
    ]);
  });

  it('complete relative names with the origin, and take @ for it', () => {
    expect(records('$TTL 1\n@ NS a\na.b NS c.\n$ORIGIN sub\n@ NS @\nx.example. NS y\n')).toEqual([
      'example. 1 NS a.example.',
      'a.b.example. 1 NS c.',
      'sub.example. 1 NS sub.example.',
      'x.example. 1 NS y.sub.example.',
    ]);
  });

  it('go over several lines in parentheses, with comments and blank lines between', () => {
    const text = '$TTL 1\n@ SOA ns hostmaster ( 1 ; serial\n\n 2h ) ; refresh\n';
    expect(said(text)).toEqual(['4:4 error near eol: unexpected end of input']);
    expect(
      records('$TTL 1\n@ SOA ns hostmaster (\n 1 ; serial )\n 2h 3\n\n(4) 5 )\na A 192.0.2.1\n'),
    ).toEqual(['example. 1 SOA ns.example. hostmaster.example. 1 7200 3 4 5', 'a.example. 1 A 192.0.2.1']);
  });

  it('take quotes, escapes and semicolons inside strings and names', () => {
    expect(
      records('$TTL 1\na TXT "x; y" z\\;\\032w ; a comment\nb\\.c A 192.0.2.1\n\\100 A 192.0.2.2\n'),
    ).toEqual(['a.example. 1 TXT "x; y" "z; w"', 'b\\.c.example. 1 A 192.0.2.1', 'd.example. 1 A 192.0.2.2']);
  });

  it('are read from files with CRLF, a byte order mark, and no last newline', () => {
    expect(records('\ufeff$TTL 1\r\na A 192.0.2.1\r\nb TXT "x"')).toEqual([
      'a.example. 1 A 192.0.2.1',
      'b.example. 1 TXT "x"',
    ]);
  });

  it('hold unknown types and known ones in generic form (RFC 3597 §5)', () => {
    expect(
      records('$TTL 1\na TYPE65400 \\# 3 01 0203\nb TYPE1 \\# 4 C0000201\nc CLASS1 A 192.0.2.1\n'),
    ).toEqual([
      'a.example. 1 TYPE65400 \\# 3 010203',
      'b.example. 1 A 192.0.2.1',
      'c.example. 1 A 192.0.2.1',
    ]);
  });

  it('keep the case in which a name was written', () => {
    expect(records('$TTL 1\nWWW NS Ns.Example.\n')).toEqual(['WWW.example. 1 NS Ns.Example.']);
  });
});

describe('TTLs', () => {
  const ttls = (text: string): number[] => parse(text).records.map(({ ttl }) => ttl);

  it('are seconds, or numbers with units', () => {
    expect(ttls('a 90 A 192.0.2.1\nb 1h30m A 192.0.2.1\nc 1W2D A 192.0.2.1\nd 0 A 192.0.2.1\n')).toEqual([
      90, 5400, 777_600, 0,
    ]);
  });

  it('come from $TTL where a record has none, whatever the record before says (RFC 2308 §4)', () => {
    expect(ttls('$TTL 1m\na A 192.0.2.1\nb 5 A 192.0.2.1\nc A 192.0.2.1\n$TTL 2m\nd A 192.0.2.1\n')).toEqual([
      60, 5, 60, 120,
    ]);
  });

  it('come from the record before where there is no $TTL (RFC 1035 §5.1), which is told once', () => {
    const text = 'a 5 A 192.0.2.1\nb A 192.0.2.1\nc 6 A 192.0.2.1\nd A 192.0.2.1\n';
    expect(ttls(text)).toEqual([5, 5, 6, 6]);
    expect(said(text)).toEqual(['2:1 warning using RFC1035 TTL semantics']);
  });

  it("come from the SOA's last field where nothing else says one, as in BIND", () => {
    expect(ttls(`${SOA}a A 192.0.2.1\n`)).toEqual([5, 5]);
    expect(said(SOA)).toEqual(['1:1 warning no TTL specified; using SOA MINTTL instead']);
    expect(said('a A 192.0.2.1\n')).toEqual(['1:1 error no TTL specified; zone rejected']);
  });

  it('are zero where they are larger than 2^31 - 1 (RFC 2181 §8)', () => {
    const text = 'a 2147483648 A 192.0.2.1\nb 2147483647 A 192.0.2.1\nc 4294967296 A 192.0.2.1\n';
    expect(ttls(text)).toEqual([0, 2_147_483_647]);
    expect(said(text)).toEqual([
      '1:3 warning $TTL 2147483648 > MAXTTL, setting $TTL to 0',
      "3:3 error unknown RR type '4294967296'",
    ]);
  });

  it('of one RRset are the same: that of its first record (RFC 2181 §5.2)', () => {
    expect(ttls('a 5 A 192.0.2.1\na 6 A 192.0.2.2\na 7 TXT x\n')).toEqual([5, 5, 7]);
    expect(said('a 5 A 192.0.2.1\n  6 A 192.0.2.2\n')).toEqual(['2:3 warning TTL set to prior TTL (5)']);
  });
});

describe('$INCLUDE', () => {
  const files = new Map([
    ['inc', 'i A 192.0.2.9\n$ORIGIN deep\nj A 192.0.2.9\n'],
    ['self', '$INCLUDE self\n'],
    ['bad', '\n  A 192.0.2\n'],
  ]);
  const readInclude = (file: string): string | null => files.get(file) ?? null;

  it('reads another file, with an origin of its own, and comes back to its own origin and owner', () => {
    const text = '$TTL 1\na A 192.0.2.1\n$INCLUDE inc\n A 192.0.2.2\n$INCLUDE inc sub\nb A 192.0.2.3\n';
    expect(records(text, { readInclude }).map((line) => line.split(' ')[0])).toEqual([
      'a.example.',
      'i.example.',
      'j.deep.example.',
      'a.example.',
      'i.sub.example.',
      'j.deep.sub.example.',
      'b.example.',
    ]);
  });

  it('tells a file that is not there, with the place of its name', () => {
    expect(said('$INCLUDE nowhere\n', { readInclude })).toEqual(['1:10 error nowhere: file not found']);
    expect(said('$INCLUDE inc\n')).toEqual(['1:10 error inc: file not found']);
  });

  it('names the included file in what it says about it', () => {
    const { diagnostics } = parse('$TTL 1\na A 192.0.2.1\n$INCLUDE bad\n', { readInclude });
    expect(diagnostics[0]).toMatchObject({ file: 'bad', line: 2, column: 5, sourceLine: '  A 192.0.2' });
  });

  it('ends where a file includes itself, and where files are nested too deep', () => {
    expect(said('$INCLUDE self\n', { readInclude })).toEqual(['1:10 error self: too many open files']);
    let n = 0;
    const endless = (): string => `; file ${n++}\n$INCLUDE next\n`;
    expect(said('$INCLUDE next\n', { readInclude: endless })).toEqual([
      '2:10 error next: too many open files',
    ]);
    expect(n).toBeLessThan(20);
  });

  it('ends where files include many files each', () => {
    let n = 0;
    const bushy = (): string => `; file ${n++}\n` + '$INCLUDE next\n'.repeat(100);
    expect(parse('$INCLUDE next\n', { readInclude: bushy }).errors).toBeGreaterThan(0);
    expect(n).toBeLessThanOrEqual(1000);
  });
});

describe('$GENERATE', () => {
  it('counts, in steps, with offsets, widths and bases', () => {
    const text = `$TTL 1
$GENERATE 0-3/2 x\${-1,3,d}.$ A 192.0.2.$
$GENERATE 10-11 a\${0,2,X} CNAME y$
$GENERATE 250-250 \${0,5,n} 7 IN TXT "b$ c"
$GENERATE 1-1 m$$ MX "10 mail$"
`;
    expect(records(text)).toEqual([
      'x-01.0.example. 1 A 192.0.2.0',
      'x001.2.example. 1 A 192.0.2.2',
      'a0A.example. 1 CNAME y10.example.',
      'a0B.example. 1 CNAME y11.example.',
      'a.f.0.example. 7 TXT "b250" "c"',
      'm\\$.example. 1 MX 10 mail1.example.',
    ]);
  });

  it('tells wrong ranges and templates, with their places', () => {
    const lines = ['1-x', '5-1', '1-5/0', '1', '-1-5', '99999999999-99999999999'];
    for (const range of lines) {
      expect(said(`$GENERATE ${range} a$ A 192.0.2.1\n`)).toEqual([`1:11 error invalid range '${range}'`]);
    }
    expect(said('$GENERATE 1-2 a${0,2 A 192.0.2.1\n')).toEqual(['1:15 error syntax error']);
    expect(said('$GENERATE 1-2 a A\n')).toEqual(['1:18 error unexpected end of line']);
  });

  it('stops at the first wrong record, and at a number of records that no zone needs', () => {
    expect(said('$TTL 1\n$GENERATE 250-300 a$ A 192.0.2.$\n')).toEqual([
      "2:24 error near '192.0.2.256': bad dotted quad",
    ]);
    const huge = parse('$TTL 1\n$GENERATE 0-2000000000 a$ A 192.0.2.1\n');
    expect(huge.diagnostics[0]?.message).toMatch(/^more than \d+ records generated$/);
  });
});

describe('an octet 0', () => {
  it('is part of a text in quotes, and fits nowhere else (BIND)', () => {
    const { records } = parse('$TTL 1\na TXT "x\0y"\n');
    expect(records.map(({ rdata }) => [...rdata])).toEqual([[3, 120, 0, 121]]);
    expect(said('$TTL 1\na TXT x \0\n')).toEqual(['2:9 error unexpected token']);
  });
});

describe('a carriage return by itself', () => {
  it('ends a line that is not counted, but for comments and parentheses (BIND)', () => {
    const { records } = parse('$TTL 1\na TXT x ; y\rb TXT y\nc TXT ( x\r y )\rd TXT z\r');
    expect(records.map(({ name, line }) => `${name.labels[0]?.length ?? 0} ${line}`)).toEqual([
      '1 2',
      '1 3',
      '1 3',
    ]);
    expect(said('$TTL 1\na TXT x\r d\n')).toEqual(["2:10 error unknown RR type 'd'"]);
  });
});

describe('what is wrong is told with line, column and the line itself', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['a A 192.0.2\n', "1:5 error near '192.0.2': bad dotted quad"],
    ['a A 192.0.2.1 x\n', "1:15 error near 'x': extra input text"],
    ['a AAAA 192.0.2.1\n', "1:8 error near '192.0.2.1': bad IPv6 address"],
    ['a MX ten mail\n', "1:6 error near 'ten': not a valid number"],
    ['a MX 10\n', '1:8 error near eol: unexpected end of input'],
    ['a BAD 192.0.2.1\n', "1:3 error unknown RR type 'BAD'"],
    ['a IN IN A 192.0.2.1\n', "1:6 error unknown RR type 'IN'"],
    ['a 5 6 A 192.0.2.1\n', "1:5 error unknown RR type '6'"],
    ['a CH A 192.0.2.1\n', "1:3 error class 'CH' != zone class 'IN'"],
    ['a ANY x\n', "1:7 error unknown RR type 'x'"],
    ['a OPT x\n', "1:3 error type 'OPT': invalid use of a meta type"],
    ['a\n', '1:2 error unexpected end of line'],
    ['a 5 IN\n', '1:7 error unexpected end of line'],
    ['  A 192.0.2.1\n', '1:3 error no current owner name'],
    ['a..b A 192.0.2.1\n', '1:3 error empty label'],
    [`${'x'.repeat(64)} A 192.0.2.1\n`, '1:64 error label too long'],
    [`${'abcdefg.'.repeat(32)} A 192.0.2.1\n`, '1:256 error ran out of space'],
    ['\\300 A 192.0.2.1\n', '1:1 error bad escape'],
    ['a TXT "x\nb A 192.0.2.1\n', '1:7 error unbalanced quotes'],
    ['a TXT x )\n', '1:9 error unbalanced parentheses'],
    ['a TXT ( x\nb A 192.0.2.1\n', '1:7 error unbalanced parentheses'],
    ['b.other. A 192.0.2.1\n', '1:1 warning ignoring out-of-zone data (b.other)'],
    ['a SOA a b 1 2 3 4 5\n', '1:1 error SOA record not at top of zone (a.example)'],
    ['$TTL\n', '1:5 error unexpected end of line'],
    ['$TTL x\n', "1:6 error near 'x': bad ttl"],
    ['$TTL 1h30\n', "1:6 error near '1h30': bad ttl"],
    ['$ORIGIN a b\n', '1:11 error extra input text'],
    ['$ORIGIN a..b\n', '1:11 error empty label'],
    ['$FOO x\n', "1:1 error unknown $ directive '$FOO'"],
  ];
  for (const [text, expected] of cases) {
    it(JSON.stringify(text.length > 60 ? `${text.slice(0, 20)}…` : text), () => {
      const before = '; a comment\n$TTL 60\n';
      const { diagnostics } = parse(before + text);
      const [first] = diagnostics;
      expect(first && `${first.line - 2}:${first.column} ${first.severity} ${first.message}`).toBe(expected);
      expect(first?.sourceLine).toBe(text.split('\n')[0]?.slice(0, 240));
      expect(first?.hint === '' && /dotted|IPv6|type|paren|quotes|owner|label/.test(first.message)).toBe(
        false,
      );
    });
  }

  it('and what follows is read all the same', () => {
    const text =
      '$TTL 1\na A 192.0.2\nb A 192.0.2.1\nc TXT "x\nd A 192.0.2.1\ne TXT )\nf A 192.0.2.1\ng TXT ( x\nh A 192.0.2.1\n';
    const { records: read, errors } = parse(text);
    expect(read.map(({ name }) => name.toString().charAt(0)).join('')).toBe('bdfh');
    expect(errors).toBe(4);
  });

  it("in BIND's form of a line", () => {
    const lines = parse('$TTL 1\na A 192.0.2\nb BAD x\n$FOO\n').diagnostics.map(bindLine);
    expect(lines).toEqual([
      "dns_rdata_fromtext: db:2: near '192.0.2': bad dotted quad",
      "db:3: unknown RR type 'BAD'",
      "dns_master_load: db:4: unknown $ directive '$FOO'",
    ]);
  });

  it('up to two hundred of them, though all are counted', () => {
    const { diagnostics, errors } = parse('a BAD\n'.repeat(5000));
    expect(diagnostics.length).toBe(200);
    expect(errors).toBe(5000);
  });
});

describe('records know where they were written', () => {
  it('by file, line and column', () => {
    const [, record] = parse('$TTL 1\na A 192.0.2.1\n  TXT ( x\n y )\n').records;
    expect(record).toMatchObject({ type: TYPE.TXT, line: 3, column: 3, file: { name: 'db' } });
  });
});
