/** Which names must be names of hosts (RFC 952, RFC 1123 §2.1), as BIND's `check-names` has it. */
import { TYPE } from '../protocol/codes.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { targetName } from '../protocol/rdata.ts';

/** Owners of these types are hosts or mail domains. */
export function needsHostName(type: number): boolean {
  return type === TYPE.A || type === TYPE.AAAA || type === TYPE.MX;
}

/** BIND: senders' policies and Active Directory's catalogue hold addresses at names that are no hosts'. */
const NO_HOSTS = ['\x04_spf', '\x09_spf_rate', '\x0b_spf_verify', '\x02gc\x06_msdcs'];

export function isExemptOwner(name: Name): boolean {
  return NO_HOSTS.some((labels) => name.key.includes(labels));
}

/** Letters, digits and hyphens, no hyphen at either end of a label. A leading `*` passes where wildcards do. */
export function isHostName(name: Name, wildcard: boolean): boolean {
  const wire = name.wire;
  let at = wildcard && name.isWildcard ? 2 : 0;
  for (let length = wire[at] as number; length !== 0; length = wire[at] as number) {
    const end = at + 1 + length;
    for (let i = at + 1; i < end; i++) {
      const octet = wire[i] as number;
      if (octet === 0x2d /* - */ ? i === at + 1 || i === end - 1 : !isLetterOrDigit(octet)) return false;
    }
    at = end;
  }
  return true;
}

/** The name inside a record's data that should be a host's and is not, or null. */
export function badNameIn(record: ResourceRecord): Name | null {
  const checked =
    record.type === TYPE.NS ||
    record.type === TYPE.MX ||
    record.type === TYPE.SRV ||
    // BIND: what an address's reverse name points to is a host, too.
    (record.type === TYPE.PTR && isReverse(record.name));
  if (!checked) return null;
  const target = targetName(record.type, record.rdata);
  return target && !isHostName(target, false) ? target : null;
}

const REVERSE = ['\x07in-addr\x04arpa', '\x03ip6\x04arpa', '\x03ip6\x03int'];

function isReverse(name: Name): boolean {
  return REVERSE.some((suffix) => name.key.endsWith(suffix));
}

function isLetterOrDigit(octet: number): boolean {
  return (
    (octet >= 0x30 && octet <= 0x39) || (octet >= 0x41 && octet <= 0x5a) || (octet >= 0x61 && octet <= 0x7a)
  );
}
