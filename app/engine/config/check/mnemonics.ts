/** Words that named.conf uses for numbers of DNSSEC and TSIG. */
import { algorithmNumber as mnemonicOrNumber } from '../../protocol/dnssec-codes.ts';

const ALIASES: Readonly<Record<string, number>> = { ECDSA256: 13, ECDSA384: 14 };

/** A DNSSEC algorithm by its word or number; null for neither. */
export function algorithmNumber(text: string): number | null {
  return ALIASES[text.toUpperCase()] ?? mnemonicOrNumber(text);
}

const DIGESTS: Readonly<Record<string, number>> = {
  'SHA-1': 1,
  SHA1: 1,
  'SHA-256': 2,
  SHA256: 2,
  GOST: 3,
  'SHA-384': 4,
  SHA384: 4,
};

export function digestNumber(text: string): number | null {
  if (/^\d{1,3}$/.test(text)) return Number(text) < 256 ? Number(text) : null;
  return DIGESTS[text.toUpperCase()] ?? null;
}

/** TSIG's algorithms: the bits of each digest. */
export const TSIG_BITS: Readonly<Record<string, number>> = {
  'hmac-md5': 128,
  'hmac-md5.sig-alg.reg.int': 128,
  'hmac-sha1': 160,
  'hmac-sha224': 224,
  'hmac-sha256': 256,
  'hmac-sha384': 384,
  'hmac-sha512': 512,
};
