/**
 * Why a caching server answered as it did, read out of the journal.
 *
 * A way through it: a packet leads to the client's question that it had a part in (`findQuestion`). From there
 * on the server's own steps are gathered (`QuestionTrail`): what it found in the cache, which searches it began,
 * which searches those needed for the addresses of servers, and each exchange of a search. `explain-words.ts`
 * and, for exchanges, `explain-exchange.ts` say each of them in words. Nothing here acts on anything; the same journal gives the same tree.
 */
import type { Explanation, ExplanationStep } from '../../contract.ts';
import type { JournalEntry, Packet } from '../network/journal.ts';
import { RCODE, rcodeText, typeText } from '../protocol/codes.ts';
import { cacheOnlyStep, droppedStep, ownZoneStep, refusedStep } from './explain-decisions.ts';
import { exchangeStep } from './explain-exchange.ts';
import { hitStep, joinedStep, failedBeforeStep, searchStep, summaryOf } from './explain-words.ts';
import {
  messageId,
  QuestionTrail,
  type Ended,
  type Exchange,
  type Search,
  type Trail,
} from './explain-trail.ts';

/** How deep a tree may be; the resolver's own limit is lower. */
const MAX_DEPTH = 20;

/** The explanation for the question that a packet had a part in; null where no caching server's question did. */
export function explain(entries: readonly JournalEntry[], packet: number): Explanation | null {
  const start = findQuestion(entries, packet);
  if (start === null) return null;
  const trail = QuestionTrail.read(entries, start);
  const { received, answered } = trail;
  return {
    host: trail.host,
    name: received.name.toString(),
    type: typeText(received.type),
    clientAddress: received.client.address,
    receivedAt: trail.receivedAt,
    answeredAt: trail.answeredAt,
    rcode: rcodeOf(answered),
    summary: summaryOf(answered, endsWithNothing(trail), failedSearch(trail)),
    upstreamQuestions: answered?.step === 'answered' ? answered.upstreamQuestions : 0,
    queryPacket: received.packet,
    responsePacket: responseTo(entries, trail),
    steps: trail.steps.map((step) => stepOf(trail, step, 0)).filter((step) => step !== null),
  };
}

/** Where in the journal the question was received that a packet belongs to. */
function findQuestion(entries: readonly JournalEntry[], packet: number): number | null {
  let question: { readonly host: string; readonly query: number } | null = null;
  let sent: Packet | null = null;
  let end = entries.length;
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at] as JournalEntry;
    if (entry.kind === 'packet-sent' && entry.packet.id === packet) {
      sent = entry.packet;
      end = at;
    } else if (entry.kind === 'query' && 'packet' in entry.change && entry.change.packet === packet) {
      if (entry.change.step === 'received') return at;
      // A question to another server, or its response: it belongs to a client's question before it.
      question = { host: entry.host, query: entry.change.query };
      end = at;
      break;
    }
  }
  const asked = new Map<number, Packet>();
  if (question === null && sent !== null) collectPackets(entries, end, asked);
  for (let at = end - 1; at >= 0; at--) {
    const entry = entries[at] as JournalEntry;
    if (entry.kind !== 'query' || entry.change.step !== 'received') continue;
    if (question !== null) {
      if (entry.host === question.host && entry.change.query === question.query) return at;
    } else if (sent !== null) {
      const query = asked.get(entry.change.packet ?? 0);
      if (query !== undefined && answers(sent, query)) return at;
    }
  }
  return null;
}

function collectPackets(entries: readonly JournalEntry[], end: number, into: Map<number, Packet>): void {
  for (let at = 0; at < end; at++) {
    const entry = entries[at] as JournalEntry;
    if (entry.kind === 'packet-sent') into.set(entry.packet.id, entry.packet);
  }
}

/** The packet that took the answer to the client. */
function responseTo(entries: readonly JournalEntry[], trail: QuestionTrail): number | null {
  const query = trail.packet;
  if (query === null || trail.answeredSequence === null) return null;
  for (const entry of entries) {
    if (entry.kind !== 'packet-sent' || entry.sequence < trail.answeredSequence) continue;
    if (answers(entry.packet, query)) return entry.packet.id;
  }
  return null;
}

function answers(response: Packet, query: Packet): boolean {
  return (
    response.protocol === query.protocol &&
    response.source.address === query.destination.address &&
    response.source.port === query.destination.port &&
    response.destination.address === query.source.address &&
    response.destination.port === query.source.port &&
    response.payload.length > 0 &&
    messageId(response) === messageId(query)
  );
}

function stepOf(trail: QuestionTrail, step: Trail, depth: number): ExplanationStep | null {
  switch (step.kind) {
    case 'hit':
      return hitStep(step.at, step.change, step.entry);
    case 'failed-before':
      return failedBeforeStep(
        step.at,
        step.change,
        [step.fetch === null ? null : searchOf(trail, step.fetch, depth + 1)].filter(
          (child) => child !== null,
        ),
      );
    case 'decision':
      return decisionStep(step);
    case 'search':
      return searchOf(trail, step.fetch, depth);
    case 'joined': {
      const search = searchOf(trail, step.change.fetch, depth + 1);
      return joinedStep(step.at, step.change, search === null ? [] : [search]);
    }
  }
}

function decisionStep({ at, change }: Extract<Trail, { readonly kind: 'decision' }>): ExplanationStep {
  switch (change.step) {
    case 'own-zone':
      return ownZoneStep(at, change);
    case 'refused':
      return refusedStep(at, change);
    case 'cache-only':
      return cacheOnlyStep(at, change);
    case 'dropped':
      return droppedStep(at, change);
  }
}

/** Whether the last thing found out is that there is no record of the type. */
function endsWithNothing(trail: QuestionTrail): boolean {
  const last = trail.steps.at(-1);
  if (last?.kind === 'decision') return last.change.step === 'own-zone' && last.change.found === 'nodata';
  if (last?.kind === 'hit') return last.entry?.content.kind === 'nodata';
  if (last?.kind === 'search') return trail.search(last.fetch)?.ended?.result === 'nodata';
  return last?.kind === 'joined' && trail.search(last.change.fetch)?.ended?.result === 'nodata';
}

/** The search with the same end as the question's. */
function failedSearch(trail: QuestionTrail): Search | null {
  const last = trail.steps.at(-1);
  const fetch = last?.kind === 'search' ? last.fetch : last?.kind === 'joined' ? last.change.fetch : null;
  const search = fetch === null ? null : trail.search(fetch);
  const why = trail.answered?.step === 'answered' ? trail.answered.why : '';
  return search?.ended?.result === 'failed' && search.ended.why === why ? search : null;
}

/** Empty while there is none, and where the client hears nothing. */
function rcodeOf(ended: Ended | null): string {
  if (ended === null || ended.step === 'dropped') return '';
  return rcodeText(ended.step === 'refused' ? RCODE.REFUSED : ended.rcode);
}

function searchOf(trail: QuestionTrail, fetch: number, depth: number): ExplanationStep | null {
  const search = trail.search(fetch);
  if (search === null || depth > MAX_DEPTH) return null;
  return searchStep(search, childrenOf(trail, search, depth));
}

function childrenOf(trail: QuestionTrail, search: Search, depth: number): ExplanationStep[] {
  return search.children
    .map((child) => (isExchange(child) ? exchangeStep(child, search) : stepOf(trail, child, depth + 1)))
    .filter((step) => step !== null);
}

function isExchange(child: Exchange | Trail): child is Exchange {
  return child.kind === 'exchange';
}
