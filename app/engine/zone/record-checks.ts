/** What is checked of each record where it is read: names that must be hosts', and addresses where names belong. */
import { CLASS, TYPE } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import {
  isExemptOwner,
  isHashOwner,
  isHostName,
  isMailbox,
  needsHostName,
  needsMailbox,
} from './check-names.ts';

export type Strictness = 'fail' | 'warn' | 'ignore';

/** Absent: not checked. */
export interface RecordChecks {
  /** BIND: `check-names primary`. */
  readonly checkNames?: Strictness;
  /** BIND: `check-mx`: mail exchangers that look like addresses. */
  readonly checkMx?: Strictness;
  /** Name servers that look like addresses. */
  readonly checkNs?: Strictness;
  /** BIND: `check-wildcard`: a `*` that is not the leftmost label. */
  readonly checkWildcard?: boolean;
  /** In seconds; BIND: `max-zone-ttl`. 0: any. */
  readonly maxTtl?: number;
  /** Seconds since 1970: signatures that ended before are told of. */
  readonly now?: number;
}

/** Whether a record of this type may stand at this name (BIND: dns_rdata_checkowner). */
export function isFitOwner(owner: Name, type: number, rrClass: number): boolean {
  if (type === TYPE.OPT) return owner.isRoot;
  if (type === TYPE.NSEC3) return isHashOwner(owner);
  if (needsMailbox(type)) return isMailbox(owner);
  if (rrClass !== CLASS.IN || !needsHostName(type)) return true;
  return isHostName(owner, true) || ((type === TYPE.A || type === TYPE.AAAA) && isExemptOwner(owner));
}

/** Whether the last word of an NS or MX record is the address of a host, as someone wrote it who wanted its name. */
export function looksLikeAddress(text: string): boolean {
  const bare = text.endsWith('.') ? text.slice(0, -1) : text;
  if (/^(\d{1,3}\.){3}\d{1,3}$/.test(bare)) return bare.split('.').every((part) => Number(part) < 256);
  return bare.includes(':') && /^[0-9a-f:.]+$/i.test(bare) && !/:::|^:[^:]|[^:]:$/.test(bare);
}
