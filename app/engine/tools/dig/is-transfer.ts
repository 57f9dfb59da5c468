import { TYPE } from '../../protocol/codes.ts';
import type { Lookup } from './state.ts';

/** Whether a lookup asks for a zone's transfer: over TCP, and many messages may answer it. */
export function isTransfer(lookup: Lookup): boolean {
  return lookup.type === TYPE.AXFR || (lookup.type === TYPE.IXFR && lookup.tcp);
}
