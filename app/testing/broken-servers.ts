/**
 * Servers that do all that a server should not: one zone below `com.` for each, with its server at an address of its own.
 * What they say is a function of the query, so that the same servers can be put before any resolver.
 */
import { CLASS, OPCODE, RCODE, TYPE } from '../engine/protocol/codes.ts';
import type { Message } from '../engine/protocol/message.ts';
import type { Scripted } from './scripted-server.ts';
import { says, withCookie } from './scripted-server.ts';

export type Script = (query: Message, tcp: boolean) => Scripted;

export interface BrokenServer {
  /** The zone is `<zone>.com.`. */
  readonly zone: string;
  readonly says: Script;
  /** Asked one after the other: `name type`, the name below the zone. Default `www A`. */
  readonly ask?: readonly string[];
  /** Where the questions that we ask are others than named's: why. The answers are the same all the same. */
  readonly otherQuestions?: string;
  /** Where the answer is another one: why. */
  readonly otherAnswer?: string;
}

const SOA = 'SOA a. b. 1 1 1 1 60';
const LONG = ['a', 'b', 'c'].map((letter) => letter.repeat(63)).join('.') + `.${'d'.repeat(40)}.com.`;

const nameIn = (query: Message): string => query.questions[0]?.name.toString().toLowerCase() ?? '';
const ok = (query: Message): Message => says(query, { aa: true, answer: `${nameIn(query)} 60 A 127.53.9.1` });
const withoutOpt = (message: Message): Message => ({ ...message, edns: null });
const rcode =
  (code: number): Script =>
  (query) =>
    says(query, { rcode: code });
/** The RCODE to a question with EDNS, the answer to one without. */
const dislikesEdns =
  (code: number): Script =>
  (query) =>
    query.edns === null ? ok(query) : withoutOpt(says(query, { rcode: code }));
const authority =
  (text: string, fields: Pick<Partial<Message>, 'aa' | 'rcode'> = {}): Script =>
  (query) =>
    says(query, { aa: true, authority: text, ...fields });

/** All names below the zone lie in tc.com; it gives cookies back, or its DNAME would not be believed over UDP. */
function moved(query: Message): Message {
  const name = nameIn(query);
  const first = name.slice(0, -'.moved.com.'.length);
  const alias = first === 'bare' ? '' : `${name} 300 CNAME ${first === 'wrong' ? 'evil' : first}.tc.com.`;
  return withCookie(query, says(query, { aa: true, answer: `moved.com. 300 DNAME tc.com.\n${alias}` }));
}

const NO_QUESTION_SIZE =
  'named notes the size of a response that it then ignores, and offers no more the next time; ours does not look at it';

export const BROKEN_SERVERS: readonly BrokenServer[] = [
  {
    zone: 'negnoaa',
    says: (query) =>
      says(query, { rcode: nameIn(query).startsWith('nx') ? 3 : 0, authority: `negnoaa.com. 60 ${SOA}` }),
    ask: ['www A', 'www A', 'nx A', 'nx A', 'nx MX'],
  },
  {
    zone: 'posnoaa',
    says: (query) => says(query, { answer: `${nameIn(query)} 60 A 127.53.9.1` }),
    ask: ['www A', 'www A'],
  },
  {
    zone: 'garbage',
    says: ({ id }) => Uint8Array.of(id >> 8, id & 255, 0x80, 0, 0, 1, 0, 5, 0, 0, 0, 0, 1, 2, 3),
  },
  { zone: 'wrongid', says: (query) => ({ ...ok(query), id: query.id ^ 1 }) },
  {
    zone: 'wrongq',
    says: (query) => ({
      ...ok(query),
      questions: query.questions.map((one) => ({ ...one, type: TYPE.AAAA })),
    }),
    otherQuestions: NO_QUESTION_SIZE,
  },
  { zone: 'noq', says: (query) => ({ ...ok(query), questions: [] }), otherQuestions: NO_QUESTION_SIZE },
  { zone: 'qr0', says: (query) => ({ ...ok(query), qr: false }) },
  { zone: 'opcode', says: (query) => ({ ...ok(query), opcode: OPCODE.STATUS }) },
  { zone: 'silent', says: () => null },
  { zone: 'formerr', says: (query) => withoutOpt(says(query, { rcode: RCODE.FORMERR })) },
  {
    zone: 'formerropt',
    says: (query) => says(query, { rcode: RCODE.FORMERR, edns: query.edns }),
    ask: ['www A', 'w2 A'],
  },
  {
    zone: 'formerrcookie',
    says: (query) =>
      query.edns?.options.length === 0 ? ok(query) : says(query, { rcode: RCODE.FORMERR, edns: query.edns }),
    ask: ['www A', 'w2 A'],
  },
  { zone: 'formerrok', says: dislikesEdns(RCODE.FORMERR), ask: ['www A', 'w2 A'] },
  { zone: 'notimp', says: dislikesEdns(RCODE.NOTIMP) },
  { zone: 'servfailedns', says: dislikesEdns(RCODE.SERVFAIL) },
  { zone: 'refusededns', says: dislikesEdns(RCODE.REFUSED) },
  {
    zone: 'badvers',
    says: (query) => (query.edns ? says(query, { rcode: RCODE.BADVERS, edns: query.edns }) : ok(query)),
  },
  { zone: 'servfail', says: rcode(RCODE.SERVFAIL) },
  { zone: 'refused', says: rcode(RCODE.REFUSED) },
  { zone: 'yxdomain', says: rcode(RCODE.YXDOMAIN) },
  { zone: 'notauth', says: rcode(RCODE.NOTAUTH) },
  { zone: 'noopt', says: (query) => withoutOpt(ok(query)), ask: ['www A', 'w2 A'] },
  {
    zone: 'twocname',
    says: (query) =>
      says(query, { aa: true, answer: `${nameIn(query)} 60 CNAME a.\n${nameIn(query)} 60 CNAME b.` }),
  },
  {
    zone: 'cnamefirst',
    says: (query) =>
      nameIn(query).startsWith('t1')
        ? ok(query)
        : says(query, {
            aa: true,
            answer: `${nameIn(query)} 60 CNAME t1.cnamefirst.com.\n${nameIn(query)} 60 A 127.53.9.3`,
          }),
  },
  {
    zone: 'cnamelast',
    says: (query) =>
      says(query, {
        aa: true,
        answer: `${nameIn(query)} 60 A 127.53.9.3\n${nameIn(query)} 60 CNAME t1.cnamelast.com.`,
      }),
  },
  {
    zone: 'othercname',
    says: (query) =>
      nameIn(query).startsWith('t1')
        ? ok(query)
        : says(query, {
            aa: true,
            answer: `else.othercname.com. 60 CNAME q.\n${nameIn(query)} 60 CNAME t1.othercname.com.\nt1.othercname.com. 60 A 127.53.9.99`,
          }),
    ask: ['www A', 't1 A'],
  },
  {
    zone: 'nxcname',
    says: (query) =>
      says(query, {
        aa: true,
        rcode: 3,
        answer: `${nameIn(query)} 60 CNAME gone.nxcname.com.`,
        authority: `nxcname.com. 60 ${SOA}`,
      }),
  },
  { zone: 'dropsedns', says: (query) => (query.edns === null ? ok(query) : null) },
  {
    zone: 'drops513',
    says: (query, tcp) => (!tcp && (query.edns?.udpSize ?? 0) > 512 ? null : ok(query)),
    ask: ['www A'],
  },
  {
    zone: 'dropslater',
    says: (query) => (nameIn(query).startsWith('www') || query.edns?.udpSize === 512 ? ok(query) : null),
    ask: ['www A', 'later A'],
  },
  { zone: 'tcponly', says: (query, tcp) => (tcp ? ok(query) : null) },
  { zone: 'tc', says: (query, tcp) => (tcp ? ok(query) : says(query, { aa: true, tc: true })) },
  { zone: 'tctwice', says: (query) => says(query, { aa: true, tc: true }) },
  {
    zone: 'tcnotcp',
    says: (query, tcp) => (tcp ? null : says(query, { aa: true, tc: true })),
    otherQuestions:
      'named waits for the one TCP question until the fetch is over, and asks nobody else meanwhile; ours goes on',
  },
  { zone: 'sideways', says: authority('other.com. 60 NS ns.sideways.com.', { aa: false }) },
  { zone: 'upward', says: authority('com. 60 NS ns.com.', { aa: false }) },
  { zone: 'upwardaa', says: authority('com. 60 NS ns.com.') },
  { zone: 'rootward', says: authority('. 60 NS root.', { aa: false }) },
  { zone: 'self', says: authority('self.com. 60 NS ns.self.com.', { aa: false }) },
  { zone: 'selfaa', says: authority('selfaa.com. 60 NS ns.selfaa.com.') },
  { zone: 'astray', says: authority('astray.astray.com. 60 NS ns.astray.com.', { aa: false }) },
  { zone: 'empty', says: (query) => says(query, {}), ask: ['www A', 'www A'] },
  { zone: 'emptyaa', says: (query) => says(query, { aa: true }) },
  { zone: 'nxempty', says: (query) => says(query, { aa: true, rcode: 3 }) },
  { zone: 'nxabove', says: authority(`com. 60 ${SOA}`, { rcode: 3 }), ask: ['www A'] },
  { zone: 'soaabove', says: authority(`com. 60 ${SOA}`) },
  { zone: 'soabeside', says: authority(`other.com. 60 ${SOA}`) },
  { zone: 'nxanswer', says: (query) => ({ ...ok(query), rcode: 3 }) },
  { zone: 'servfailanswer', says: (query) => ({ ...ok(query), rcode: 2 }) },
  {
    zone: 'othername',
    says: (query) => says(query, { aa: true, answer: 'else.othername.com. 60 A 127.53.9.1' }),
  },
  { zone: 'othertype', says: (query) => says(query, { aa: true, answer: `${nameIn(query)} 60 TXT "x"` }) },
  {
    zone: 'otherclass',
    says: (query) => ({
      ...ok(query),
      answers: ok(query).answers.map((record) => ({ ...record, class: CLASS.CH })),
    }),
  },
  {
    zone: 'soaandns',
    says: authority(`soaandns.com. 60 ${SOA}\nsub.soaandns.com. 60 NS ns.tc.com.`),
    ask: ['x.sub A'],
  },
  {
    zone: 'soaandownns',
    says: authority(`soaandownns.com. 60 NS ns.soaandownns.com.\nsoaandownns.com. 60 ${SOA}`),
  },
  {
    zone: 'twons',
    says: authority('sub.twons.com. 60 NS ns.tc.com.\nx.sub.twons.com. 60 NS ns.tc.com.', { aa: false }),
    ask: ['y.x.sub A'],
  },
  { zone: 'twosoa', says: authority(`sub.twosoa.com. 60 ${SOA}\ntwosoa.com. 60 ${SOA}`), ask: ['y.sub A'] },
  {
    zone: 'bigttl',
    says: (query) => says(query, { aa: true, answer: `${nameIn(query)} 2147483647 A 127.53.9.1` }),
  },
  {
    zone: 'moved',
    says: moved,
    ask: ['www A', 'a.b A', 'www CNAME', 'www ANY', 'www DNAME', 'wrong A', 'bare A'],
  },
  {
    zone: 'dnamenocookie',
    says: (query, tcp) =>
      says(query, { aa: true, answer: `dnamenocookie.com. 300 DNAME ${tcp ? 'tc.com.' : 'evil.'}` }),
    ask: ['www A'],
  },
  {
    zone: 'dnameyx',
    says: (query) =>
      withCookie(query, says(query, { aa: true, rcode: 6, answer: `dnameyx.com. 300 DNAME ${LONG}` })),
    ask: ['first-of-two-that-are-too-long-to-be A', 'second-of-two-that-are-too-long-to-be A'],
  },
  {
    zone: 'dnameloop',
    says: (query) =>
      withCookie(query, says(query, { aa: true, answer: 'dnameloop.com. 300 DNAME x.dnameloop.com.' })),
  },
  {
    zone: 'dnameout',
    says: (query) =>
      withCookie(
        query,
        says(query, { aa: true, answer: `. 300 DNAME tc.com.\n${nameIn(query)} 300 CNAME www.tc.com.` }),
      ),
  },
];
