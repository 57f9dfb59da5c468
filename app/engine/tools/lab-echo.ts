/** ICMP echo requests of a tool on the lab network. */
import type { LabClock } from '../network/clock.ts';
import { isBindProblem, type Host } from '../network/transport.ts';
import { LabInbox, netProblem } from './lab-inbox.ts';
import type { EchoEvent, NetProblem, ToolEcho } from './tool.ts';

export interface LabEchoOptions {
  readonly host: Host;
  readonly clock: LabClock;
  readonly signal: AbortSignal;
}

export function openLabEcho(
  { host, clock, signal }: LabEchoOptions,
  address: string | undefined,
): ToolEcho | NetProblem {
  const socket = host.openEcho?.(address);
  if (socket === undefined) return netProblem('permission-denied');
  if (isBindProblem(socket)) return netProblem(socket.reason);
  const inbox = new LabInbox<EchoEvent>(clock, signal);
  socket.onReply = (from, sequence, payload) =>
    inbox.put({ kind: 'reply', from, sequence, octets: payload, at: clock.now() });
  socket.onUnreachable = (from, sequence, reason) =>
    inbox.put({ kind: 'unreachable', from, sequence, reason });
  return {
    sourceFor: (to) => socket.sourceFor(to),
    send: (payload, to, sequence) => socket.send(payload, to, sequence) !== null,
    receive: (timeoutMs) => inbox.take(timeoutMs, 'time-out of an echo request'),
    close: () => socket.close(),
  };
}
