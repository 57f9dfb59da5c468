/** Cache entries as the window shows them. */
import type { CacheRow } from '../../contract.ts';
import type { CacheEntrySnapshot } from '../network/journal.ts';
import { typeText } from '../protocol/codes.ts';
import type { RRset } from '../protocol/message.ts';
import { rdataText } from '../protocol/rdata.ts';

export function cacheRow(entry: CacheEntrySnapshot, host: string, view: string): CacheRow {
  const { content } = entry;
  return {
    id: entry.id,
    name: (content.kind === 'rrset' ? content.rrset.name : content.name).toString(),
    type:
      content.kind === 'rrset'
        ? typeText(content.rrset.type)
        : content.kind === 'nodata'
          ? typeText(content.type)
          : 'ANY',
    kind: content.kind,
    data: content.kind === 'rrset' ? dataLines(content.rrset) : content.soa ? dataLines(content.soa) : [],
    trust: entry.trust,
    originalTtl: entry.originalTtl,
    storedAt: entry.storedAt,
    expiresAt: entry.expiresAt,
    // Root hints are customarily written in capitals; hosts are not.
    from: entry.from ? `${entry.from.serverName.toLowerCase()} (${entry.from.server.address})` : '',
    fromAddress: entry.from?.server.address ?? '',
    packet: entry.from?.packet ?? null,
    host,
    view,
  };
}

function dataLines(rrset: RRset): string[] {
  return rrset.rdatas.map((rdata) => rdataText(rrset.type, rdata));
}
