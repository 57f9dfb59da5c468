/** Which names must be names of hosts (RFC 952, RFC 1123 §2.1) or mailboxes, as BIND's `check-names` has it. */
import { TYPE } from '../protocol/codes.ts';
import { base32hexOctets } from '../protocol/encodings.ts';
import type { Name } from '../protocol/name.ts';
import { namesInRdata, targetName } from '../protocol/rdata.ts';

/** Owners of these types are hosts or mail domains. */
export function needsHostName(type: number): boolean {
  return type === TYPE.A || type === TYPE.AAAA || type === TYPE.MX || type === TYPE.WKS || type === TYPE.A6;
}

/** Owners of these types are people's mailboxes. */
export function needsMailbox(type: number): boolean {
  return type === TYPE.MB || type === TYPE.MG;
}

/** BIND: senders' policies and Active Directory's catalogue hold addresses at names that are no hosts'. */
const NO_HOSTS = ['\x04_spf', '\x09_spf_rate', '\x0b_spf_verify', '\x02gc\x06_msdcs'];

export function isExemptOwner(name: Name): boolean {
  return NO_HOSTS.some((labels) => name.key.includes(labels));
}

/** Letters, digits and hyphens, no hyphen at either end of a label. A leading `*` passes where wildcards do. */
export function isHostName(name: Name, wildcard: boolean): boolean {
  return hostLabels(name.wire, wildcard && name.isWildcard ? 2 : 0);
}

/** RFC 1035 §8: the first label is a person's, with any printable character; the others are a host's. */
export function isMailbox(name: Name): boolean {
  if (name.isRoot) return true;
  const end = 1 + (name.wire[0] as number);
  for (let i = 1; i < end; i++) {
    const octet = name.wire[i] as number;
    if (octet < 0x21 || octet > 0x7e) return false;
  }
  return hostLabels(name.wire, end);
}

/** RFC 5155 §3: the first label of an NSEC3 record's owner is a hash in base32hex. */
export function isHashOwner(name: Name): boolean {
  const label = name.labels[0];
  return label !== undefined && base32hexOctets(String.fromCharCode(...label)) !== null;
}

/** A `*` that is a label by itself, and not the first: it stands for nothing (RFC 4592 §2.1.1). */
export function hasInnerWildcard(name: Name): boolean {
  return name.key.includes('\x01*', 2) && name.labels.slice(1).some((l) => l.length === 1 && l[0] === 0x2a);
}

function hostLabels(wire: Uint8Array, from: number): boolean {
  let at = from;
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

const HOSTS: ReadonlySet<number> = new Set([TYPE.NS, TYPE.MX, TYPE.SRV, TYPE.AFSDB, TYPE.RT]);

/** The name inside a record's data that should be a host's or a mailbox, and is not; or null. */
export function badNameIn(owner: Name, type: number, rdata: Uint8Array): Name | null {
  if (HOSTS.has(type) || (type === TYPE.PTR && isReverse(owner) && !isServiceList(owner)))
    return badHost(targetName(type, rdata));
  if (type === TYPE.SVCB || type === TYPE.HTTPS)
    // RFC 9460 §2.4.2: priority 0 makes an alias, which may stand for anything.
    return rdata[0] === 0 && rdata[1] === 0 ? null : badHost(targetName(type, rdata));
  if (type === TYPE.SOA) {
    const [server = null, mailbox = null] = namesInRdata(type, rdata);
    return badHost(server) ?? (mailbox && !isMailbox(mailbox) ? mailbox : null);
  }
  if (type === TYPE.RP) {
    const mailbox = namesInRdata(type, rdata)[0];
    return mailbox && !isMailbox(mailbox) ? mailbox : null;
  }
  return null;
}

function badHost(name: Name | null): Name | null {
  return name && !isHostName(name, false) ? name : null;
}

const REVERSE = ['\x07in-addr\x04arpa', '\x03ip6\x04arpa', '\x03ip6\x03int'];

function isReverse(name: Name): boolean {
  return REVERSE.some((suffix) => name.key.endsWith(suffix));
}

/** RFC 6763 §11: below these names PTR records list domains to browse. */
function isServiceList(name: Name): boolean {
  return /^(\x01b|\x02db|\x01r|\x02dr|\x02lb)\x07_dns-sd\x04_udp/.test(name.key);
}

function isLetterOrDigit(octet: number): boolean {
  return (
    (octet >= 0x30 && octet <= 0x39) || (octet >= 0x41 && octet <= 0x5a) || (octet >= 0x61 && octet <= 0x7a)
  );
}
