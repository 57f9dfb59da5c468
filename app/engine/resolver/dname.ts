/** What a DNAME makes of a name below it (RFC 6672 §2.2). */
import { CLASS, TYPE } from '../protocol/codes.ts';
import type { RRset } from '../protocol/message.ts';
import { isNameProblem, type Name } from '../protocol/name.ts';
import { targetName } from '../protocol/rdata.ts';

export interface Redirection {
  readonly target: Name;
  /** The alias that stands for it, for those who do not know DNAME, with the DNAME's own TTL (RFC 6672 §3.1). */
  readonly cname: RRset;
}

/** Null where the name would become longer than a name can be: YXDOMAIN. */
export function redirect(name: Name, dname: RRset): Redirection | null {
  const to = targetName(TYPE.DNAME, dname.rdatas[0] as Uint8Array); // an RRset has at least one
  const target = to === null ? null : name.substitute(dname.name, to);
  if (target === null || isNameProblem(target)) return null;
  const cname = { name, type: TYPE.CNAME, class: CLASS.IN, ttl: dname.ttl, rdatas: [target.wire] };
  return { target, cname };
}
