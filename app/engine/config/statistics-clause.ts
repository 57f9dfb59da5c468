/** The `statistics-channels` statement: where counters can be read over HTTP, and by whom. */
import { clausesOf, fieldOf, type MapValue } from './language/value.ts';
import { matchListOf, type MatchElement } from './match-list.ts';

export interface StatisticsPlace {
  /** `*` for all of IPv4. */
  readonly address: string;
  /** Null: 80. */
  readonly port: number | null;
  /** Null: everybody. */
  readonly allow: readonly MatchElement[] | null;
}

export function statisticsPlacesOf(map: MapValue | null): StatisticsPlace[] {
  return clausesOf(map, 'inet').flatMap((inet): StatisticsPlace[] => {
    const address = fieldOf(inet, 'address');
    if (address?.kind !== 'address') return [];
    const allow = fieldOf(inet, 'allow');
    return [
      {
        address: address.wildcard ? '*' : address.address,
        port: address.port === 0 ? null : address.port,
        allow: allow === undefined ? null : matchListOf(allow),
      },
    ];
  });
}
