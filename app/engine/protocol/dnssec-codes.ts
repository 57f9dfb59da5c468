/** Words for DNSSEC algorithms and certificate types, and the key tag. */

const ALGORITHMS: Readonly<Record<number, string>> = {
  1: 'RSAMD5',
  2: 'DH',
  3: 'DSA',
  5: 'RSASHA1',
  6: 'NSEC3DSA',
  7: 'NSEC3RSASHA1',
  8: 'RSASHA256',
  10: 'RSASHA512',
  12: 'ECCGOST',
  13: 'ECDSAP256SHA256',
  14: 'ECDSAP384SHA384',
  15: 'ED25519',
  16: 'ED448',
  252: 'INDIRECT',
  253: 'PRIVATEDNS',
  254: 'PRIVATEOID',
};

/** RFC 4398 §2.1. */
const CERTIFICATES: Readonly<Record<number, string>> = {
  1: 'PKIX',
  2: 'SPKI',
  3: 'PGP',
  4: 'IPKIX',
  5: 'ISPKI',
  6: 'IPGP',
  7: 'ACPKIX',
  8: 'IACPKIX',
  253: 'URI',
  254: 'OID',
};

/** The mnemonic of a DNSSEC algorithm, or its number. */
export function algorithmText(algorithm: number): string {
  return ALGORITHMS[algorithm] ?? String(algorithm);
}

/** Reads a mnemonic or a number; null for neither. */
export function algorithmNumber(text: string): number | null {
  return numberOf(ALGORITHMS, text, 255);
}

export function certificateTypeText(type: number): string {
  return CERTIFICATES[type] ?? String(type);
}

export function certificateTypeNumber(text: string): number | null {
  return numberOf(CERTIFICATES, text, 0xffff);
}

function numberOf(table: Readonly<Record<number, string>>, text: string, most: number): number | null {
  if (/^[0-9]{1,5}$/.test(text)) return Number(text) <= most ? Number(text) : null;
  const found = Object.entries(table).find(([, word]) => word === text.toUpperCase());
  return found ? Number(found[0]) : null;
}

/** The key tag of a DNSKEY's RDATA (RFC 4034 appendix B). BIND: of RSA/MD5 keys too, which appendix B.1 has otherwise. */
export function keyTag(rdata: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < rdata.length; i++)
    sum += (i & 1) === 0 ? (rdata[i] as number) << 8 : (rdata[i] as number);
  return (sum + ((sum >> 16) & 0xffff)) & 0xffff;
}
