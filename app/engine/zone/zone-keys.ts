/** What named says of a zone's keys: algorithms of the past, and CDS and CDNSKEY records that announce no key of the zone. */
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { TYPE } from '../protocol/codes.ts';
import { algorithmText, keyTag } from '../protocol/dnssec-codes.ts';
import { rrsetOf, type Zone } from './zone.ts';

/** RSA/MD5, DSA and RSA with SHA-1 (RFC 8624 §3.1). */
const DEPRECATED: ReadonlySet<number> = new Set([1, 3, 5, 6, 7, 12]);

/** BIND: of the older KEY records, RSA with SHA-1 alone. */
const OLD_IN_KEY: ReadonlySet<number> = new Set([5, 7]);
const RSA: ReadonlySet<number> = new Set([1, 5, 7, 8, 10]);

export function keyWarnings(zone: Zone): string[] {
  const keys = rdatas(zone, TYPE.DNSKEY);
  const said: string[] = [];
  const old = keys.map((key) => key[3] ?? 0).filter((algorithm) => DEPRECATED.has(algorithm));
  for (const algorithm of old) said.push(`deprecated DNSKEY algorithm found: ${numbered(algorithm)}`);
  for (const key of keys) {
    // RFC 3110 §2: the exponent's length, then the exponent.
    const algorithm = key[3] ?? 0;
    if (RSA.has(algorithm) && key[4] === 1 && key[5] === 3) {
      const name = `${algorithmText(algorithm)} (${algorithm})`;
      said.push(`weak ${name} key found (exponent=3, id=${keyTag(key)})`);
    }
  }
  if (keys.length > 0 && old.length === keys.length) said.push('all DNSKEY algorithms found are deprecated');
  for (const { name, rrsets } of zone.nodes) {
    for (const { type, rdatas: all } of rrsets) {
      if (type !== TYPE.KEY) continue;
      for (const [, , , algorithm = 0] of all) {
        if (OLD_IN_KEY.has(algorithm))
          said.push(
            `${name.toRelaxedString()}/KEY deprecated algorithm ${algorithm} (${algorithmText(algorithm)})`,
          );
      }
    }
  }
  return said;
}

/** BIND: there is a zone key, and a signed NSEC record or an NSEC3PARAM record at the top. */
export function isSigned(zone: Zone): boolean {
  // RFC 4034 §2.1.1: bit 7 of the flags makes a zone key.
  const hasKey = rdatas(zone, TYPE.DNSKEY).some((key) => ((key[0] ?? 0) & 1) === 1 && key[2] === 3);
  if (!hasKey) return false;
  const signsNsec = rdatas(zone, TYPE.RRSIG).some(([high, low]) => high === 0 && low === TYPE.NSEC);
  return (rdatas(zone, TYPE.NSEC).length > 0 && signsNsec) || rdatas(zone, TYPE.NSEC3PARAM).length > 0;
}

/** RFC 7344 §4.1: of each algorithm that CDS or CDNSKEY records name, one must be of a key of the zone; or all of them delete. */
export function unsoundAnnouncements(zone: Zone): boolean {
  const keys = rdatas(zone, TYPE.DNSKEY);
  const owner = Uint8Array.from(zone.origin.key + '\0', (octet) => octet.charCodeAt(0));
  const isDigest = (cds: Uint8Array): boolean =>
    keys.some((key) => {
      const digest = digestOf(cds[3] ?? 0, owner, key);
      return digest !== null && cds[2] === key[3] && isSame(cds.subarray(4), digest);
    });
  const isKey = (cdnskey: Uint8Array): boolean => keys.some((key) => isSame(cdnskey, key));
  return (
    isUnsound(rdatas(zone, TYPE.CDS), 2, 0, isDigest) || isUnsound(rdatas(zone, TYPE.CDNSKEY), 3, 3, isKey)
  );
}

function isUnsound(
  records: readonly Uint8Array[],
  algorithmAt: number,
  protocol: number,
  isOfZone: (record: Uint8Array) => boolean,
): boolean {
  const found = new Map<number, boolean>();
  let deletes = false;
  for (const record of records) {
    // RFC 8078 §4: `0 0 0 00` and `0 3 0 AA==`.
    const [a, b, c, d, e] = record;
    const isDelete =
      record.length === 5 &&
      a === 0 &&
      b === 0 &&
      e === 0 &&
      d === 0 &&
      c === (algorithmAt === 3 ? protocol : 0);
    if (isDelete) deletes = true;
    else {
      const algorithm = record[algorithmAt] ?? 0;
      found.set(algorithm, found.get(algorithm) === true || isOfZone(record));
    }
  }
  return deletes ? found.size > 0 : [...found.values()].includes(false);
}

function digestOf(digestType: number, owner: Uint8Array, key: Uint8Array): Uint8Array | null {
  const hash = digestType === 1 ? sha1 : digestType === 2 ? sha256 : digestType === 4 ? sha384 : null;
  return hash === null ? null : hash(Uint8Array.from([...owner, ...key])); // RFC 4034 §5.1.4
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((octet, i) => octet === other[i]);
}

function numbered(algorithm: number): string {
  return `${algorithm} (${algorithmText(algorithm)})`;
}

function rdatas(zone: Zone, type: number): readonly Uint8Array[] {
  return rrsetOf(zone.apex, type)?.rdatas ?? [];
}
