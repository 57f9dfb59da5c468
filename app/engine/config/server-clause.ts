/** `server 192.0.2.0/24 { bogus no; edns no; tcp-only yes; … };`: what is settled of other servers. */
import { BLOCKS } from './known-blocks.ts';
import { networkOf, type MatchElement } from './match-list.ts';
import type { Reading, StatementReader } from './statement-reader.ts';
import type { ConfigPlace } from './syntax.ts';
import { takeForm } from './value-form.ts';

export interface ServerClause {
  readonly network: Extract<MatchElement, { kind: 'network' }>;
  readonly place: ConfigPlace;
  readonly flags: Readonly<Partial<Record<ServerFlag, boolean>>>;
  /** `edns-udp-size`, in octets. */
  readonly udpSize?: number;
}

const FLAGS = ['bogus', 'edns', 'send-cookie', 'tcp-only'] as const;
type ServerFlag = (typeof FLAGS)[number];

/** Reads a `server` statement whose keyword was read; null where its form is wrong, and then it was told why. */
export function readServerClause(reader: StatementReader, { tell }: Reading): ServerClause | null {
  const { place } = reader;
  const network = networkOf(reader.peek()?.text ?? '');
  if (reader.network() === null || network === null || network === 'bits') return null;
  const clauses = reader.clauses();
  if (clauses === null || !reader.done()) return null;
  const seen = new Set<string>();
  const flags: Partial<Record<ServerFlag, boolean>> = {};
  let udpSize: number | null = null;
  for (const clause of clauses) {
    const { keyword, place: at } = clause;
    const flag = FLAGS.find((one) => one === keyword);
    const form = BLOCKS['peer']?.get(keyword);
    if (form === undefined) return reader.failAt(at, `unknown option '${keyword}'`);
    if (seen.has(keyword)) return reader.failAt(at, `'${keyword}' redefined near '${keyword}'`);
    seen.add(keyword);
    if (flag !== undefined) {
      const value = clause.boolean();
      if (value === null || !clause.done()) return null;
      flags[flag] = value;
    } else if (keyword === 'edns-udp-size') {
      udpSize = clause.number();
      if (udpSize === null || !clause.done()) return null;
    } else {
      if (!takeForm(form, clause) || !clause.done()) return null;
      tell(at, `option '${keyword}' is not implemented`, 'warning');
    }
  }
  return { network, place, flags, ...(udpSize === null ? {} : { udpSize }) };
}
