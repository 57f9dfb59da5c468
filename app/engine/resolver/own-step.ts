/** One step of a walk in the server's own zones: an alias has led there, or the server's answer goes on from there. */
import type { Journal } from '../network/journal.ts';
import { RCODE, TYPE } from '../protocol/codes.ts';
import type { RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { targetName } from '../protocol/rdata.ts';
import { rrsetsOf } from '../protocol/rrset.ts';
import type { AuthorityAnswer } from '../zone/authority.ts';
import type { OwnZones } from './own-zones.ts';
import type { QuestionAccount } from './question.ts';
import { found, servfail, type Resolution } from './resolution.ts';

export type OwnStep =
  /** The walk goes on with the target; `aliases` counts the CNAME records among the links. */
  | {
      readonly kind: 'alias';
      readonly links: readonly RRset[];
      readonly aliases: number;
      readonly target: Name;
    }
  | { readonly kind: 'end'; readonly resolution: Resolution };

/** What the step needs to know of the resolver. */
interface Notebook {
  readonly host: { readonly name: string };
  readonly journal: Journal;
  readonly own: OwnZones | null;
}

/** Null where none of the zones has the name, or what has it is a cut: the walk goes on as usual. */
export function stepInOwnZones(
  { host, journal, own }: Notebook,
  name: Name,
  type: number,
  account: QuestionAccount,
  chain: readonly RRset[],
): OwnStep | null {
  const zone = own?.zoneOf(name, type) ?? null;
  if (own === null || zone === null) return null;
  // No cache entries alone make this answer.
  account.hits = null;
  // BIND: of a chain the client gets what it may see.
  if (account.client?.maySee?.(zone, name) === false) return end(found(account, RCODE.NOERROR, chain, null));
  const answer = own.answer(name, type);
  const { kind, rcode, authority, additional } = answer;
  if (kind === 'not-authoritative') return null;
  const target = lastTarget(answer);
  // The cut that there is comes to word with the search that begins at it.
  if (kind === 'referral' && target === null) return null;
  const change = { step: 'own-zone', query: account.number, zone, found: kind, rcode, whole: false } as const;
  journal.write({ kind: 'query', host: host.name, change });
  const links = rrsetsOf(answer.answers);
  switch (kind) {
    case 'referral':
    case 'cname': {
      const aliases = links.filter((link) => link.type === TYPE.CNAME).length;
      return target === null ? null : { kind: 'alias', links, aliases, target };
    }
    case 'not-loaded':
      return end(
        servfail(account, `${zone.toRelaxedString()} is a zone of its own, and could not be loaded`),
      );
    case 'loop':
      // BIND: the links come along.
      return end({ ...servfail(account, 'max. restarts reached'), answers: [...chain, ...links] });
    default:
      return end({ ...found(account, rcode, [...chain, ...links], null), own: { authority, additional } });
  }
}

function lastTarget({ answers }: AuthorityAnswer): Name | null {
  const last = answers.at(-1);
  return last?.type === TYPE.CNAME ? targetName(TYPE.CNAME, last.rdata) : null;
}

function end(resolution: Resolution): OwnStep {
  return { kind: 'end', resolution };
}
