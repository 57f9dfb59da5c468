import { describe, expect, it } from 'vitest';
import { nameOf } from '../protocol/name.ts';
import { makeZone } from './check-zone.ts';
import { loadZone, type LoadedZone } from './load-zone.ts';
import type { MakeZoneOptions } from './check-zone.ts';
import type { RecordChecks } from './record-checks.ts';

const HEAD = '$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n';

function load(text: string, options: MakeZoneOptions & RecordChecks = {}): LoadedZone {
  return loadZone(text, { origin: nameOf('example'), fileName: 'db', ...options });
}

/** What a zone says that begins with HEAD, with lines counted from below it. */
function said(text: string, options: MakeZoneOptions & RecordChecks = {}): string[] {
  return load(HEAD + text, options).diagnostics.map(
    ({ line, column, severity, message }) => `${line - 4}:${column} ${severity} ${message}`,
  );
}

describe('a zone', () => {
  it('without fault is loaded', () => {
    const { zone, diagnostics } = load(`${HEAD}www A 192.0.2.2\n`);
    expect(diagnostics).toEqual([]);
    expect(zone?.serial).toBe(1);
    expect(zone?.nodeCount).toBe(3);
  });

  it('has exactly one SOA', () => {
    expect(load('$TTL 1\n@ NS ns\nns A 192.0.2.1\n').diagnostics.map(({ message }) => message)).toEqual([
      'zone example/IN: has 0 SOA records',
    ]);
    expect(said('@ SOA other hostmaster 1 2 3 4 5\n')).toEqual([
      '1:1 error example: multiple RRs of singleton type',
    ]);
    expect(load(`${HEAD}@ SOA other hostmaster 1 2 3 4 5\n`).zone).toBeNull();
  });

  it('has NS records', () => {
    const { zone, diagnostics } = load('$TTL 1\n@ SOA ns hostmaster 1 2 3 4 5\n');
    expect(zone).toBeNull();
    expect(diagnostics).toMatchObject([{ message: 'zone example/IN: has no NS records', line: 0 }]);
    expect(diagnostics[0]?.hint).toContain('NS record');
  });

  it('whose own servers have no address, or are aliases, is not loaded', () => {
    expect(said('@ NS other\n')).toEqual([
      "1:1 error zone example/IN: NS 'other.example' has no address records (A or AAAA)",
    ]);
    expect(said('@ NS alias\nalias CNAME ns\n')).toEqual([
      "1:1 error zone example/IN: NS 'alias.example' is a CNAME (illegal)",
    ]);
  });

  it('with a broken file says nothing of what it lacks, for it may stand in the broken part', () => {
    const { diagnostics, errors } = load('$TTL 1\n@ SOA ns hostmaster 1 2 3 4\n');
    expect(diagnostics.map(({ message }) => message)).toEqual(['near eol: unexpected end of input']);
    expect(errors).toBe(1);
  });

  it('can be made of records that come from no file', () => {
    const { zone } = load(HEAD);
    const records = [...(zone?.nodes ?? [])].flatMap(({ rrsets }) =>
      rrsets.flatMap((rrset) => rrset.records),
    );
    expect(makeZone(nameOf('example'), records).zone?.nodeCount).toBe(2);
    expect(makeZone(nameOf('example'), []).diagnostics).toMatchObject([{ line: 0 }, { line: 0 }]);
  });
});

describe('names', () => {
  it('have a CNAME or other data, not both (RFC 1034 §3.6.2)', () => {
    expect(said('a CNAME ns\na A 192.0.2.1\n')).toEqual(['2:1 error a.example: CNAME and other data']);
    expect(said('a A 192.0.2.1\na TXT x\nb A 192.0.2.1\na CNAME ns\n')).toEqual([
      '4:1 error a.example: CNAME and other data',
    ]);
    expect(said('@ CNAME a\n')).toEqual(['1:1 error example: CNAME and other data']);
  });

  it('have one CNAME, and the same one twice is one', () => {
    expect(said('a CNAME ns\na CNAME ns2\n')).toEqual([
      '2:1 error a.example: multiple RRs of singleton type',
    ]);
    expect(said('a CNAME ns\na CNAME NS\n')).toEqual([]);
  });

  it('that are wildcards delegate nothing (RFC 4592 §4.2)', () => {
    expect(said('*.a NS ns\n')).toEqual(['1:1 error *.a.example: invalid NS owner name (wildcard)']);
  });

  it('of hosts are host names, as strictly as is asked for', () => {
    expect(said('a_b A 192.0.2.1\n')).toEqual(['1:1 error a_b.example: bad owner name (check-names)']);
    expect(said('a_b A 192.0.2.1\n', { checkNames: 'warn' })[0]).toContain('warning');
    expect(said('a_b A 192.0.2.1\n', { checkNames: 'ignore' })).toEqual([]);
    expect(said('-a A 192.0.2.1\n')[0]).toContain('bad owner name');
    expect(said('*.a A 192.0.2.1\n_x._tcp TXT ok\n_y._tcp SRV 1 1 1 ns\n')).toEqual([]);
    expect(said('a MX 10 b_c.other.\n')).toEqual(["1:9 error near 'b_c.other.': bad name (check-names)"]);
  });
});

describe('what NS, MX and SRV name', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['a MX 10 nowhere\n', "a.example/MX 'nowhere.example' has no address records (A or AAAA)"],
    ['a MX 10 b\nb CNAME ns\n', "a.example/MX 'b.example' is a CNAME (illegal)"],
    ['a SRV 1 1 1 nowhere\n', "a.example/SRV 'nowhere.example' has no address records (A or AAAA)"],
    ['a NS b\nb CNAME ns\n', "a.example/NS 'b.example' is a CNAME (illegal)"],
    ['a NS ns.a\n', "a.example/NS 'ns.a.example' has no REQUIRED GLUE address records (A or AAAA)"],
    ['a NS ns.b\nb NS ns\n', "a.example/NS 'ns.b.example' has no SIBLING GLUE address records (A or AAAA)"],
    ['a NS b.c\nc DNAME d\n', "a.example/NS 'b.c.example' is below a DNAME 'c.example' (illegal)"],
  ];
  for (const [text, what] of cases) {
    it(`is told: ${what}`, () => {
      expect(said(text)).toEqual([`1:1 warning zone example/IN: ${what}`]);
      expect(load(HEAD + text).zone).not.toBeNull();
    });
  }

  it('may lie elsewhere, have glue, come from a wildcard, or be the root for "none"', () => {
    const fine = `a NS ns.a
ns.a AAAA 2001:db8::1
b MX 10 x.w
*.w A 192.0.2.1
c MX 0 .
d MX 10 mail.a
e NS ns.elsewhere.
`;
    expect(said(fine)).toEqual([]);
  });
});
