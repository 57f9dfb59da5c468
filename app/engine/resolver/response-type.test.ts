import { describe, expect, test } from 'vitest';
import { says } from '../../testing/scripted-server.ts';
import { CLASS, TYPE } from '../protocol/codes.ts';
import type { Message, Question } from '../protocol/message.ts';
import { queryMessage } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { describe as inWords, responseType } from './response-type.ts';
import { scrub, type Scrubbed } from './scrub.ts';

const QUESTION: Question = { name: nameOf('www.example.com.'), type: TYPE.A, class: CLASS.IN };
const QUERY = queryMessage({ id: 1, questions: [QUESTION] });
const ZONE = nameOf('com.');

function typeOf(sections: Parameters<typeof says>[1], zone = 'com.', takesOdd = false): string {
  return inWords(responseType(says(QUERY, sections), QUESTION, nameOf(zone), takesOdd));
}

describe('what kind of response it is', () => {
  test.each([
    ['the RRset asked for is an answer', { answer: 'WWW.example.com. 1 A 192.0.2.1' }, 'answer'],
    [
      'an alias at the name is followed',
      { answer: 'www.example.com. 1 CNAME web.example.com.' },
      'alias of web.example.com.',
    ],
    [
      'an alias counts though the rcode is NXDOMAIN, which is about its end (RFC 2308 §2.1)',
      { rcode: 3, answer: 'www.example.com. 1 CNAME web.example.com.' },
      'alias of web.example.com.',
    ],
    [
      'NS records below the zone on the way to the name are a referral',
      { authority: 'example.com. 1 NS ns.example.com.' },
      'referral to example.com.',
    ],
    ['an SOA makes it NODATA (RFC 2308 §2.2)', { authority: 'example.com. 1 SOA a. b. 1 1 1 1 1' }, 'NODATA'],
    [
      'an SOA makes it NODATA though NS records stand beside',
      { authority: 'example.com. 1 SOA a. b. 1 1 1 1 1\nexample.com. 1 NS ns.example.com.' },
      'NODATA',
    ],
    ['NXDOMAIN', { rcode: 3, authority: 'example.com. 1 SOA a. b. 1 1 1 1 1' }, 'NXDOMAIN'],
    [
      'the SOA of another zone and nothing else is of no use (BIND)',
      { aa: true, authority: '. 1 SOA a. b. 1 1 1 1 1' },
      'denies with the SOA of another zone',
    ],
    [
      'neither SOA nor NS records, but others, are of no use (BIND)',
      { aa: true, authority: 'www.example.com. 1 A 192.0.2.1' },
      'invalid response',
    ],
    ['an empty answer is NODATA without a time to live', { aa: true }, 'NODATA'],
    [
      'the zone referring to itself is lame',
      { authority: 'com. 1 NS ns.example.com.' },
      'lame: refers to com.',
    ],
    [
      'the zone naming its own servers with authority is no referral and no denial (BIND)',
      { aa: true, authority: 'com. 1 NS ns.example.com.' },
      'non-improving referral',
    ],
    ['an upward referral is lame', { authority: '. 1 NS a.root-servers.net.' }, 'lame: refers to .'],
    [
      'a referral elsewhere does not lead to the name',
      { authority: 'other.com. 1 NS ns.other.com.' },
      'referral that does not lead to the name: other.com.',
    ],
    ['a referral out of the zone is lame', { authority: 'org. 1 NS ns.org.' }, 'lame: refers to org.'],
    ['REFUSED', { rcode: 5 }, 'REFUSED'],
    [
      'an answer about something else is of no use',
      { answer: 'other.com. 1 A 192.0.2.1' },
      'reply has no answer',
    ],
    [
      'of an alias and an answer at the same name the first counts (BIND)',
      { answer: 'www.example.com. 1 CNAME web.example.com.\nwww.example.com. 1 A 192.0.2.1' },
      'alias of web.example.com.',
    ],
    [
      'an answer that does not exist is of no use',
      { rcode: 3, answer: 'www.example.com. 1 A 192.0.2.1' },
      'CNAME/DNAME chain complete, but RCODE indicates error',
    ],
    [
      'a referral and a denial in one is of no use',
      { authority: 'example.com. 1 NS ns.example.com.\ncom. 1 SOA a. b. 1 1 1 1 1' },
      'NS/SOA mismatch',
    ],
    [
      'a referral to two zones is of no use',
      { authority: 'example.com. 1 NS ns.example.com.\nwww.example.com. 1 NS ns.example.com.' },
      'multiple NS RRsets in authority section',
    ],
    [
      'a denial by two zones is of no use',
      { authority: 'example.com. 1 SOA a. b. 1 1 1 1 1\ncom. 1 SOA a. b. 1 1 1 1 1' },
      'multiple SOA RRs in authority section',
    ],
    [
      'a DNAME above the name goes before all else, whatever the rcode',
      { rcode: 6, answer: 'www.example.com. 1 CNAME evil.\nexample.com. 1 DNAME example.org.' },
      'names below example.com. lie elsewhere',
    ],
    [
      'a DNAME out of the zone does not count',
      { answer: '. 1 DNAME example.org.\nwww.example.com. 1 CNAME web.example.com.' },
      'alias of web.example.com.',
    ],
  ] as const)('%s', (_, sections, expected) => {
    expect(typeOf(sections)).toBe(expected);
  });
});

function scrubbed(sections: Parameters<typeof says>[1], hardToForge = true, question = QUESTION): Scrubbed {
  const message: Message = says(QUERY, sections);
  return scrub(message, question, ZONE, responseType(message, question, ZONE), hardToForge);
}

function told(list: Scrubbed['main']): string[] {
  return list.map(
    ({ rrset, trust }) => `${rrset.name.toString()}/${rrset.type}x${rrset.rdatas.length} ${trust}`,
  );
}

describe('where odd denials are taken, NODATA is also', () => {
  test.each([
    ["the zone's NS records with authority (RFC 2308 §2.2, type 3)", 'com. 1 NS ns.example.com.', 'NODATA'],
    ['the SOA of another zone', '. 1 SOA a. b. 1 1 1 1 1', 'NODATA'],
    [
      'an SOA beside NS records of another name',
      'com. 1 SOA a. b. 1 1 1 1 1\nexample.com. 1 NS ns.example.com.',
      'NODATA',
    ],
  ])('%s', (_, authority, expected) => {
    expect(typeOf({ aa: true, authority }, 'com.', true)).toBe(expected);
    expect(typeOf({ aa: true, authority })).not.toBe(expected);
  });
});

describe('what may be believed (RFC 2181 §5.4.1)', () => {
  test('an answer is authanswer with aa, answer without', () => {
    expect(told(scrubbed({ aa: true, answer: 'www.example.com. 1 A 192.0.2.1' }).main)).toEqual([
      'www.example.com./1x1 authanswer',
    ]);
    expect(told(scrubbed({ answer: 'www.example.com. 1 A 192.0.2.1' }).main)).toEqual([
      'www.example.com./1x1 answer',
    ]);
  });

  test('of a chain of aliases only the first link is taken: the rest is asked for again', () => {
    const found = scrubbed({
      aa: true,
      answer: 'www.example.com. 1 CNAME www.bank.com.\nwww.bank.com. 1 A 192.0.2.66',
    });
    expect(told(found.main)).toEqual(['www.example.com./5x1 authanswer']);
    expect(found.dropped).toBe(1);
  });

  test('a referral and its glue are glue, glue with TTL 0 for a second', () => {
    const found = scrubbed({
      authority: 'example.com. 5 NS ns.example.com.\nexample.com. 5 NS ns.other.com.',
      additional:
        'ns.example.com. 0 A 192.0.2.1\nns.other.com. 5 A 192.0.2.2\nns.other.com. 5 AAAA 2001:db8::2',
    });
    expect(told(found.main)).toEqual(['example.com./2x2 glue']);
    expect(told(found.beside)).toEqual([
      'ns.example.com./1x1 glue',
      'ns.other.com./1x1 glue',
      'ns.other.com./28x1 glue',
    ]);
    expect(found.beside[0]?.rrset.ttl).toBe(1);
    expect(found.dropped).toBe(0);
  });

  test('addresses out of the zone asked, or of hosts that nobody named, are dropped', () => {
    const found = scrubbed({
      authority: 'example.com. 5 NS ns.bank.org.\nexample.com. 5 NS ns.example.com.',
      additional:
        'ns.bank.org. 5 A 192.0.2.66\nwww.victim.com. 5 A 192.0.2.66\nns.example.com. 5 A 192.0.2.1',
    });
    expect(told(found.beside)).toEqual(['ns.example.com./1x1 glue']);
    expect(found.dropped).toBe(2);
  });

  test('NS records beside an answer are authauthority, where the answer can hardly have been forged (BIND)', () => {
    const sections = {
      aa: true,
      answer: 'www.example.com. 1 A 192.0.2.1',
      authority: 'example.com. 5 NS ns.example.com.\nvictim.com. 5 NS ns.example.com.',
      additional: 'ns.example.com. 5 A 192.0.2.9',
    };
    expect(told(scrubbed(sections).beside)).toEqual([
      'example.com./2x1 authauthority',
      'ns.example.com./1x1 additional',
    ]);
    expect(scrubbed(sections, false).beside).toEqual([]);
    expect(scrubbed({ ...sections, aa: false }).beside).toEqual([]);
  });

  test('glue for servers outside the zone that is delegated is taken, or refused as by BIND', () => {
    const message = says(QUERY, {
      authority: 'example.com. 5 NS ns.example.com.\nexample.com. 5 NS ns.other.com.',
      additional: 'ns.example.com. 5 A 192.0.2.9\nns.other.com. 5 A 192.0.2.10',
    });
    const glue = (siblingGlue: boolean): string[] => {
      const type = responseType(message, QUESTION, ZONE);
      return told(scrub(message, QUESTION, ZONE, type, false, { siblingGlue }).beside);
    };
    expect(glue(true)).toEqual(['ns.example.com./1x1 glue', 'ns.other.com./1x1 glue']);
    expect(glue(false)).toEqual(['ns.example.com./1x1 glue']);
  });

  test('hosts that an MX answer names may bring their addresses, as additional', () => {
    const found = scrubbed(
      {
        aa: true,
        answer: 'www.example.com. 1 MX 5 mail.example.com.',
        additional: 'mail.example.com. 5 A 192.0.2.9',
      },
      true,
      { ...QUESTION, type: TYPE.MX },
    );
    expect(told(found.beside)).toEqual(['mail.example.com./1x1 additional']);
  });

  test('unequal TTLs in one RRset count as the least, doubles once (RFC 2181 §5.2)', () => {
    const found = scrubbed({
      aa: true,
      answer:
        'www.example.com. 9 A 192.0.2.1\nwww.example.com. 3 A 192.0.2.2\nwww.example.com. 9 A 192.0.2.1',
    });
    expect(found.main[0]?.rrset).toMatchObject({ ttl: 3 });
    expect(found.main[0]?.rrset.rdatas).toHaveLength(2);
  });
});
