/** What a section says of name servers: who serves a zone, and where a host is. */
import { TYPE } from './codes.ts';
import type { ResourceRecord } from './message.ts';
import type { Name } from './name.ts';
import { rdataText } from './rdata-text.ts';
import { targetName } from './rdata.ts';

/** The names in the NS records of `zone`, in the records' order. */
export function serversOf(records: readonly ResourceRecord[], zone: Name): Name[] {
  return records
    .filter(({ type, name }) => type === TYPE.NS && name.equals(zone))
    .flatMap(({ type, rdata }) => targetName(type, rdata) ?? []);
}

/** The addresses of `host`, of either family, in the records' order. */
export function addressesOf(records: readonly ResourceRecord[], host: Name): string[] {
  return records
    .filter(({ type, name }) => (type === TYPE.A || type === TYPE.AAAA) && name.equals(host))
    .map(({ type, rdata }) => rdataText(type, rdata));
}
