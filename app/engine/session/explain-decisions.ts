/** What a server decides before cache and other servers come into it, in words: its own zones, its lists of clients, its limits. */
import type { ExplanationStep } from '../../contract.ts';
import type { Instant } from '../network/clock.ts';
import { step, zoneText } from './explain-step.ts';
import type { Step } from './explain-trail.ts';

export const OWN_ZONE_SUMMARY: Readonly<Record<Step<'own-zone'>['found'], string>> = {
  answer: 'the answer is in a zone of its own, and no cache had a part in it',
  cname: 'a zone of its own has an alias, whose target lies elsewhere',
  referral: 'a zone of its own says who serves the names below',
  nodata: 'a zone of its own has the name, and no record of this type',
  nxdomain: 'the name does not exist, says a zone of its own',
  'not-loaded': 'a zone of its own has the name, and could not be loaded',
  loop: 'aliases in its own zones lead in a circle',
  'too-long': 'a DNAME in a zone of its own makes a name that is too long',
};

export function ownZoneStep(at: Instant, { zone, found, whole }: Step<'own-zone'>): ExplanationStep {
  const bad = found === 'not-loaded' || found === 'loop' || found === 'too-long';
  const detail = bad
    ? `${capital(OWN_ZONE_SUMMARY[found])}.`
    : whole
      ? 'It is authoritative for that zone: it answers from the zone file, with AA set, and asks nobody.'
      : found === 'referral'
        ? 'The zone is delegated below: for the rest it asks like any resolver.'
        : found !== 'cname'
          ? 'An alias leads into that zone. It is authoritative there, so this part needs no cache and no other server.'
          : 'An alias there leads out of its zones: for the rest it asks like any resolver.';
  return step('own-zone', bad ? 'bad' : 'good', `Its own zone: ${zoneText(zone)}`, detail, at);
}

/** Lists of the server's own addresses: `allow-query-on of example.org.` */
const OF_DESTINATIONS = /^allow-\S+-on\b/;

/** How a list refuses: by who asks, or by where. */
export function refusalText(list: string): string {
  return OF_DESTINATIONS.test(list)
    ? `${list} does not serve at the address that was asked`
    : `${list} does not let this client in`;
}

export function refusedStep(at: Instant, { list }: Step<'refused'>): ExplanationStep {
  const who = OF_DESTINATIONS.test(list) ? "The server's address that was asked" : "The client's address";
  const detail =
    `${who} is not in ${list}. The client hears REFUSED, with the extended error 18 (Prohibited) where its ` +
    'query has EDNS, and the server logs "denied".';
  return step('access', 'bad', refusalText(list), detail, at);
}

export function cacheOnlyStep(at: Instant, { list }: Step<'cache-only'>): ExplanationStep {
  return list === ''
    ? step(
        'access',
        'neutral',
        'Looks only into its cache: RD is clear',
        'The query does not ask for recursion. Where the cache knows nothing, it names the nearest servers that it knows.',
        at,
      )
    : step(
        'access',
        'neutral',
        `Looks only into its cache: ${list} does not let ${OF_DESTINATIONS.test(list) ? 'clients of this address' : 'this client'} have others asked`,
        'It may see what the cache knows. Where that is nothing, it hears of the nearest servers that are known.',
        at,
      );
}

export function droppedStep(at: Instant, { why }: Step<'dropped'>): ExplanationStep {
  const detail = 'Nothing is sent back: who is one too many hears nothing, and asks again later.';
  return step('limit', 'bad', `Dropped: ${why}`, detail, at);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
