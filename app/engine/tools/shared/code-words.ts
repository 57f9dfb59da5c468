/** Response codes as host and nslookup tell them. */
import { rcodeText } from '../../protocol/codes.ts';

/** BIND: the codes of a header without EDNS and BADVERS have words, others are `?23`. */
export function shortRcodeText(rcode: number): string {
  return rcode <= 16 ? rcodeText(rcode) : `?${rcode}`;
}
