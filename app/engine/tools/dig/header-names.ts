/**
 * Opcodes and response codes as dig writes them in its header line.
 */
import { rcodeText } from '../../protocol/codes.ts';

export const OPCODE_NAMES: readonly string[] = [
  'QUERY',
  'IQUERY',
  'STATUS',
  'RESERVED3',
  'NOTIFY',
  'UPDATE',
  ...Array.from({ length: 10 }, (_, i) => `RESERVED${i + 6}`),
];

/** BIND: a code without a mnemonic is a question mark and its number. */
export function statusText(rcode: number): string {
  const text = rcodeText(rcode);
  return text.replace(/^RCODE(?=[0-9])/, '?');
}
