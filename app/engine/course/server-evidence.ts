/**
 * What a lab server would answer now, looked up inside it: no packet is sent, no cache changes, nobody is asked.
 *
 * Simplified: of a cache only what it holds for the very name and type counts; aliases are not followed in it.
 */
import { CLASS, RCODE, rcodeText } from '../protocol/codes.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { recordsOf } from '../protocol/rrset.ts';
import type { NamedServer, View } from '../server/named.ts';
import { answerFrom } from '../zone/authority.ts';
import { isUnloaded } from '../zone/zone-set.ts';
import type { ZoneRRset } from '../zone/zone.ts';
import type { LabEvidence } from './lab-evidence.ts';
import { fitsSection, nameIn, nameOfEntry, secondsLeft, typeOf } from './match.ts';
import type { ServerFilter } from './schema/filters.ts';

interface Said {
  readonly rcode: number;
  readonly aa: boolean;
  readonly answers: readonly ResourceRecord[];
}

/** Null: it would answer so; else what differs, in a few words. */
export function whyServerDiffers(filter: ServerFilter, lab: LabEvidence, asker: string): string | null {
  const server = lab.serverOf(filter.host);
  const runs = server?.running ?? false;
  if (filter.running !== undefined) {
    if (runs !== filter.running) return runs ? 'its name server runs' : 'its name server does not run';
    if (!runs) return null;
  }
  if (server === null || !runs) return 'its name server does not run';
  const client = lab.addressesOf(filter.client ?? asker)[0] ?? '';
  const to = lab.addressesOf(filter.host)[0] ?? '';
  const view = server.views.find((one) => one.wants({ address: client, port: 0 }, to, true));
  if (filter.recursion !== undefined) {
    const may =
      view !== undefined &&
      view.recursion !== null &&
      view.access.recursion({ address: client, port: 0 }, to);
    if (may !== filter.recursion) return may ? 'recursion is given' : 'recursion is refused';
  }
  if (!fitsSection(filter.hints, view?.settings.recursion?.hints ?? []))
    return 'it still has other root hints';
  if (filter.name === undefined) return null;
  const [name, type] = [nameIn(filter.name), typeOf(filter.type)];
  if (name === null || type === null) return 'there is no such name or type';
  return whySaidDiffers(filter, saidBy(view, name, type, client, to, lab.now()));
}

function whySaidDiffers({ rcode, aa, answer }: ServerFilter, said: Said | null): string | null {
  if (said === null) return 'it does not know';
  const word = rcodeText(said.rcode);
  if (rcode !== undefined && word !== rcode.toUpperCase()) return `it would say ${word}`;
  if (aa !== undefined && said.aa !== aa) return said.aa ? 'it would set aa' : 'it would not set aa';
  return fitsSection(answer, said.answers) ? null : 'its answer is another';
}

/** Null: it would have to ask others. */
function saidBy(
  view: View | undefined,
  name: Name,
  type: number,
  client: string,
  to: string,
  now: number,
): Said | null {
  const refused: Said = { rcode: RCODE.REFUSED, aa: false, answers: [] };
  if (view === undefined) return refused;
  const zone = view.zones.closest(name);
  if (zone !== null) {
    if (view.access.queryRefusal({ address: client, port: 0 }, to, zone.origin)) return refused;
    const question = { name, type, class: CLASS.IN };
    const { rcode, aa, answers } = answerFrom(view.zones, question, { recursionDesired: false });
    return { rcode, aa, answers };
  }
  if (view.recursion === null || view.access.cacheRefusal({ address: client, port: 0 }, to)) return refused;
  for (const entry of view.recursion.cache.entries()) {
    const { content } = entry;
    if (!nameOfEntry({ content }).equals(name)) continue;
    if (content.kind === 'nxdomain') return { rcode: RCODE.NXDOMAIN, aa: false, answers: [] };
    if (content.kind === 'nodata' && content.type === type)
      return { rcode: RCODE.NOERROR, aa: false, answers: [] };
    if (content.kind !== 'rrset' || content.rrset.type !== type) continue;
    const ttl = secondsLeft(entry, now);
    return { rcode: RCODE.NOERROR, aa: false, answers: recordsOf({ ...content.rrset, ttl }) };
  }
  return null;
}

/** An RRset of a server's own zones; null where it has none, or does not run. */
export function zoneRRset(server: NamedServer | null, name: Name, type: number): ZoneRRset | null {
  const zone = server?.zones.closest(name) ?? null;
  if (zone === null || isUnloaded(zone)) return null;
  return zone.node(name)?.rrsets.find((rrset) => rrset.type === type) ?? null;
}
