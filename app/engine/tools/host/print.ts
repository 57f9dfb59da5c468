/**
 * A response as host tells it: a sentence for each record, or with -v the message in its sections.
 *
 * Without a type host asks three times: what the first answer, about A, says of aliases decides the name that AAAA
 * and MX are asked of.
 */
import { TYPE, typeText } from '../../protocol/codes.ts';
import type { Message, Question, ResourceRecord } from '../../protocol/message.ts';
import { rdataText } from '../../protocol/rdata.ts';
import type { Exchange } from '../dig/exchange.ts';
import { OPCODE_NAMES } from '../dig/header-names.ts';
import type { Program } from '../dig/program.ts';
import { flagWords } from '../dig/print-parts.ts';
import type { Received } from '../dig/print-parts.ts';
import { questionLine, recordLine } from '../dig/records.ts';
import type { Layout } from '../dig/records.ts';
import { endOfAliases } from '../shared/aliases.ts';
import { shortRcodeText } from '../shared/code-words.ts';
import type { HostSettings } from './settings.ts';

export function hostProgram(settings: HostSettings): Program {
  return {
    name: 'host',
    trying(dig, _, { name }) {
      if (settings.verbose) dig.out(`Trying "${name.toRelaxedString()}"\n`);
    },
    message: (exchange, message, received) => printMessage(settings, exchange, message, received),
    received(exchange, size) {
      if (!settings.verbose) return;
      const milliseconds = Math.floor(Math.max(0, exchange.receivedAt - exchange.sentAt) + 1e-6);
      exchange.dig.out(`Received ${size} bytes from ${exchange.peer} in ${milliseconds} ms\n`);
    },
  };
}

function printMessage(
  settings: HostSettings,
  exchange: Exchange,
  message: Message,
  received: Received,
): void {
  const { dig, lookup, question } = exchange;
  const hadFailed = settings.failed === true;
  settings.failed = true;
  if (settings.serverGiven && !settings.serverTold) {
    settings.serverTold = true;
    const { given } = exchange.server;
    dig.out(`Using domain server:\nName: ${given}\nAddress: ${exchange.peer}\nAliases: \n\n`);
  }
  const name = question.name.toRelaxedString();
  if (message.rcode !== 0) {
    // BIND: for NXDOMAIN the name as it was typed, without what the search list put behind it.
    const asked = message.rcode === 3 ? lookup.text : name;
    const place = settings.everyServer ? `Nameserver ${exchange.server.address}:\n\t` : 'Host ';
    dig.out(`${place}${asked} not found: ${message.rcode}(${shortRcodeText(message.rcode)})\n`);
    return;
  }
  if (settings.defaultTypes && lookup.type === TYPE.A) addLookups(settings, exchange, message);
  if (settings.verbose) {
    dig.out(headerText(message, received));
    printSections(settings, exchange, message);
    dig.out('\n');
  } else {
    const records = message.answers.filter(({ type }) => isListed(settings, exchange, type));
    dig.out(records.map((record) => sentence(settings, exchange, record)).join(''));
    if (!settings.defaultTypes && message.answers.length === 0)
      dig.out(`${name} has no ${typeText(lookup.type)} record\n`);
  }
  settings.failed = hadFailed;
}

/** AAAA and MX of the name at the end of the aliases, after all else. */
function addLookups(settings: HostSettings, exchange: Exchange, message: Message): void {
  const { dig, lookup, question } = exchange;
  const end = endOfAliases(message, question.name);
  for (const type of [TYPE.AAAA, TYPE.MX]) {
    const next = lookup.clone();
    next.servers = [];
    next.text = end.toRelaxedString();
    next.type = type;
    next.origin = null;
    next.retries = settings.tries;
    dig.queue.push(next);
  }
}

function headerText(message: Message, { counts }: Received): string {
  const opcode = OPCODE_NAMES[message.opcode] ?? '';
  const [questions, answers, authority, additional] = counts;
  const lines = [
    `;; ->>HEADER<<- opcode: ${opcode}, status: ${shortRcodeText(message.rcode)}, id: ${message.id}`,
    `;; flags: ${flagWords(message).trimStart()}; QUERY: ${questions}, ANSWER: ${answers}, ` +
      `AUTHORITY: ${authority}, ADDITIONAL: ${additional}`,
  ];
  if (message.edns) lines.push(`;; EDNS: version: ${message.edns.version}, udp=${message.edns.udpSize}`);
  if (message.additional.some(({ type }) => type === TYPE.TSIG)) lines.push(';; PSEUDOSECTIONS: TSIG');
  return lines.map((line) => `${line}\n`).join('');
}

/** BIND: on the way out, names stay as the DNS carries them, whatever the terminal. */
const LAYOUT: Layout = {
  ttlColumn: 24,
  classColumn: 32,
  typeColumn: 40,
  dataColumn: 48,
  ttl: true,
  ttlUnits: false,
  class: true,
  idn: false,
  style: {},
};

function printSections(settings: HostSettings, exchange: Exchange, message: Message): void {
  const print = (title: string, lines: readonly string[]): void =>
    exchange.dig.out(`\n;; ${title} SECTION:\n${lines.join('')}`);
  const records = (title: string, section: readonly ResourceRecord[]): void => {
    if (section.length === 0) return;
    const shownRecords = section.filter(({ type }) => isListed(settings, exchange, type));
    print(
      title,
      shownRecords.map((record) => recordLine(LAYOUT, record)),
    );
  };
  if (message.questions.length > 0) {
    // BIND: a question of a type that is not listed leaves nothing but the semicolon in front of it.
    const line = (question: Question): string =>
      isListed(settings, exchange, question.type) ? questionLine(LAYOUT, question) : ';';
    print('QUESTION', message.questions.map(line));
  }
  records('ANSWER', message.answers);
  records('AUTHORITY', message.authority);
  const isSignature = ({ type }: ResourceRecord): boolean => type === TYPE.TSIG;
  records(
    'ADDITIONAL',
    message.additional.filter((record) => !isSignature(record)),
  );
  records('PSEUDOSECTION TSIG', message.additional.filter(isSignature));
}

/** Of a zone transfer, the types that were asked for; of all, what -A leaves. */
function isListed(settings: HostSettings, { lookup }: Exchange, type: number): boolean {
  if (settings.withoutDnssec && DNSSEC_TYPES.has(type)) return false;
  if (lookup.type !== TYPE.AXFR) return true;
  if (settings.listAddresses) return ADDRESS_TYPES.has(type);
  return settings.listType === TYPE.ANY || settings.listType === type;
}

const DNSSEC_TYPES: ReadonlySet<number> = new Set([TYPE.RRSIG, TYPE.NSEC, TYPE.NSEC3]);
const ADDRESS_TYPES: ReadonlySet<number> = new Set([TYPE.A, TYPE.AAAA, TYPE.NS, TYPE.PTR]);

/** `www.example.com has address 192.0.2.80`. */
function sentence(settings: HostSettings, exchange: Exchange, record: ResourceRecord): string {
  const data = rdataText(record.type, record.rdata, {}, record.class);
  const says = SENTENCES.get(record.type) ?? `has ${typeText(record.type)} record`;
  const place = settings.everyServer ? `Nameserver ${exchange.server.address}:\n\t` : '';
  return `${place}${record.name.toRelaxedString()} ${says} ${data}\n`;
}

const SENTENCES: ReadonlyMap<number, string> = new Map([
  [TYPE.A, 'has address'],
  [TYPE.NS, 'name server'],
  [TYPE.CNAME, 'is an alias for'],
  [TYPE.WKS, 'has well known services'],
  [TYPE.PTR, 'domain name pointer'],
  [TYPE.HINFO, 'host information'],
  [TYPE.MX, 'mail is handled by'],
  [TYPE.TXT, 'descriptive text'],
  [TYPE.X25, 'x25 address'],
  [TYPE.ISDN, 'ISDN address'],
  [TYPE.SIG, 'has signature'],
  [TYPE.KEY, 'has key'],
  [TYPE.AAAA, 'has IPv6 address'],
  [TYPE.LOC, 'location'],
]);
