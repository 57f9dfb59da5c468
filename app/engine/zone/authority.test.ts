/** The rules of authoritative answers one by one. That the whole is as named's, authority.named.test.ts tells. */
import { describe, expect, it } from 'vitest';
import { CLASS, TYPE, rcodeText, typeText } from '../protocol/codes.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { rdataText } from '../protocol/rdata.ts';
import { answerFrom, ZoneSet, type AuthorityAnswer, type AuthorityOptions } from './authority.ts';
import { HARD_ZONES } from './hard-zones.samples.ts';
import { loadZone } from './load-zone.ts';
import type { Zone } from './zone.ts';

const zones = new ZoneSet(
  HARD_ZONES.map(
    ({ origin, text }) => loadZone(text, { origin: nameOf(origin), fileName: origin }).zone as Zone,
  ),
);

function ask(name: string, type: number, options: Partial<AuthorityOptions> = {}): AuthorityAnswer {
  const question = { name: nameOf(name), type, class: CLASS.IN };
  return answerFrom(zones, question, { recursionDesired: true, ...options });
}

function lines(records: readonly ResourceRecord[]): string[] {
  return records.map(
    ({ name, ttl, type, rdata }) => `${name} ${ttl} ${typeText(type)} ${rdataText(type, rdata)}`,
  );
}

/** RCODE, kind, aa, and the three sections' lines. */
function told(answer: AuthorityAnswer): (string | string[])[] {
  const head = `${rcodeText(answer.rcode)} ${answer.kind}${answer.aa ? ' aa' : ''}`;
  return [head, lines(answer.answers), lines(answer.authority), lines(answer.additional)];
}

const SOA = 'SOA ns1.hard.test. hostmaster.hard.test. 7 7200 900 1209600 60';

describe('an authoritative answer (RFC 1034 §4.3.2)', () => {
  it('is the RRset, with aa', () => {
    expect(told(ask('mail.hard.test', TYPE.A))).toEqual([
      'NOERROR answer aa',
      ['mail.hard.test. 300 A 192.0.2.3'],
      [],
      [],
    ]);
  });

  it('has the zone’s NS records beside it where recursion was not asked for, as BIND does by default', () => {
    const { authority, additional } = ask('mail.hard.test', TYPE.A, { recursionDesired: false });
    expect(authority.map(({ type }) => type)).toEqual([TYPE.NS, TYPE.NS, TYPE.NS]);
    expect(lines(additional)).toEqual([
      'ns1.hard.test. 300 A 192.0.2.2',
      'ns1.hard.test. 300 AAAA 2001:db8::2',
    ]);
    const minimal = ask('mail.hard.test', TYPE.A, { recursionDesired: false, minimal: 'yes' });
    expect([minimal.authority, minimal.additional]).toEqual([[], []]);
  });

  it('keeps the letters of the question’s name apart from those of the zone', () => {
    expect(lines(ask('mixed.HARD.test', TYPE.A).answers)[0]).toMatch(/ 300 A 192\.0\.2\.14$/);
  });

  it('brings the addresses of the hosts that it names', () => {
    expect(lines(ask('_sip._tcp.hard.test', TYPE.SRV).additional)).toEqual([
      'mail.hard.test. 300 A 192.0.2.3',
    ]);
    expect(ask('mx.hard.test', TYPE.MX).additional).toEqual([]); // fourteen: more than BIND looks up
  });

  it('is REFUSED in no zone, and in another class', () => {
    expect(told(ask('www.elsewhere.invalid', TYPE.A))).toEqual(['REFUSED not-authoritative', [], [], []]);
    const chaos = { name: nameOf('mail.hard.test'), type: TYPE.A, class: CLASS.CH };
    expect(answerFrom(zones, chaos, { recursionDesired: false }).rcode).toBe(ask('x.invalid', TYPE.A).rcode);
  });

  it('is SERVFAIL in a zone that could not be loaded, though its parent could', () => {
    const unloaded = {
      kind: 'unloaded',
      origin: nameOf('child.hard.test'),
      reason: 'bad dotted quad',
    } as const;
    const some = new ZoneSet([zones.get(nameOf('hard.test')) as Zone, unloaded]);
    const question = { name: nameOf('www.child.hard.test'), type: TYPE.A, class: CLASS.IN };
    expect(told(answerFrom(some, question, { recursionDesired: true }))).toEqual([
      'SERVFAIL not-loaded',
      [],
      [],
      [],
    ]);
  });
});

describe('a negative answer (RFC 2308)', () => {
  it('carries the SOA with the lower of its TTL and its last field', () => {
    expect(told(ask('nobody.hard.test', TYPE.A))).toEqual([
      'NXDOMAIN nxdomain aa',
      [],
      [`hard.test. 60 ${SOA}`],
      [],
    ]);
    expect(told(ask('mail.hard.test', TYPE.AAAA))).toEqual([
      'NOERROR nodata aa',
      [],
      [`hard.test. 60 ${SOA}`],
      [],
    ]);
    // There the SOA's own TTL, 30, is the lower one.
    expect(lines(ask('x.both.hard.test', TYPE.A).authority)[0]).toMatch(/^both\.hard\.test\. 30 SOA/);
  });

  it('is NODATA for a name that exists only because of what is below it (RFC 8020 §2)', () => {
    expect(told(ask('er.name.hard.test', TYPE.A))[0]).toBe('NOERROR nodata aa');
    expect(told(ask('other.er.name.hard.test', TYPE.A))[0]).toBe('NXDOMAIN nxdomain aa');
  });
});

describe('a wildcard (RFC 4592)', () => {
  it('answers for names that do not exist, in their own name, as deep as they are', () => {
    expect(lines(ask('x.wild.hard.test', TYPE.A).answers)).toEqual(['x.wild.hard.test. 300 A 192.0.2.5']);
    expect(lines(ask('x.y.z.wild.hard.test', TYPE.A).answers)).toEqual([
      'x.y.z.wild.hard.test. 300 A 192.0.2.5',
    ]);
    expect(told(ask('x.wild.hard.test', TYPE.AAAA))[0]).toBe('NOERROR nodata aa');
  });

  it('does not answer for names that exist, nor below them', () => {
    expect(told(ask('sub.wild.hard.test', TYPE.A))[0]).toBe('NOERROR nodata aa');
    expect(told(ask('x.sub.wild.hard.test', TYPE.A))[0]).toBe('NXDOMAIN nxdomain aa');
    expect(told(ask('wild.hard.test', TYPE.A))[0]).toBe('NOERROR nodata aa');
  });

  it('may hold an alias, and may be asked for itself', () => {
    expect(lines(ask('x.alias.hard.test', TYPE.A).answers)).toEqual([
      'x.alias.hard.test. 300 CNAME mail.hard.test.',
      'mail.hard.test. 300 A 192.0.2.3',
    ]);
    expect(lines(ask('*.wild.hard.test', TYPE.A).answers)).toEqual(['*.wild.hard.test. 300 A 192.0.2.5']);
  });
});

describe('a referral', () => {
  it('has no aa and no answer, the NS records of the cut with their own TTL, and glue', () => {
    const { kind, aa, answers, authority, additional } = ask('any.thing.child.hard.test', TYPE.A);
    expect([kind, aa, answers.length]).toEqual(['referral', false, 0]);
    expect(new Set(authority.map(({ name, ttl }) => `${name} ${ttl}`))).toEqual(
      new Set(['child.hard.test. 7200']),
    );
    // In-domain glue first, sibling glue after it; nothing for servers that can be asked for.
    expect(lines(additional)).toEqual([
      'ns.child.hard.test. 600 A 192.0.2.6',
      'ns.child.hard.test. 300 AAAA 2001:db8::6',
      'ns.sibling.hard.test. 300 A 192.0.2.9',
    ]);
  });

  it('is given at the cut itself and for what is hidden below it, from the topmost cut', () => {
    for (const name of ['child.hard.test', 'www.child.hard.test', 'x.deep.child.hard.test']) {
      expect(ask(name, TYPE.TXT).authority[0]?.name.toString()).toBe('child.hard.test.');
    }
  });

  it('is not given for DS, which is the parent’s (RFC 4035 §3.1.4.1)', () => {
    expect(told(ask('child.hard.test', TYPE.DS))).toEqual([
      'NOERROR nodata aa',
      [],
      [`hard.test. 60 ${SOA}`],
      [],
    ]);
    expect(ask('signed.hard.test', TYPE.DS).answers.length).toBe(1);
    expect(ask('x.signed.hard.test', TYPE.DS).kind).toBe('referral');
    // Of a zone that is here too, the parent is asked.
    expect(lines(ask('both.hard.test', TYPE.DS).authority)).toEqual([`hard.test. 60 ${SOA}`]);
  });

  it('is not given where the zone below is here too', () => {
    expect(told(ask('www.both.hard.test', TYPE.A))[0]).toBe('NOERROR answer aa');
  });
});

describe('aliases', () => {
  it('are followed within the zone, to whatever is at their end', () => {
    expect(told(ask('one.hard.test', TYPE.A))).toEqual([
      'NOERROR answer aa',
      [
        'one.hard.test. 300 CNAME two.hard.test.',
        'two.hard.test. 300 CNAME mail.hard.test.',
        'mail.hard.test. 300 A 192.0.2.3',
      ],
      [],
      [],
    ]);
    expect(told(ask('gone.hard.test', TYPE.A))[0]).toBe('NXDOMAIN nxdomain aa');
    expect(told(ask('empty.hard.test', TYPE.A))[0]).toBe('NOERROR nodata aa');
    expect(told(ask('into.hard.test', TYPE.A))[0]).toBe('NOERROR referral aa');
  });

  it('are not followed where they are asked for themselves', () => {
    expect(lines(ask('one.hard.test', TYPE.CNAME).answers)).toEqual([
      'one.hard.test. 300 CNAME two.hard.test.',
    ]);
    expect(lines(ask('one.hard.test', TYPE.ANY).answers)).toEqual([
      'one.hard.test. 300 CNAME two.hard.test.',
    ]);
  });

  it('end where the zone ends, unless the server may go on across its zones', () => {
    expect(told(ask('over.hard.test', TYPE.A)).slice(0, 2)).toEqual([
      'NOERROR cname aa',
      ['over.hard.test. 300 CNAME alias.other.test.'],
    ]);
    expect(lines(ask('over.hard.test', TYPE.A, { acrossZones: true }).answers)).toEqual([
      'over.hard.test. 300 CNAME alias.other.test.',
      'alias.other.test. 900 CNAME www.other.test.',
      'www.other.test. 900 A 192.0.2.32',
    ]);
    expect(ask('out.hard.test', TYPE.A, { acrossZones: true }).kind).toBe('cname');
  });

  it('without end are SERVFAIL', () => {
    for (const name of ['self.hard.test', 'loop1.hard.test', 'c0.hard.test', 'x.circle.hard.test']) {
      expect(told(ask(name, TYPE.A))[0]).toBe('SERVFAIL loop aa');
    }
    expect(told(ask('c8.hard.test', TYPE.A))[0]).toBe('NOERROR answer aa');
  });
});

describe('a DNAME (RFC 6672)', () => {
  it('moves what is below it, with a CNAME of its own TTL for those who do not know it', () => {
    expect(told(ask('www.moved.hard.test', TYPE.A)).slice(0, 2)).toEqual([
      'NOERROR answer aa',
      [
        'moved.hard.test. 300 DNAME target.hard.test.',
        'www.moved.hard.test. 300 CNAME www.target.hard.test.',
        'www.target.hard.test. 300 A 192.0.2.13',
      ],
    ]);
  });

  it('leaves its own name where it is', () => {
    expect(lines(ask('moved.hard.test', TYPE.A).answers)).toEqual(['moved.hard.test. 300 A 192.0.2.11']);
    expect(told(ask('moved.hard.test', TYPE.MX))[0]).toBe('NOERROR nodata aa');
  });

  it('that makes a name too long is YXDOMAIN', () => {
    const long = `${'x'.repeat(60)}.long.hard.test`;
    expect(told(ask(long, TYPE.A))[0]).toBe('YXDOMAIN too-long aa');
  });
});
