/** The `controls` statement: where rndc is listened to, from whom, with which keys. */
import { booleanOf, clausesOf, fieldOf, itemsOf, textOf, type MapValue } from './language/value.ts';
import { matchListOf, type MatchElement } from './match-list.ts';
import type { ConfigPlace } from './syntax.ts';

export interface ControlPlace {
  readonly place: ConfigPlace;
  /** `*` for all of IPv4. */
  readonly address: string;
  /** Null: 953. */
  readonly port: number | null;
  readonly allow: readonly MatchElement[];
  /** Names of keys; null: none are named, and the one in rndc.key counts. */
  readonly keys: readonly string[] | null;
  readonly readOnly: boolean;
}

/** BIND: unix sockets are read and not opened any more. */
export function controlPlacesOf(map: MapValue): ControlPlace[] {
  return clausesOf(map, 'inet').flatMap((inet): ControlPlace[] => {
    const address = fieldOf(inet, 'address');
    if (address?.kind !== 'address') return [];
    const keys = fieldOf(inet, 'keys');
    return [
      {
        place: inet.place,
        address: address.wildcard ? '*' : address.address,
        port: address.port === 0 ? null : address.port,
        allow: matchListOf(fieldOf(inet, 'allow')),
        keys: keys === undefined ? null : itemsOf(keys).map(textOf),
        readOnly: booleanOf(fieldOf(inet, 'readOnly')) ?? false,
      },
    ];
  });
}
