/** Where a configuration has its control channel, whom it hears there, and with which keys. */
import { matcherOf, type LocalNetworks } from '../../config/match-list.ts';
import type { NamedConfiguration } from '../../config/named-conf.ts';
import { CONTROL_PORT } from '../../network/control-traffic.ts';
import { controlKey, keysInFile, type TellControl } from './key-file.ts';
import type { ControlKey } from './keys.ts';

export interface ControlListen {
  readonly address: string;
  readonly port: number;
  readonly allows: (address: string) => boolean;
  readonly keys: readonly ControlKey[];
  readonly readOnly: boolean;
}

/** Where named of Debian has it. */
export const KEY_FILE = '/etc/bind/rndc.key';

export interface ControlSurroundings {
  readonly readText: (path: string) => string | null;
  readonly local: LocalNetworks;
  /** Whether ::1 is to be had. Default true. */
  readonly ipv6?: boolean;
  /** Hears what is wrong with keys. */
  readonly tell: TellControl;
}

/** One place after the other. Those that name no key take that of rndc.key. */
export function* controlPlaces(
  { controls, keys, acls }: Pick<NamedConfiguration, 'controls' | 'keys' | 'acls'>,
  { readText, local, ipv6 = true, tell }: ControlSurroundings,
): IterableIterator<ControlListen> {
  const inFile = (): ControlKey[] => keysInFile(KEY_FILE, readText(KEY_FILE), tell);
  // BIND: without the statement the two loopback addresses, for everybody who has the key.
  if (controls === null) {
    for (const address of ['127.0.0.1', ...(ipv6 ? ['::1'] : [])])
      yield { address, port: CONTROL_PORT, allows: () => true, keys: inFile(), readOnly: false };
    return;
  }
  for (const { address, port, allow, keys: names, readOnly } of controls) {
    const named = names?.flatMap((name) => controlKey(keys.get(name), tell)) ?? [];
    yield {
      address: address === '*' ? '0.0.0.0' : address,
      port: port ?? CONTROL_PORT,
      allows: matcherOf(allow, acls, local),
      keys: names === null || names.length === 0 ? inFile() : named,
      readOnly,
    };
  }
}
