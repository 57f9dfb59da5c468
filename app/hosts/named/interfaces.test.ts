import { expect, test } from 'vitest';
import { readNamedConf } from '../../engine/config/named-conf.ts';
import { listenPlaces } from './listen-places.ts';

function places(options: string): string[] {
  const configuration = readNamedConf(`options { ${options} };`, { fileName: 'named.conf' });
  expect(configuration.errors).toBe(0);
  return listenPlaces(configuration, [4], 53, () => undefined).map(
    ({ address, port }) => `${address}#${port}`,
  );
}

test('an address with two ports is listened on at both', () => {
  expect(places('listen-on { 127.0.0.1; }; listen-on port 5353 { 127.0.0.1; 127.0.0.2; };')).toEqual([
    '127.0.0.1#53',
    '127.0.0.1#5353',
    '127.0.0.2#5353',
  ]);
});

test('an address that is named twice is listened on once', () => {
  expect(places('listen-on { 127.0.0.1; }; listen-on { 127.0.0.1; };')).toEqual(['127.0.0.1#53']);
});
