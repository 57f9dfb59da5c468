/**
 * What the lines of a dump mean, in words: for whoever looks at one entry, one server or one failure.
 *
 * A way through it: an entry's trust word tells where it came from; its kind, what is denied; its marks, that its time
 * is over; and its TTL counts from the dump's own time. Each explanation names what it stands on.
 */
import type { DumpEntry } from './read/dump-entry.ts';
import type { DumpFormat } from './read/dump-index.ts';
import type { AddressLine, ServerLine } from './read/side-lines.ts';

export interface Explanation {
  /** What is explained: `Trust: glue`, `TTL`. */
  readonly about: string;
  readonly text: string;
  /** `RFC 2181 §5.4.1`; empty where it is the server's own way. */
  readonly reference: string;
}

interface Meaning {
  readonly text: string;
  readonly reference: string;
}

const RANKS = 'RFC 2181 §5.4.1';

const TRUST: Readonly<Record<string, Meaning>> = {
  none: { text: 'Nobody vouches for it. Such an entry should not be seen in a dump.', reference: RANKS },
  'pending-additional': {
    text: 'Came along in an additional section and waits for DNSSEC validation. It is not given out before.',
    reference: 'RFC 4035 §4.5',
  },
  'pending-answer': {
    text: 'Came as an answer and waits for DNSSEC validation: nothing has needed it since, or the keys could not be had. It is validated when it is next asked for.',
    reference: 'RFC 4035 §4.5',
  },
  additional: {
    text: 'Came along in the additional section of an answer. Good enough to find a server with; any better source replaces it.',
    reference: RANKS,
  },
  glue: {
    text: 'Glue: from the parent, not asked of the zone itself. It leads to the zone’s servers and is never given out as an answer; the zone’s own word replaces it.',
    reference: `${RANKS}, RFC 9499 §7`,
  },
  answer: {
    text: 'From an answer without aa: a forwarder’s, or that of a server that does not speak for the zone. In a resolver that validates also what was proved to be unsigned.',
    reference: RANKS,
  },
  authauthority: {
    text: 'A server that speaks for the zone put it into the authority section of its answer.',
    reference: RANKS,
  },
  authanswer: {
    text: 'A server that speaks for the zone gave it as the answer, with aa set. Without DNSSEC nothing from the network is believed more.',
    reference: RANKS,
  },
  secure: {
    text: 'Its signature was checked, up a chain of keys to the trust anchor.',
    reference: 'RFC 4035 §4.3',
  },
  local: { text: 'The server’s own configuration says so.', reference: '' },
};

/** Unbound’s ranks, nearest to BIND’s words. */
const UNBOUND: Readonly<Record<string, string>> = {
  rrset_trust_none: 'Nobody vouches for it.',
  add_noAA: 'Came along in the additional section of a reply without aa.',
  auth_noAA: 'Came in the authority section of a reply without aa: a referral’s NS.',
  add_AA: 'Came along in the additional section of a reply with aa.',
  nonauth_ans_AA: 'In the answer section of a reply with aa, but behind an alias: not the server’s own.',
  ans_noAA: 'From an answer without aa.',
  'glue (unbound)': 'Glue: from the parent, not asked of the zone itself.',
  auth_AA: 'A server that speaks for the zone put it into the authority section.',
  ans_AA: 'A server that speaks for the zone gave it as the answer, with aa set.',
  sec_noglue: 'From a secondary’s zone.',
  prim_noglue: 'From a primary’s zone.',
  validated: 'Its signature was checked, up a chain of keys to the trust anchor.',
  ultimate: 'The server’s own configuration says so.',
};

/** What there is to say about an entry. `now` is in milliseconds since 1970; null: the dump’s own time. */
export function explainEntry(
  entry: DumpEntry,
  format: DumpFormat,
  now: number | null,
): readonly Explanation[] {
  return [
    ...trustOfEntry(entry),
    ...dataOf(entry),
    ...denialOf(entry),
    ...stateOf(entry),
    ttlOf(entry, format, now),
  ];
}

function trustOfEntry({ trust, section, type }: DumpEntry): readonly Explanation[] {
  if (section.kind === 'zone')
    return [
      {
        about: 'From a zone',
        text: 'The server has this zone itself. It is no cached data: nothing has a trust, and TTLs are those of the zone.',
        reference: '',
      },
    ];
  if (trust === '')
    return [
      {
        about: 'An answer kept whole',
        text: 'Unbound keeps whole answers beside its RRsets. This one says that there is nothing.',
        reference: 'RFC 2308 §5',
      },
    ];
  if (trust === 'glue' && type === 'NS')
    return [
      {
        about: 'Trust: glue',
        text: 'A delegation: the parent’s NS, from a referral, not asked of the zone itself. The NS of the zone itself, once heard, replace them and bring their own TTL.',
        reference: `${RANKS}, RFC 1034 §4.2.2`,
      },
    ];
  const known = TRUST[trust];
  const text = known?.text ?? UNBOUND[trust];
  return text === undefined ? [] : [{ about: `Trust: ${trust}`, text, reference: known?.reference ?? RANKS }];
}

function dataOf({ kind, type, records }: DumpEntry): readonly Explanation[] {
  if (kind !== 'rrset') return [];
  if (type === 'CNAME')
    return [
      {
        about: 'CNAME',
        text: 'An alias: whatever type is asked for, the data stands under the other name.',
        reference: 'RFC 1034 §3.6.2',
      },
    ];
  if (type === 'DS')
    return [
      {
        about: 'DS',
        text: 'A fingerprint of the child zone’s key. It belongs to the parent and is signed by it.',
        reference: 'RFC 4034 §5',
      },
    ];
  if (type !== 'RRSIG') return [];
  const [covered = '', , , original, until = ''] = records[0]?.words.map(({ text }) => text) ?? [];
  const span = original === undefined ? '' : ` Its original TTL is ${original} s.`;
  return [
    {
      about: 'RRSIG',
      text: `A signature over the ${covered} set of this name, good until ${dateWords(until)}.${span} It is kept and believed like the set that it covers.`,
      reference: 'RFC 4034 §3',
    },
  ];
}

function denialOf({ kind, type, comments }: DumpEntry): readonly Explanation[] {
  if (kind === 'rrset') return [];
  const soa = comments.find((comment) => / (?:IN )?SOA /.test(comment));
  const zone = soa?.split(' ')[0];
  const proof =
    zone === undefined
      ? 'No SOA stands beside it.'
      : `The SOA of ${zone} came with it: its minimum and its TTL, whichever is less, is for how long the “no” may be kept.`;
  const signed = comments.some((comment) => / NSEC3? /.test(comment))
    ? ' NSEC records prove it, so that it can be validated.'
    : '';
  const said =
    kind === 'nxdomain'
      ? 'NXDOMAIN: the name does not exist, for no type at all.'
      : `NODATA: the name exists and has no ${type} record.`;
  return [
    {
      about: kind === 'nxdomain' ? 'NXDOMAIN' : 'NODATA',
      text: `${said} ${proof}${signed}`,
      reference: kind === 'nxdomain' ? 'RFC 2308 §2.1, §5' : 'RFC 2308 §2.2, §5',
    },
  ];
}

function stateOf({ mark }: DumpEntry): readonly Explanation[] {
  if (mark === null) return [];
  if (mark.startsWith('expired'))
    return [
      {
        about: 'Expired',
        text: 'Its time is over; it only waits to be cleaned away and is given to nobody. Dumped because of rndc dumpdb -expired.',
        reference: '',
      },
    ];
  const since = /^stale since (\d{14})$/.exec(mark)?.[1];
  // BIND: some 9.18 releases write the year 1970 whatever the time was.
  const when =
    since === undefined || since.startsWith('1970') ? '' : ` Its TTL ran out at ${dateWords(since)}.`;
  return [
    {
      about: 'Stale',
      text: `Its TTL is over. It is kept so that clients get something when the zone’s servers cannot be reached (stale-cache-enable), and replaced as soon as they answer.${when}`,
      reference: 'RFC 8767 §4',
    },
  ];
}

function ttlOf(entry: DumpEntry, format: DumpFormat, now: number | null): Explanation {
  const { ttl, mark, section } = entry;
  const words = `${ttl} seconds = ${shortWords(ttl)}`;
  if (section.kind === 'zone')
    return {
      about: 'TTL',
      text: `${words}: what the zone’s owner allows caches.`,
      reference: 'RFC 1035 §3.2.1',
    };
  const from =
    section.date === null
      ? format === 'unbound'
        ? 'when the dump was written (Unbound does not say when)'
        : 'when the dump was written (it does not say when)'
      : `${timeWords(section.date)}, the dump’s $DATE`;
  const what = mark?.startsWith('stale') === true ? 'for so long it is still kept, stale' : 'what was left';
  const passed = now === null || section.date === null ? null : Math.floor((now - section.date) / 1000);
  const since =
    passed === null || passed <= 0
      ? ''
      : passed >= ttl
        ? ` Since then ${shortWords(passed)} have passed: it is over.`
        : ` Since then ${shortWords(passed)} have passed: ${ttl - passed} seconds = ${shortWords(ttl - passed)} are left.`;
  return {
    about: 'TTL',
    text: `${words}: ${what}, counted from ${from}. What it was at first, a dump does not say.${since}`,
    reference: 'RFC 1035 §3.2.1',
  };
}

const STATES: Readonly<Record<string, string>> = {
  success: 'addresses are known',
  failure: 'looking them up failed',
  nxdomain: 'the name does not exist',
  nxrrset: 'there are none',
  not_found: 'not looked up: what is known came as glue',
  unexpected: 'not looked up',
  canceled: 'looking them up was given up',
};

/** Bits of an address’s flags: those of late 9.18 and after, and those of the releases before. */
const FLAGS: readonly (readonly [bits: number, meaning: string])[] = [
  [0x2 | 0x1000, 'it is a forwarder'],
  [0x4 | 0x4000, 'it has answered with EDNS'],
  [0x8 | 0x8000, 'it is asked without a cookie'],
  [0x10 | 0x1_0000, 'it has refused a cookie'],
  [0x20 | 0x2_0000, 'it is a dual-stack server'],
  [0x40, 'it is asked without EDNS'],
];

/** What an address database knows of a server’s address; of its name where one has it. */
export function explainServer(
  server: ServerLine | null,
  address: AddressLine | null,
): readonly Explanation[] {
  return [...(server === null ? [] : nameWords(server)), ...(address === null ? [] : addressWords(address))];
}

function nameWords({ name, alias, v4, v6, v4Ttl, v6Ttl }: ServerLine): readonly Explanation[] {
  const family = (word: string, state: string, ttl: number | null): string =>
    `${word}: ${STATES[state] ?? state}${ttl === null ? '' : `, for ${shortWords(Math.max(0, ttl))} more`}.`;
  const other = alias === null ? '' : ` It is an alias of ${alias}, which a name server’s name must not be.`;
  return [
    {
      about: 'Name',
      text: `${name}. ${family('IPv4', v4, v4Ttl)} ${family('IPv6', v6, v6Ttl)}${other}`,
      reference: alias === null ? '' : 'RFC 2181 §10.3',
    },
  ];
}

function addressWords(line: AddressLine): readonly Explanation[] {
  const { srtt, edns, plain, udpSize, cookie, flags, ttl, quota, rate } = line;
  const found: Explanation[] = [
    {
      about: 'Smoothed RTT',
      text: `${srtt} µs = ${(srtt / 1000).toLocaleString('en', { maximumFractionDigits: 1 })} ms. The quickest server is asked first; those that are not asked seem quicker with time, so that each gets its turn.`,
      reference: '',
    },
    {
      about: 'Answers and silences',
      text: `With EDNS ${counted(edns)}, without ${counted(plain)}. BIND lets such figures fade.`,
      reference: 'RFC 6891 §6.2',
    },
  ];
  if (udpSize !== null)
    found.push({
      about: 'UDP size',
      text: `The longest reply that has come over UDP: ${udpSize} octets (512 at least).`,
      reference: '',
    });
  if (cookie !== null)
    found.push({
      about: 'Cookie',
      text: 'The server has given a cookie. It is sent back, and a reply without the right one is not believed.',
      reference: 'RFC 7873 §5.3',
    });
  const meanings = FLAGS.filter(([bits]) => ((flags ?? 0) & bits) !== 0).map(([, meaning]) => meaning);
  if (meanings.length > 0)
    found.push({
      about: `Flags ${(flags ?? 0).toString(16).padStart(8, '0')}`,
      text: `BIND’s own notes: ${meanings.join('; ')}.`,
      reference: '',
    });
  if (quota !== null)
    found.push({
      about: 'Quota',
      text: `fetches-per-server: at most ${quota} questions at once; ${Math.round((rate ?? 0) * 100)} % of late were not answered.`,
      reference: '',
    });
  if (ttl !== null)
    found.push({
      about: 'Kept for',
      text: `${shortWords(Math.max(0, ttl))}. Then all of this is forgotten.`,
      reference: '',
    });
  return found;
}

function counted([answers = 0, ...silences]: readonly number[]): string {
  const all = silences.reduce((sum, each) => sum + each, 0);
  return `${answers} answers and ${all} silences`;
}

/** What a line of a failure cache means. `left` is in milliseconds. */
export function explainFailure(cache: 'bad' | 'failures', left: number): Explanation {
  const seconds = `${(left / 1000).toLocaleString('en', { maximumFractionDigits: 1 })} s`;
  return cache === 'bad'
    ? {
        about: 'Bad cache',
        text: `A DNSKEY or DS set that could not be had, or did not validate. For ${seconds} more it is not asked for again, and who needs it to validate an answer gets SERVFAIL at once.`,
        reference: 'RFC 4035 §4.7',
      }
    : {
        about: 'SERVFAIL cache',
        text: `Looking it up failed. For ${seconds} more (servfail-ttl) clients get SERVFAIL at once, without another try.`,
        reference: 'RFC 9520 §3.2, RFC 2308 §7.1',
      };
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** `1 d 23 h`: the two largest units of a span in seconds. */
export function shortWords(seconds: number): string {
  const first = UNITS.findIndex(([, length]) => seconds >= length);
  if (first < 0) return '0 s';
  let left = seconds;
  const words = UNITS.slice(first, first + 2).map(([unit, length]) => {
    const count = Math.floor(left / length);
    left -= count * length;
    return count === 0 ? '' : `${count} ${unit}`;
  });
  return words.filter((word) => word !== '').join(' ');
}

function timeWords(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `20261221061539` as a time; another text as it is. */
function dateWords(digits: string): string {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits);
  if (parts === null) return digits;
  const [, year, month, day, hour, minute, second] = parts;
  return `${year}-${month}-${day} ${hour}:${minute}:${second} UTC`;
}
