/** The packets that a log line speaks of, as far as the lab holds them. */
import type { PacketRow } from '../../app/contract.ts';
import type { LogPart } from '../../app/reader-contract.ts';
import type { ShownLine } from './log-lines.ts';
import { sameForm } from './names.ts';

/** What a lookup may take before its failure is logged, and what still comes after. */
const BEFORE_MS = 15_000;
const AFTER_MS = 2_000;

interface PacketsOfLine {
  /** How many there are. */
  readonly count: number;
  /** For the packet list: words that all of them have; empty where the line names nothing to look for. */
  readonly filter: string;
  readonly times: { readonly from: number; readonly before: number } | null;
  /** The name that the line is about; empty where it names none. */
  readonly name: string;
}

/** A line of another log is of another time: there the name or the address alone counts. */
export function packetsOfLine(
  packets: readonly PacketRow[],
  { at }: Pick<ShownLine, 'at'>,
  parts: readonly LogPart[],
  isLive: boolean,
): PacketsOfLine {
  const name = sameForm(parts.find(({ kind, value }) => kind === 'name' && value !== '')?.value ?? '');
  const address = parts.find((part) => part.address !== '')?.address ?? '';
  const times = isLive && at !== null ? { from: at - BEFORE_MS, before: at + AFTER_MS } : null;
  const filter = name === '' ? address : name;
  if (filter === '') return { count: 0, filter, times, name };
  const count = packets.filter(
    (row) =>
      (times === null || (row.at >= times.from && row.at < times.before)) &&
      (name === ''
        ? row.sourceAddress === address || row.destinationAddress === address
        : sameForm(row.qname) === name),
  ).length;
  return { count, filter, times, name };
}
