/** What was resolved, as delv prints it: plain, short or in YAML. */
import { CLASS, TYPE, classText, typeText } from '../../protocol/codes.ts';
import type { ResourceRecord, RRset } from '../../protocol/message.ts';
import { columnLine, recordText } from '../../protocol/record-text.ts';
import type { Columns, RecordStyle } from '../../protocol/record-text.ts';
import { rdataText } from '../../protocol/rdata.ts';
import { recordsOf } from '../../protocol/rrset.ts';
import { yamlData } from '../dig/records.ts';
import type { Console } from './console.ts';
import type { Resolved, Told } from './resolve.ts';
import type { Settings } from './settings.ts';
import { coveredType } from './sets.ts';

/** BIND's words for how far data is believed. "fully validated" is not among them: nobody here validates. */
function trustWords(settings: Settings, one: Told): string {
  const trust = one.kind === 'positive' ? one.trust : one.said.trust;
  if (trust === 'authanswer') return 'authoritative';
  if (trust === 'additional') return 'unsigned additional data';
  // BIND: where validation is on and no key is above the name, what came is as good as unsigned.
  return settings.validate && !one.unvalidated ? 'unsigned answer' : 'answer not validated';
}

export function printResolved(out: Console, settings: Settings, { status, told }: Resolved): void {
  if (settings.yaml) {
    out.out(`type: DELV_RESULT\nquery_name: ${settings.name ?? ''}\nstatus: ${status}\nrecords:\n`);
  } else if (status !== 'success') {
    out.log(`resolution failed: ${status}`);
  }
  let last: string | null = null;
  for (const one of told) {
    const set = one.kind === 'positive' ? one.set : null;
    if (set?.type === TYPE.RRSIG && !settings.dnssec) continue;
    // BIND: the line stands where the trust changes, for whatever follows.
    const trust = trustWords(settings, one);
    if (trust !== last) out.out(statusLine(settings, one, trust, last === null));
    last = trust;
    out.out(one.kind === 'positive' ? positiveText(settings, one.set) : negativeText(settings, one));
  }
}

function statusLine(settings: Settings, one: Told, trust: string, first: boolean): string {
  if (!settings.trust) return '';
  const words = `${one.kind === 'negative' ? 'negative response, ' : ''}${trust}`;
  if (settings.yaml) return `  - ${words.replaceAll(/,? /g, '_')}:\n`;
  return `${first || settings.short ? '' : '\n'}; ${words}\n`;
}

function positiveText(settings: Settings, set: RRset): string {
  const records = recordsOf(set);
  const line = settings.short ? shortLine : settings.yaml ? yamlLine : plainLine;
  return records.map((record) => `${line(settings, record)}\n`).join('');
}

function plainLine(settings: Settings, record: ResourceRecord): string {
  return recordText(record, styleOf(settings));
}

/** BIND: +multiline behind +short puts what would be lines behind each other. */
function shortLine(settings: Settings, { type, rdata, class: klass }: ResourceRecord): string {
  const style = { ...styleOf(settings), ...(settings.multiline && { split: 0 }) };
  return rdataText(type, rdata, style, klass).replaceAll('\n\t\t\t\t', ' ');
}

/** BIND: in YAML the other options of form have no effect. */
function yamlLine({ split }: Settings, { name, ttl, class: klass, type, rdata }: ResourceRecord): string {
  const data = yamlData(type, rdataText(type, rdata, split === null ? {} : { split }, klass));
  return quoted(`${name.toString()} ${ttl} ${classText(klass)} ${typeText(type)} ${data}`);
}

/** A YAML string in single quotes, as an entry of a list. */
function quoted(text: string): string {
  return `    - '${text.replaceAll("'", "''")}'`;
}

function negativeText(settings: Settings, one: Told & { readonly kind: 'negative' }): string {
  const { proof } = one.said;
  if (settings.short) return '';
  // BIND: without anything that proves it, the text ends where it begins.
  if (proof.length === 0) return settings.yaml ? '' : '; ';
  const lines = [settings.yaml ? yamlNothing(one) : `; ${plainNothing(settings, one)}`];
  for (const text of proof.map(proofText)) lines.push(settings.yaml ? quoted(text) : `; ${text}`);
  return lines.map((line) => `${line}\n`).join('');
}

/** `www.example.com. 3600 IN \-AAAA ;-$NXRRSET`: the cache's own way to write that there is nothing. */
function plainNothing(settings: Settings, one: Told & { readonly kind: 'negative' }): string {
  const columns = columnsOf(settings);
  const unknown = settings.unknownFormat;
  const words: (readonly [string, number])[] = [];
  if (settings.ttl) words.push([String(one.said.ttl), columns.ttl]);
  if (settings.class) words.push([unknown ? `CLASS${CLASS.IN}` : 'IN', columns.class]);
  const type = absentType(one);
  words.push([`\\-${unknown ? `TYPE${type}` : typeText(type)}`, columns.type], [marker(one), columns.rdata]);
  return columnLine(one.name.toString(), words);
}

function yamlNothing(one: Told & { readonly kind: 'negative' }): string {
  return quoted(`${one.name.toString()} ${one.said.ttl} IN \\-${typeText(absentType(one))} ${marker(one)}`);
}

function absentType(one: Told & { readonly kind: 'negative' }): number {
  return one.said.nxdomain ? TYPE.ANY : one.type;
}

function marker(one: Told & { readonly kind: 'negative' }): string {
  return one.said.nxdomain ? ';-$NXDOMAIN' : ';-$NXRRSET';
}

/** BIND: signatures by what they cover, of others the data. */
function proofText(set: RRset): string {
  const name = set.name.toString();
  if (set.type === TYPE.RRSIG) return `${name} RRSIG ${typeText(coveredType(set))} ...`;
  const [rdata = new Uint8Array()] = set.rdatas;
  return `${name} ${typeText(set.type)} ${rdataText(set.type, rdata, {}, set.class)}`;
}

function styleOf(settings: Settings): RecordStyle {
  return {
    columns: columnsOf(settings),
    ttl: settings.ttl,
    class: settings.class,
    multiline: settings.multiline,
    comments: settings.recordComments,
    crypto: settings.crypto,
    unknownFormat: settings.unknownFormat,
    ...(settings.split !== null && { split: settings.split }),
  };
}

function columnsOf({ multiline, ttl, class: klass }: Settings): Columns {
  if (multiline || (!ttl && !klass)) return { ttl: 24, class: 24, type: 24, rdata: 32 };
  if (!ttl || !klass) return { ttl: 24, class: 24, type: 32, rdata: 40 };
  return { ttl: 24, class: 32, type: 40, rdata: 48 };
}
