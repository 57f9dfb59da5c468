/** `127.53.0.2.40001 > 127.53.0.53.53: `: the two ends of a packet. */
import type { Dissection } from './dissection.ts';
import type { IpPlace } from './ip-place.ts';

/** `ports` null: the packet ends before them. */
export function printPlaces(
  d: Dissection,
  place: IpPlace,
  protocol: 6 | 17,
  ports: readonly [number, number] | null,
): void {
  const words = ports?.map((port) => d.settings.names.port(port, protocol === 6 ? 'tcp' : 'udp')) ?? null;
  if (place.protocol !== protocol) {
    // Behind an extension header; the addresses are said already.
    if (words !== null) d.print(`${words[0]} > ${words[1]}: `);
    return;
  }
  const [at, length] = place.version === 4 ? ([12, 4] as const) : ([8, 16] as const);
  const source = d.address(place.header + at, length);
  const destination = d.address(place.header + at + length, length);
  d.print(
    words === null
      ? `${source} > ${destination}:${protocol === 6 ? '' : ' '}`
      : `${source}.${words[0]} > ${destination}.${words[1]}: `,
  );
}
