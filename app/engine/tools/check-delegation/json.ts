/** The report for programs. */
import { typeText } from '../../protocol/codes.ts';
import type { Name } from '../../protocol/name.ts';
import { serverText, type ZoneFacts } from './facts.ts';
import { networkOf, type Finding } from './judge.ts';

export function jsonText(
  name: Name,
  type: number,
  zones: readonly ZoneFacts[],
  findings: readonly Finding[],
): string {
  const report = {
    name: serverText(name),
    type: typeText(type),
    zones: zones.map((facts) => ({
      zone: serverText(facts.zone),
      parent: facts.parent === null ? null : serverText(facts.parent),
      delegations: facts.delegations,
      names: facts.names.map(({ server, own, ...rest }) => ({
        server: serverText(server),
        ...rest,
        own: own.kind === 'addresses' ? own.addresses : [],
        problem: own.kind === 'addresses' ? null : own.kind,
      })),
      servers: facts.servers.map(({ server, reply, negativeSoa, denied, ...rest }) => ({
        server: serverText(server),
        ...rest,
        network: networkOf(rest.address),
        edns: reply.kind === 'reply' ? reply.edns : null,
        milliseconds: reply.kind === 'reply' ? Math.round(reply.milliseconds) : null,
        negativeSoa: negativeSoa === null ? null : serverText(negativeSoa),
        denied: denied.map(serverText),
      })),
    })),
    findings,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
