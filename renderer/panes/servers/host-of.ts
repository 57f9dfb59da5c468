import type { ServerRow } from '../../../app/contract.ts';

/** A server's name as hosts are written here: small letters, no closing dot; empty where only its address is known. */
export function hostOf({ names }: Pick<ServerRow, 'names'>): string {
  return (names[0] ?? '').replace(/(?<=.)\.$/, '').toLowerCase();
}
