/** Where a configuration has its control channel, whom it hears there, and with which keys. */
import { matcherOf } from '../../../engine/config/match-list.ts';
import type { NamedConfiguration } from '../../../engine/config/named-conf.ts';
import { controlKey, keysInFile, type TellControl } from '../../../engine/server/control/key-file.ts';
import type { ControlKey } from '../../../engine/server/control/keys.ts';
import { localNetworks } from '../interfaces.ts';
import { readText } from '../machine.ts';

export interface ControlListen {
  readonly address: string;
  readonly port: number;
  readonly allows: (address: string) => boolean;
  readonly keys: readonly ControlKey[];
  readonly readOnly: boolean;
}

const CONTROL_PORT = 953;

/** One place after the other. `keyFile` holds the key of those that name none; `tell` hears what is wrong with it. */
export function* controlPlaces(
  { controls, keys, acls }: NamedConfiguration,
  keyFile: string,
  tell: TellControl,
): IterableIterator<ControlListen> {
  // BIND: without the statement the two loopback addresses, for everybody who has the key.
  if (controls === null) {
    for (const address of ['127.0.0.1', '::1']) {
      const inFile = keysInFile(keyFile, readText(keyFile), tell);
      yield { address, port: CONTROL_PORT, allows: () => true, keys: inFile, readOnly: false };
    }
    return;
  }
  const local = localNetworks();
  for (const { address, port, allow, keys: names, readOnly } of controls) {
    const named = names?.flatMap((name) => controlKey(keys.get(name), tell)) ?? [];
    yield {
      address: address === '*' ? '0.0.0.0' : address,
      port: port ?? CONTROL_PORT,
      allows: matcherOf(allow, acls, local),
      keys: names === null || names.length === 0 ? keysInFile(keyFile, readText(keyFile), tell) : named,
      readOnly,
    };
  }
}
