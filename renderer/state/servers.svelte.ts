import type { ServerRow, ServerUpdate } from '../../app/contract.ts';
import { LARGEST_FAREWELL, LiveList, order, type LiveLine } from './live-list.svelte.ts';
import { sameForm, textFilter, treeKey } from './names.ts';

type Change = 'new' | 'asked';
type Gone = 'dropped' | 'flushed';

export type ServerLine = LiveLine<ServerRow, Change, Gone>;

export type ServerColumn = 'name' | 'address' | 'srtt' | 'rtt' | 'edns' | 'state' | 'asked';

/** What the caching server knows of other servers, sorted by their names from the root down. */
export class ServersView extends LiveList<ServerRow, Change, Gone, ServerColumn> {
  constructor(wallClock: () => number = () => performance.now()) {
    super('name', wallClock);
  }

  apply(updates: readonly ServerUpdate[]): void {
    const leaving = updates.length > LARGEST_FAREWELL;
    for (const update of updates) {
      if (update.change === 'gone') this.go(update.id, update.why, leaving);
      else this.put(update.row, update.isNew ? 'new' : this.#whatOf(update.row));
    }
    this.merge();
  }

  setFilter(filter: string): void {
    this.filter = filter;
    this.rearrange();
  }

  /** The servers of a zone, as far as they are known: the one that is asked next comes first. */
  ofZone(zone: string, { host, view }: Pick<ServerRow, 'host' | 'view'>): ServerRow[] {
    const form = sameForm(zone);
    return [...this.all()]
      .filter(({ row, gone }) => gone === null && row.host === host && row.view === view)
      .map(({ row }) => row)
      .filter((row) => row.zones.some((one) => sameForm(one) === form))
      .sort((a, b) => a.srtt - b.srtt);
  }

  /** Those with this address: more than one where several caching servers, or views, know it. */
  at(address: string): ServerLine[] {
    return [...this.all()].filter(({ row }) => row.address === address);
  }

  /** That it was passed over is not worth a mark: it happens to all of them all the time. */
  #whatOf(row: ServerRow): Change | 'quiet' {
    const before = this.get(row.id)?.row;
    return before?.askedAt === row.askedAt && before.silences === row.silences && before.srtt >= row.srtt
      ? 'quiet'
      : 'asked';
  }

  protected keyOf({ names, address }: ServerRow): string {
    return `${treeKey(names[0] ?? '')}\u0000${addressKey(address)}`;
  }

  protected fits(): (line: ServerLine) => boolean {
    const text = textFilter(this.filter);
    return ({ row }) => text === null || text(row.address, ...row.names, ...row.zones);
  }

  protected compareBy(column: ServerColumn, a: ServerLine, b: ServerLine): number {
    return COMPARE[column](a, b);
  }
}

const EDNS = ['yes', 'no', 'unknown'];

const COMPARE: Readonly<Record<ServerColumn, (a: ServerLine, b: ServerLine) => number>> = {
  name: (a, b) => order(a.key, b.key),
  address: (a, b) => order(addressKey(a.row.address), addressKey(b.row.address)),
  srtt: (a, b) => a.row.srtt - b.row.srtt,
  rtt: (a, b) => (a.row.rtt ?? Infinity) - (b.row.rtt ?? Infinity) || 0,
  edns: (a, b) => EDNS.indexOf(a.row.edns) - EDNS.indexOf(b.row.edns),
  // Trouble first.
  state: (a, b) => b.row.silences - a.row.silences || b.row.lame.length - a.row.lame.length,
  // The newest first.
  asked: (a, b) => (b.row.askedAt ?? 0) - (a.row.askedAt ?? 0),
};

/** Sorts IPv4 addresses by their numbers; IPv6 addresses stand after them, as they are. */
function addressKey(address: string): string {
  if (address.includes(':')) return `z${address}`;
  return address
    .split('.')
    .map((part) => part.padStart(3, '0'))
    .join('.');
}
