/**
 * The real Internet as a session's world.
 *
 * The way there, once the person has confirmed: the host's uplink is opened; root servers are asked, and one answer is
 * enough; then a world is made as for the lab, of two hosts inside this computer, whose programs have a second line
 * (network/uplinked-host.ts): the caching server walks from the real root, and what is typed in the terminal reaches
 * real servers. Time is the machine's, randomness the system's. When the world is closed, so is the uplink.
 */
import { LabClock, type WallClock } from '../network/clock.ts';
import { Journal } from '../network/journal.ts';
import { OutsidePackets } from '../network/outside-packets.ts';
import { outwardHost } from '../network/uplinked-host.ts';
import type { Uplink } from '../network/uplink.ts';
import { isIPv6 } from '../network/addresses.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import type { Random } from '../random.ts';
import { reachRoots, type Reach, type Reached } from './reach-roots.ts';
import { REAL_README, realPlan } from './real-plan.ts';
import { ServerNames } from './server-names.ts';
import { JOURNAL_LIMIT, World } from './world.ts';

/** What a host program gives that has a real network to offer. */
export interface RealInternet {
  /** NS, A and AAAA records of the root servers. */
  readonly hints: readonly ResourceRecord[];
  /** The system's: nobody can foretell it. */
  readonly random: Random;
  /** Milliseconds since 1970. */
  now(): number;
  /** Opens the way out; sends nothing. The clock is brought to the present before anything that comes in is told. */
  open(clock: LabClock): Uplink | { readonly kind: 'offline'; readonly why: string };
}

export type Opened =
  | { readonly kind: 'opened'; readonly world: World }
  | { readonly kind: 'stopped' }
  /** Sentences for the person: what was tried, and what came of it. */
  | { readonly kind: 'unreached'; readonly why: string };

const WATCH_MS = 2_000;
const SLACK_MS = 2_000;
const GREETING = 'The real Internet. What you ask here leaves this computer, and real servers answer it.\r\n';

/**
 * Sends real packets: to be called only after the person has said so. `known`: what was found out before, for who is
 * there already; then nobody is asked again.
 */
export async function openRealWorld(
  wall: WallClock,
  { hints, random, now, open }: RealInternet,
  signal: AbortSignal,
  known: Reached | null,
): Promise<Opened> {
  const clock = new LabClock(wall, now());
  clock.run();
  const journal = new Journal(clock, JOURNAL_LIMIT);
  const names = new ServerNames(hints, journal);
  let packets = 0;
  const nextPacket = (): number => ++packets;
  const uplink = open(clock);
  if ('kind' in uplink) {
    clock.pause();
    return { kind: 'unreached', why: uplink.why };
  }
  const nameOf = (address: string): string => names.of(address);
  const outside = { uplink, packets: new OutsidePackets({ clock, journal, nextPacket, nameOf }) };
  const host = outwardHost('laptop', outside);
  const ipv6 = uplink.addresses.some(isIPv6);
  const reach = known ?? (await reachRoots({ host, clock, random, hints, ipv6, signal }));
  if (reach.kind !== 'reached') {
    uplink.close();
    clock.pause();
    return reach.kind === 'stopped' ? reach : { kind: 'unreached', why: unreachedWords(reach) };
  }
  const world = await World.open({
    wall,
    plan: realPlan(hints, reach.ipv6),
    lab: null,
    seed: '',
    progress: null,
    real: {
      clock,
      journal,
      random,
      nextPacket,
      outside,
      reach,
      greeting: GREETING,
      readme: REAL_README,
      problems: reach.authoritative ? [] : [INTERCEPTED],
    },
  });
  keepTime(clock, now);
  return { kind: 'opened', world };
}

/** A computer that slept: its monotonic clock stood still, and every TTL would live longer than it may. */
function keepTime(clock: LabClock, now: () => number): void {
  clock.after(WATCH_MS, 'a look at the computer’s clock', () => {
    const behind = now() - clock.now();
    // No look while it jumps: they would all fall due at once.
    if (behind > SLACK_MS) void clock.jump(behind).then(() => keepTime(clock, now));
    else keepTime(clock, now);
  });
}

const INTERCEPTED = {
  id: 'intercepted',
  title: 'Something between you and the root servers answers in their place.',
  detail:
    'A root server answers with authority (the aa bit); what answered here did not have it.\n' +
    'Many networks send all DNS to a server of their own. What you see is that server’s work, not the root’s.',
};

function unreachedWords({ tried }: Extract<Reach, { kind: 'unreached' }>): string {
  return [
    'No root server answered. Asked for the root’s name servers, over UDP to port 53:',
    ...tried,
    'Either this computer is offline, or its network lets no DNS through but to its own server.',
  ].join('\n');
}
