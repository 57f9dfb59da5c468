/** The header of a message taken apart (RFC 1035 §4.1.1, RFC 4035 §3.2). */
import { OPCODE, opcodeText, rcodeText } from './codes.ts';
import { field } from './dissect-field.ts';
import type { DissectedField } from './dissect-field.ts';
import { rcodeNote } from './dissect-notes.ts';
import type { Header } from './wire.ts';

const COUNTS = [
  ['Questions', 'Nearly always one.'],
  ['Answer records', ''],
  [
    'Authority records',
    'In a referral the name servers of the zone below; in a negative answer the SOA record.',
  ],
  ['Additional records', 'Addresses that spare a question, and the OPT record of EDNS.'],
] as const;

export function dissectHeader(header: Header): DissectedField {
  const children = [
    field('ID', String(header.id), 0, 2, idNote(header)),
    field('Flags', flagWords(header), 2, 4, '', flagFields(header)),
    ...COUNTS.map(([label, note], i) => field(label, String(header.counts[i]), 4 + 2 * i, 6 + 2 * i, note)),
  ];
  const kind = header.qr ? 'response' : 'query';
  const value = `${opcodeText(header.opcode)} ${kind}, ID ${header.id}, ${rcodeText(header.rcode)}`;
  return field('Header', header.qr ? value : value.replace(/, [^,]*$/, ''), 0, 12, '', children);
}

function idNote(header: Header): string {
  return header.qr
    ? 'The same as in the query: one of the signs by which a resolver knows that this is its answer (RFC 5452 §4).'
    : 'Chosen at random; the response must carry it too (RFC 5452 §4.3).';
}

function flagWords(header: Header): string {
  const words = (['qr', 'aa', 'tc', 'rd', 'ra', 'z', 'ad', 'cd'] as const).filter((flag) => header[flag]);
  return words.length === 0 ? 'none set' : words.join(' ');
}

/** Each flag covers the octet it stands in. */
function flagFields(header: Header): DissectedField[] {
  const { qr } = header;
  const flag = (label: string, set: boolean, octet: 2 | 3, note: string): DissectedField =>
    field(label, set ? '1' : '0', octet, octet + 1, note);
  const isQuery = header.opcode === OPCODE.QUERY;
  return [
    flag('QR', qr, 2, qr ? 'This is a response.' : 'This is a query.'),
    field(
      'Opcode',
      `${opcodeText(header.opcode)} (${header.opcode})`,
      2,
      3,
      isQuery ? 'An ordinary question.' : '',
    ),
    flag('AA: authoritative answer', header.aa, 2, authorityNote(header)),
    flag(
      'TC: truncated',
      header.tc,
      2,
      header.tc ? 'Not everything fitted into this datagram: ask again over TCP (RFC 7766 §5).' : '',
    ),
    flag(
      'RD: recursion desired',
      header.rd,
      2,
      header.rd
        ? 'Please find the answer for me, asking others where you must.'
        : 'Answer from what you know yourself; ask nobody else.',
    ),
    flag(
      'RA: recursion available',
      header.ra,
      3,
      !qr
        ? ''
        : header.ra
          ? 'This server asks others on behalf of this client.'
          : 'This server asks nobody else.',
    ),
    flag('Z: reserved', header.z, 3, header.z ? 'Must be 0 (RFC 1035 §4.1.1).' : ''),
    flag('AD: authentic data', header.ad, 3, authenticNote(header)),
    flag(
      'CD: checking disabled',
      header.cd,
      3,
      header.cd ? 'Give me the data even where DNSSEC validation fails (RFC 4035 §3.2.2).' : '',
    ),
    field('RCODE', `${rcodeText(header.rcode)} (${header.rcode})`, 3, 4, qr ? rcodeNote(header.rcode) : ''),
  ];
}

function authorityNote({ qr, aa }: Header): string {
  if (!qr) return '';
  return aa
    ? 'The answer comes from a server that holds the zone itself.'
    : 'Not from the zone itself: a referral, or an answer out of a cache.';
}

function authenticNote({ qr, ad }: Header): string {
  if (!ad) return '';
  return qr
    ? 'The resolver has validated all of this with DNSSEC (RFC 4035 §3.2.3).'
    : 'The client would like to be told whether the answer was validated (RFC 6840 §5.7).';
}
