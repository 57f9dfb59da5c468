/**
 * A response as nslookup tells it: the server, then what was found or why not; with `set debug` every section of it.
 */
import { TYPE, classText, typeText } from '../../protocol/codes.ts';
import type { Message, ResourceRecord } from '../../protocol/message.ts';
import { rdataText, readSoa } from '../../protocol/rdata.ts';
import type { Exchange } from '../dig/exchange.ts';
import type { Program } from '../dig/program.ts';
import { endOfAliases } from '../shared/aliases.ts';
import { shortRcodeText } from '../shared/code-words.ts';
import type { Settings } from './settings.ts';

export function nslookupProgram(settings: Settings): Program {
  return {
    name: 'nslookup',
    trying: () => undefined,
    message: (exchange, message) => printMessage(settings, exchange, message),
    received: () => undefined,
  };
}

function printMessage(settings: Settings, exchange: Exchange, message: Message): void {
  const { dig, lookup, question } = exchange;
  const print = (text: string): void => dig.out(text);
  settings.unreached = false;
  // The second of the two questions about addresses is told as if it were part of the first.
  const first = !settings.defaultTypes || lookup.type === TYPE.A;
  if (first) print(`Server:\t\t${exchange.server.given}\nAddress:\t${exchange.peer}\n\n`);
  if (settings.debug) print(details(message));
  if (message.rcode !== 0) {
    print(`** server can't find ${question.name.toRelaxedString()}: ${shortRcodeText(message.rcode)}\n`);
    settings.failed = true;
    return;
  }
  if (settings.defaultTypes && lookup.type === TYPE.A) addIpv6Lookup(exchange, message);
  if (!message.aa && first) print('Non-authoritative answer:\n');
  if (message.answers.length > 0) {
    print(message.answers.map((record) => recordText(record, true)).join(''));
  } else if (settings.defaultTypes && lookup.type === TYPE.A) {
    settings.noAddress = true;
  } else if (!settings.defaultTypes || (lookup.type === TYPE.AAAA && settings.noAddress)) {
    print(`*** Can't find ${lookup.text}: No answer\n`);
  }
  if (message.aa || lookup.type === TYPE.A || lookup.type === TYPE.AAAA) return;
  print('\nAuthoritative answers can be found from:\n');
  const rest = [...message.authority, ...message.additional];
  print(rest.map((record) => recordText(record, false)).join(''));
}

/** AAAA of the name at the end of the aliases, after all else. */
function addIpv6Lookup({ dig, lookup, question }: Exchange, message: Message): void {
  const next = lookup.clone();
  next.servers = [];
  next.text = endOfAliases(message, question.name).toRelaxedString();
  next.type = TYPE.AAAA;
  next.origin = null;
  next.retries = dig.tries;
  dig.queue.push(next);
}

/** `inAnswer`: there addresses have a form of their own. */
function recordText(record: ResourceRecord, inAnswer: boolean): string {
  const name = record.name.toRelaxedString();
  if (inAnswer && (record.type === TYPE.A || record.type === TYPE.AAAA))
    return `Name:\t${name}\nAddress: ${dataOf(record)}\n`;
  if (record.type === TYPE.SOA) return `${name}\n${soaText(record)}`;
  return `${name}\t${dataLine(record)}`;
}

function soaText({ rdata }: ResourceRecord): string {
  const soa = readSoa(rdata);
  if (soa === null) return '';
  const { serial, refresh, retry, expire, minimum } = soa;
  const fields = {
    origin: soa.mname.toRelaxedString(),
    'mail addr': soa.rname.toRelaxedString(),
    serial,
    refresh,
    retry,
    expire,
    minimum,
  };
  return Object.entries(fields)
    .map(([field, value]) => `\t${field} = ${value}\n`)
    .join('');
}

function dataOf({ type, rdata, class: value }: ResourceRecord): string {
  return rdataText(type, rdata, {}, value);
}

function dataLine(record: ResourceRecord): string {
  return `${titleOf(record.type)}${dataOf(record)}\n`;
}

/** `set debug`: the message, section by section. */
function details(message: Message): string {
  const questions = message.questions.map(
    ({ name, type, class: value }) =>
      `\t${name.toRelaxedString()}, type = ${typeText(type)}, class = ${classText(value)}\n`,
  );
  const records = (section: readonly ResourceRecord[]): string =>
    section.map((record) => detailText(record)).join('');
  return [
    '------------\n    QUESTIONS:\n',
    ...questions,
    `    ANSWERS:\n${records(message.answers)}`,
    `    AUTHORITY RECORDS:\n${records(message.authority)}`,
    `    ADDITIONAL RECORDS:\n${records(message.additional)}`,
    '------------\n',
  ].join('');
}

function detailText(record: ResourceRecord): string {
  const data = record.type === TYPE.SOA ? soaText(record) : `\t${dataLine(record)}`;
  return `    ->  ${record.name.toRelaxedString()}\n${data}\tttl = ${record.ttl}\n`;
}

/** BIND: a table up to type 41, its slips included; a number for all beyond. */
function titleOf(type: number): string {
  const title = TITLES.get(type);
  if (title !== undefined) return title;
  return type <= 41 ? `rtype_${type} = ` : `rdata_${type} = `;
}

const TITLES: ReadonlyMap<number, string> = new Map([
  [1, 'internet address = '],
  [2, 'nameserver = '],
  [3, 'md = '],
  [4, 'mf = '],
  [5, 'canonical name = '],
  [6, 'soa = '],
  [7, 'mb = '],
  [8, 'mg = '],
  [9, 'mr = '],
  [11, 'protocol = '],
  [12, 'name = '],
  [13, 'hinfo = '],
  [14, 'minfo = '],
  [15, 'mail exchanger = '],
  [16, 'text = '],
  [17, 'rp = '],
  [18, 'afsdb = '],
  [19, 'x25 address = '],
  [20, 'isdn address = '],
  [21, 'rt = '],
  [22, 'nsap = '],
  [23, 'nsap_ptr = '],
  [24, 'signature = '],
  [25, 'key = '],
  [26, 'px = '],
  [27, 'gpos = '],
  [28, 'has AAAA address '],
  [29, 'loc = '],
  [30, 'next = '],
  [33, 'service = '],
  [35, 'naptr = '],
  [36, 'kx = '],
  [37, 'cert = '],
  [38, 'v6 address = '],
  [39, 'dname = '],
  [41, 'optional = '],
]);
