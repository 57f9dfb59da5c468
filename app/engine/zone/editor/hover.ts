/** What is told of a word in a zone file. */
import { readTtl } from '../ttl.ts';
import { durationWords } from './duration-words.ts';
import { dateIn, nextSerial } from './serial.ts';
import { WordOffsets, zoneEntries, type PlacedWord, type ZoneEntry } from './zone-text.ts';
import { DIRECTIVES, SOA_FIELDS, TYPE_WORDS } from './zone-words.ts';

export interface ZoneTold {
  /** What it is about, from one offset to another. */
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly form: string;
  readonly about: string;
  readonly facts: readonly Fact[];
}

interface Fact {
  readonly label: string;
  readonly text: string;
}

type Words = Omit<ZoneTold, 'from' | 'to'>;

export interface ZoneHoverOptions {
  /** The zone's name, with its dot; null where it is not known. */
  readonly origin: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Null where there is nothing to tell. */
export function zoneHoverAt(text: string, offset: number, options: ZoneHoverOptions): ZoneTold | null {
  const offsets = new WordOffsets(text);
  let { origin } = options;
  for (const entry of zoneEntries(text)) {
    for (const placed of entry.words) {
      const { from, to } = offsets.of(placed.word);
      if (offset < from) return null;
      if (offset > to) continue;
      const words = wordsOf(entry, placed, origin, options.now);
      return words && { from, to, ...words };
    }
    const value = entry.words[1]?.word.text;
    if (entry.directive === '$ORIGIN' && value !== undefined) origin = absolute(value, origin);
  }
  return null;
}

function absolute(name: string, origin: string | null): string | null {
  if (name.endsWith('.')) return name;
  if (origin === null) return null;
  return name === '@' ? origin : `${name}.${origin === '.' ? '' : origin}`;
}

function wordsOf(
  entry: ZoneEntry,
  { word, part }: PlacedWord,
  origin: string | null,
  now: number,
): Words | null {
  switch (part.kind) {
    case 'owner':
      return ownerWords(word.text, origin);
    case 'ttl':
      return {
        title: `TTL ${word.text}`,
        form: '',
        about: 'How long caches may keep the record.',
        facts: [...timeFacts(word.text), source('RFC 1035 §3.2.1, RFC 2181 §8')],
      };
    case 'class':
      return {
        title: word.text,
        form: '',
        about: 'The class: IN is the Internet.',
        facts: [source('RFC 1035 §3.2.4')],
      };
    case 'type':
      return typeWords(entry.type);
    case 'directive':
    case 'argument':
      return directiveWords(entry, part.kind === 'argument' ? word.text : null);
    case 'data':
      return dataWords(entry, word.text, part.field, origin, now);
  }
}

function source(text: string): Fact {
  return { label: 'Source', text };
}

function timeFacts(text: string): Fact[] {
  const seconds = readTtl(text);
  return seconds === null ? [] : [{ label: 'Value', text: `${seconds} s: ${durationWords(seconds)}` }];
}

function nameFacts(name: string, origin: string | null): Fact[] {
  const whole = absolute(name, origin);
  return whole === null || whole === name ? [] : [{ label: 'In full', text: whole }];
}

function ownerWords(name: string, origin: string | null): Words {
  const about =
    name === '@'
      ? 'The origin: the zone’s own name, unless $ORIGIN says otherwise.'
      : name.startsWith('*')
        ? 'A wildcard: stands for names that do not exist (RFC 4592).'
        : 'The name that the record is of. Without a closing dot, the origin is added.';
  return { title: name, form: '', about, facts: [...nameFacts(name, origin), source('RFC 1035 §5.1')] };
}

function typeWords(type: string): Words | null {
  const known = TYPE_WORDS[type];
  if (known === undefined) return null;
  const form = `${type} ${known.fields.map((field) => `<${field}>`).join(' ')}`;
  return { title: type, form, about: known.about, facts: [source(known.source)] };
}

function directiveWords({ directive }: ZoneEntry, value: string | null): Words | null {
  const known = DIRECTIVES[directive];
  if (known === undefined) return null;
  const time = directive === '$TTL' && value !== null ? timeFacts(value) : [];
  return { title: directive, form: '', about: known.about, facts: [...time, source(known.source)] };
}

function dataWords(
  entry: ZoneEntry,
  text: string,
  field: number,
  origin: string | null,
  now: number,
): Words | null {
  if (entry.type === 'SOA') return soaWords(entry, text, field, origin, now);
  const known = TYPE_WORDS[entry.type];
  if (known === undefined) return null;
  const name = known.fields[Math.min(field, known.fields.length - 1)] ?? '';
  const isName = /^(target|server|host|mail server|name|next name)$/.test(name);
  const facts = isName ? nameFacts(text, origin) : [];
  return {
    title: `${entry.type}: ${name}`,
    form: '',
    about: known.about,
    facts: [...facts, source(known.source)],
  };
}

function soaWords(
  entry: ZoneEntry,
  text: string,
  at: number,
  origin: string | null,
  now: number,
): Words | null {
  const field = SOA_FIELDS[at];
  if (field === undefined) return null;
  const facts = [
    ...(field.isTime ? timeFacts(text) : []),
    ...(at === 2 ? serialFacts(text, now) : []),
    ...(at === 0 ? nameFacts(text, origin) : []),
    ...(at === 1 ? [{ label: 'Mail to', text: mailbox(text, origin) }] : []),
    ...(field.usual === '' ? [] : [{ label: 'Usual', text: field.usual }]),
    ...oddities(entry, at),
    source(field.source),
  ];
  return { title: `SOA ${field.name}`, form: '', about: field.about, facts };
}

/** RFC 1035 §8: the first label is the mailbox; a dot in it has a backslash. */
function mailbox(name: string, origin: string | null): string {
  const whole = (absolute(name, origin) ?? name).replace(/\.$/, '');
  return whole.replace(/^((?:\\.|[^.\\])*)\./, '$1@').replace(/\\\./g, '.');
}

function serialFacts(text: string, now: number): Fact[] {
  if (!/^\d{1,10}$/.test(text)) return [];
  const serial = Number(text);
  const day = dateIn(serial);
  const facts = [
    {
      label: 'Next',
      text: `${nextSerial(serial, 'date', now)} by date, ${nextSerial(serial, 'plain', now)} by counting`,
    },
  ];
  return day === null
    ? facts
    : [{ label: 'Value', text: `${day}, change ${String(serial).slice(8)}` }, ...facts];
}

/** Where the times do not go together. */
function oddities({ words }: ZoneEntry, at: number): Fact[] {
  const time = (field: number): number | null => {
    const found = words.find(({ part }) => part.kind === 'data' && part.field === field)?.word.text;
    return found === undefined ? null : readTtl(found);
  };
  const [refresh, retry, expire, minimum] = [time(3), time(4), time(5), time(6)];
  if (refresh === null || retry === null || expire === null || minimum === null) return [];
  const odd = (text: string): Fact[] => [{ label: 'Mind', text }];
  if (at === 4 && retry >= refresh)
    return odd('it is no less than refresh: a failed look makes no difference then');
  if (at === 5 && expire <= refresh + retry)
    return odd(
      'it is no more than refresh and retry together: one failed look, and secondaries give the zone up',
    );
  if (at === 6 && minimum > 86_400)
    return odd('longer than a day: caches cut it (BIND: max-ncache-ttl, 3 h)');
  return [];
}
