/** Whether the real Internet can be reached from here: root servers are asked, and one answer is enough. */
import { isIPv6 } from '../network/addresses.ts';
import type { LabClock } from '../network/clock.ts';
import type { Host } from '../network/transport.ts';
import { TYPE } from '../protocol/codes.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import { addressText } from '../protocol/rdata.ts';
import type { Random } from '../random.ts';
import { askRoot, type RootAnswer } from './ask-root.ts';

export interface ReachOptions {
  readonly host: Host;
  readonly clock: LabClock;
  readonly random: Random;
  readonly hints: readonly ResourceRecord[];
  /** Whether IPv6 is worth a try. */
  readonly ipv6: boolean;
  readonly signal: AbortSignal;
}

export interface Reached {
  readonly kind: 'reached';
  /** Whether IPv6 leads there too. */
  readonly ipv6: boolean;
  /** The answer had the AA bit. A root server's has; that of something in between has not. */
  readonly authoritative: boolean;
}

export type Reach =
  | Reached
  | { readonly kind: 'stopped' }
  /** What was tried, a line each. */
  | { readonly kind: 'unreached'; readonly tried: readonly string[] };

interface RootServer {
  readonly name: string;
  readonly address: string;
}

/** Servers asked at the same time, of each family. */
const AT_ONCE = 3;
const ROUNDS_MS = [1_500, 2_500] as const;
/** How long the others are waited for when one has answered: whether IPv6 works, too, is to be known. */
const GRACE_MS = 400;

/** Takes four seconds at most. */
export async function reachRoots(options: ReachOptions): Promise<Reach> {
  const servers = shuffled(rootServers(options.hints), options.random);
  const families = [4, ...(options.ipv6 ? [6] : [])];
  const tried: string[] = [];
  for (const [round, waitMs] of ROUNDS_MS.entries()) {
    const asked = families.flatMap((family) =>
      servers
        .filter(({ address }) => isIPv6(address) === (family === 6))
        .slice(round * AT_ONCE, (round + 1) * AT_ONCE),
    );
    if (asked.length === 0) break;
    const reach = await askAll(options, asked, waitMs, tried);
    if (reach !== null) return reach;
  }
  return { kind: 'unreached', tried: tried.sort() };
}

/** Null where none of them answered; then `tried` says what each of them did instead. */
function askAll(
  { host, clock, random, signal }: ReachOptions,
  servers: readonly RootServer[],
  waitMs: number,
  tried: string[],
): Promise<Reach | null> {
  return new Promise((resolve) => {
    const stops: (() => void)[] = [];
    const answers: { readonly ipv6: boolean; readonly authoritative: boolean }[] = [];
    const awaited = new Set(servers);
    const finish = (reach: Reach | null): void => {
      signal.removeEventListener('abort', onAbort);
      for (const stop of stops) stop();
      clock.woke();
      resolve(reach);
    };
    const settle = (): void =>
      finish(
        answers.length === 0
          ? null
          : {
              kind: 'reached',
              ipv6: answers.some(({ ipv6 }) => ipv6),
              authoritative: answers.some(({ authoritative }) => authoritative),
            },
      );
    const onAbort = (): void => finish({ kind: 'stopped' });
    const hear = (server: RootServer, answer: RootAnswer): void => {
      awaited.delete(server);
      if (answer.kind === 'none') tried.push(`${server.name} (${server.address}): ${answer.why}`);
      else {
        answers.push({ ipv6: isIPv6(server.address), authoritative: answer.authoritative });
        if (answers.length === 1) stops.push(graceTimer());
      }
      if (awaited.size === 0) settle();
    };
    const graceTimer = (): (() => void) => {
      const timer = clock.after(GRACE_MS, 'the other root servers have had their chance', settle);
      return () => timer.cancel();
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    for (const server of servers)
      stops.push(askRoot({ host, clock, random }, server.address, waitMs, (answer) => hear(server, answer)));
  });
}

function rootServers(hints: readonly ResourceRecord[]): RootServer[] {
  return hints
    .filter(({ type }) => type === TYPE.A || type === TYPE.AAAA)
    .map(({ name, rdata }) => ({ name: name.toRelaxedString().toLowerCase(), address: addressText(rdata) }));
}

/** Not always the same ones are asked (RFC 8109 §3.1). */
function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  const order: T[] = [];
  while (left.length > 0) order.push(...left.splice(random.below(left.length), 1));
  return order;
}
