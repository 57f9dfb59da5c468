/**
 * The real Internet as this machine has it, for a session that the person sends there.
 *
 * It offers sockets for asking and none that listens. Packets to loopback, to multicast and to links without a router
 * do not leave by it, so that no name in the world makes this machine talk to itself.
 *
 * A private Internet (a classroom's own root, a test's) is named by two variables of the environment:
 * `ROOTWALK_INTERNET_HINTS`, a hints file, and `ROOTWALK_INTERNET_PORT`, where its servers listen. It may be at
 * loopback addresses.
 */
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { LabClock } from '../../engine/network/clock.ts';
import type { Uplink } from '../../engine/network/uplink.ts';
import type { ResourceRecord } from '../../engine/protocol/message.ts';
import { Name } from '../../engine/protocol/name.ts';
import { addressText, addressOctets } from '../../engine/protocol/rdata.ts';
import type { RealInternet } from '../../engine/session/real-internet.ts';
import { bindLine } from '../../engine/zone/diagnostic.ts';
import { parseZone } from '../../engine/zone/parse-zone.ts';
import { ROOT_HINTS } from '../named/root-hints.ts';
import { systemRandom } from '../named/system-random.ts';
import { mayLeave } from './may-leave.ts';
import { openUplink } from './real-uplink.ts';

export interface RealInternetOptions {
  /** Text of a hints file. Default: IANA's root servers. */
  readonly hints?: string;
  /** Where its servers listen. Default 53. */
  readonly port?: number;
  /** Whether it lies at loopback addresses. Default false. */
  readonly loopback?: boolean;
  /** This machine's addresses that lead outward. Default: those of its interfaces now. */
  readonly addresses?: () => readonly string[];
}

const NO_INTERFACE =
  'No network is connected: none of this computer’s interfaces has an address beyond loopback. ' +
  'Connect to a network and try again.';

/** Throws an Error with file and line where hints cannot be read. */
export function realInternet(options: RealInternetOptions = {}): RealInternet {
  const { port = 53, loopback = false } = options;
  const addresses =
    options.addresses ?? (loopback ? (): readonly string[] => ['127.0.0.1'] : outwardAddresses);
  return {
    hints: readHints(options.hints ?? ROOT_HINTS),
    random: systemRandom(),
    now: () => Date.now(),
    open: (clock: LabClock): Uplink | { readonly kind: 'offline'; readonly why: string } => {
      const own = addresses();
      if (own.length === 0) return { kind: 'offline', why: NO_INTERFACE };
      return openUplink({ clock, addresses: own, port, reaches: (address) => mayLeave(address, loopback) });
    },
  };
}

/** As the environment has it. */
export function realInternetOf(environment: NodeJS.ProcessEnv): RealInternet {
  const file = environment['ROOTWALK_INTERNET_HINTS'];
  if (file === undefined || file === '') return realInternet();
  const port = Number(environment['ROOTWALK_INTERNET_PORT'] ?? 53);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error('ROOTWALK_INTERNET_PORT is no port: a number from 1 to 65535 is needed.');
  return realInternet({ hints: readFileSync(file, 'utf8'), port, loopback: true });
}

function readHints(text: string): readonly ResourceRecord[] {
  const { records, diagnostics, errors } = parseZone(text, { origin: Name.root, fileName: 'root hints' });
  if (errors > 0) throw new Error(`The root hints cannot be read.\n${diagnostics.map(bindLine).join('\n')}`);
  return records;
}

function outwardAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((some) => some ?? []);
  const usable = all
    .filter(({ internal, address }) => !internal && mayLeave(address, false))
    .map(({ address }) => canonical(address));
  return [...usable.filter((one) => !one.includes(':')), ...usable.filter((one) => one.includes(':'))];
}

function canonical(address: string): string {
  const octets = addressOctets(address);
  return octets === null ? address : addressText(octets);
}
