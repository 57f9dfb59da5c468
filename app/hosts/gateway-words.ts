import type { GatewayStatus } from '../contract.ts';

const NAMED_ADDRESSES = 3;

/** What the person at the command line should know about addresses that could not be bound: a line for each reason. */
export function gatewayProblems(status: GatewayStatus): string[] {
  const byReason = new Map<string, string[]>();
  for (const { address, why } of status.problems) byReason.set(why, [...(byReason.get(why) ?? []), address]);
  return [...byReason].map(([why, addresses]) => {
    const named = addresses.slice(0, NAMED_ADDRESSES).join(', ');
    const more = addresses.length - NAMED_ADDRESSES;
    const which = more > 0 ? `${named} and ${more} more` : named;
    return `Real tools cannot reach ${which} on port ${status.port}: ${why}. The lab itself goes on.`;
  });
}
