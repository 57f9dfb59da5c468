/**
 * Our authoritative answers against a real named 9.18 with the same zones: RCODE, aa, and each section as a set with
 * its TTLs. Asked is every name of the lab Internet, and names that do not exist around it, on each of its servers.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namedMissing, RealNamed, type NamedView } from '../../testing/real-named.ts';
import { CLASS, TYPE, rcodeText, typeText } from '../protocol/codes.ts';
import { queryMessage, type ResourceRecord } from '../protocol/message.ts';
import { isNameProblem, Name, nameOf } from '../protocol/name.ts';
import { rdataText } from '../protocol/rdata.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import { answerFrom, ZoneSet } from './authority.ts';
import { loadZone, type LoadedZone } from './load-zone.ts';
import { HARD_ZONES } from './hard-zones.samples.ts';
import { randomZone } from './random-zones.samples.ts';
import { seededRandom } from '../random.ts';
import type { Zone } from './zone.ts';

const ZONES = fileURLToPath(new URL('../../../labs/networks/zones/', import.meta.url));
const labZone = (origin: string): { origin: string; text: string } => ({
  origin,
  text: readFileSync(`${ZONES}${origin === '.' ? 'root' : origin}.zone`, 'utf8'),
});

/** The sets of zones that servers of the lab Internet have, and one of all that is hard. */
const VIEWS: readonly NamedView[] = [
  { name: 'root', zones: ['.', 'root-servers.net', 'arpa'].map(labZone) },
  { name: 'gtld', zones: ['com', 'net', 'gtld-servers.net'].map(labZone) },
  { name: 'uk', zones: ['uk', 'co.uk', 'nic.uk'].map(labZone) },
  { name: 'tiscali', zones: ['tiscali.co.uk', 'as9105.net'].map(labZone) },
  { name: 'org', zones: ['org'].map(labZone) },
  { name: 'microsoft', zones: ['live.com', 'msft.net'].map(labZone) },
  { name: 'wikimedia', zones: ['wikimedia.org', 'wikipedia.org'].map(labZone) },
  { name: 'google', zones: ['google.com'].map(labZone) },
  { name: 'workshop', zones: ['workshop.example', '53.127.in-addr.arpa', '3.5.d.f.ip6.arpa'].map(labZone) },
  { name: 'hard', zones: HARD_ZONES },
  { name: 'hard, minimal no', zones: HARD_ZONES, minimal: 'no' },
  { name: 'hard, minimal no-auth', zones: HARD_ZONES, minimal: 'no-auth' },
  { name: 'hard, minimal yes', zones: HARD_ZONES, minimal: 'yes' },
  ...randomViews(12),
];

function randomViews(count: number): NamedView[] {
  const random = seededRandom('zones');
  return Array.from({ length: count }, (_, i) => {
    // Some have a zone of their own below a name of the first, with or without a delegation to it.
    const zones = [{ origin: 'test', text: randomZone(random) }];
    if (i % 3 === 0) zones.push({ origin: i % 2 ? 'a.test' : 'b.a.test', text: randomZone(random) });
    // A CNAME may meet the addresses that were made for somebody's glue: then named takes no such zone.
    return loads(zones) ? [{ name: `random ${i}`, zones }] : [];
  }).flat();
}

function loads(zones: readonly { readonly origin: string; readonly text: string }[]): boolean {
  return zones.every(({ origin, text }) => load(origin, text).zone !== null);
}

function load(origin: string, text: string): LoadedZone {
  return loadZone(text, { origin: nameOf(origin), fileName: origin, checkNames: 'ignore' });
}

const TYPES = [
  TYPE.A,
  TYPE.AAAA,
  TYPE.NS,
  TYPE.SOA,
  TYPE.CNAME,
  TYPE.MX,
  TYPE.TXT,
  TYPE.SRV,
  TYPE.PTR,
  TYPE.DNAME,
  TYPE.DS,
  TYPE.ANY,
  65400,
];
/** Of a large zone, so many names are asked. */
const NAMES_A_ZONE = 15;

interface Difference {
  readonly question: string;
  readonly named: string;
  readonly ours: string;
}

describe.skipIf(namedMissing !== null)(
  `authoritative answers beside named${namedMissing ? ` (${namedMissing})` : ''}`,
  () => {
    let named: RealNamed;
    beforeAll(async () => {
      named = await RealNamed.start(VIEWS);
    }, 20_000);
    afterAll(() => named.stop());

    for (const view of VIEWS) {
      it(`agree on ${view.name}`, { timeout: 60_000 }, async () => {
        const zones = view.zones.map(({ origin, text }) => {
          const loaded = loadZone(text, { origin: nameOf(origin), fileName: origin, checkNames: 'warn' });
          expect(loaded.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
          return loaded.zone as Zone;
        });
        const { asked, differences } = await compare(named, view, zones);
        expect(asked).toBeGreaterThan(200);
        expect(differences.slice(0, 10).map(described).join('\n\n')).toBe('');
      });
    }
  },
);

async function compare(
  named: RealNamed,
  { name: view, minimal }: NamedView,
  zones: readonly Zone[],
): Promise<{ asked: number; differences: Difference[] }> {
  const set = new ZoneSet(zones);
  const differences: Difference[] = [];
  let asked = 0;
  for (const name of namesAround(zones)) {
    for (const type of TYPES) {
      for (const rd of [false, true]) {
        asked++;
        const question = { name, type, class: CLASS.IN };
        const query = queryMessage({ id: asked & 0xffff, rd, questions: [question] });
        const decoded = decodeMessage(await named.ask(view, encodeMessage(query)));
        if (decoded.kind !== 'message') throw new Error('named sent what is no message');
        const theirs = asText(decoded.message);
        const ours = asText(answerFrom(set, question, { recursionDesired: rd, ...(minimal && { minimal }) }));
        if (theirs !== ours) {
          differences.push({
            question: `${name} ${typeText(type)}${rd ? '' : ' +norec'}`,
            named: theirs,
            ours,
          });
        }
      }
    }
  }
  return { asked, differences };
}

/** Names that exist in the zones, and such as do not: below each, beside each, in other letters, elsewhere. */
function namesAround(zones: readonly Zone[]): Name[] {
  const names = new Map<string, Name>();
  const add = (name: Name | object): void => {
    if (name instanceof Name) names.set(name.toString(), name);
  };
  for (const zone of zones) {
    for (const { name } of [...zone.nodes].slice(0, hard(zone) ? Infinity : NAMES_A_ZONE)) {
      add(name);
      add(name.child('no'));
      const below = name.child('not');
      if (!isNameProblem(below)) add(below.child('at-all'));
      if (!name.isRoot) add(name.parent.child('nothing'));
    }
    add(nameOf(zone.origin.toString().toUpperCase()));
    add(zone.origin.parent);
  }
  add(nameOf('www.elsewhere.test'));
  add(Name.root);
  return [...names.values()];
}

const hard = (zone: Zone): boolean => zone.origin.toString().endsWith('.test.');

interface Sections {
  readonly rcode: number;
  readonly aa: boolean;
  readonly answers: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
}

function asText({ rcode, aa, answers, authority, additional }: Sections): string {
  const section = (title: string, records: readonly ResourceRecord[]): string =>
    [`${title}:`, ...records.map(recordText).sort()].join('\n  ');
  return [
    `${rcodeText(rcode)}${aa ? ' aa' : ''}`,
    section('answer', answers),
    section('authority', authority),
    section('additional', additional),
  ].join('\n');
}

function recordText({ name, type, ttl, rdata }: ResourceRecord): string {
  return `${name.toString().toLowerCase()} ${ttl} ${typeText(type)} ${rdataText(type, rdata)}`;
}

function described({ question, named, ours }: Difference): string {
  return `${question}\n--- named\n${named}\n--- ours\n${ours}`;
}

it('finds the zone files of the lab', () => {
  expect(readdirSync(ZONES).length).toBeGreaterThan(20);
});
