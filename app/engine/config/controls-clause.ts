/** The `controls` statement: where rndc is listened to, from whom, with which keys. */
import type { MatchElement } from './match-list.ts';
import { StatementReader, type Reading } from './statement-reader.ts';
import type { ConfigPlace, Statement } from './syntax.ts';
import { takeForm } from './value-form.ts';

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

export function readControls(statements: readonly Statement[], reading: Reading): ControlPlace[] {
  const places: ControlPlace[] = [];
  for (const statement of statements) {
    const reader = new StatementReader(statement, reading);
    if (reader.keyword === 'inet') {
      const place = readInet(reader);
      if (place !== null && reader.done()) places.push(place);
    } else if (reader.keyword === 'unix') {
      // BIND: unix sockets are read and not opened any more.
      if (takeForm('<quoted> <rest>', reader))
        reading.tell(reader.place, 'unix domain sockets are not supported', 'warning');
    } else reading.tell(reader.place, `unknown option '${reader.keyword}'`);
  }
  return places;
}

function readInet(reader: StatementReader): ControlPlace | null {
  const { place } = reader;
  const address = reader.takeWord('*') ? '*' : reader.address();
  if (address === null) return null;
  let port: number | null = null;
  if (reader.takeWord('port')) {
    const value = reader.port();
    if (value === null) return null;
    port = value === 0 ? null : value;
  }
  let allow: readonly MatchElement[] = [];
  let keys: readonly string[] | null = null;
  let readOnly = false;
  while (reader.peek() !== null) {
    if (reader.takeWord('allow')) {
      const list = reader.listInUse();
      if (list === null) return null;
      allow = list;
    } else if (reader.takeWord('keys')) {
      const names = reader.each((entry) => entry.text());
      if (names === null) return null;
      keys = names;
    } else if (reader.takeWord('read-only')) {
      const value = reader.boolean();
      if (value === null) return null;
      readOnly = value;
    } else break;
  }
  return { place, address, port, allow, keys, readOnly };
}
