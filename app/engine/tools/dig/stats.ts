/**
 * The lines under an answer: how long, from whom, when, how much.
 */
import type { Exchange } from './exchange.ts';
import { isTransfer } from './is-transfer.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Statistics, or in their place the one line of +identify. `size`: octets of the message. */
export function printReceived(exchange: Exchange, size: number): void {
  const { dig, lookup, server } = exchange;
  if (dig.shortForm || dig.yaml) return;
  const from = `${exchange.peer}(${server.given})`;
  const [time, unit] = elapsed(exchange);
  if (lookup.stats) {
    dig.out(`;; Query time: ${time} ${unit}sec\n`);
    dig.out(`;; SERVER: ${from} (${exchange.transport})\n`);
    dig.out(`;; WHEN: ${whenText(exchange)}\n`);
    if (isTransfer(lookup)) {
      const { records, messages, octets } = exchange;
      dig.out(`;; XFR size: ${records} records (messages ${messages}, bytes ${octets})\n`);
    } else {
      dig.out(`;; MSG SIZE  rcvd: ${size}\n`);
    }
    if (dig.key !== null && !dig.validated) dig.out(';; WARNING -- Some TSIG could not be validated\n');
    if (dig.key === null && dig.keySecret !== '') dig.out(';; WARNING -- TSIG key was not used.\n');
    dig.out('\n');
  } else if (lookup.identify) {
    const octets = isTransfer(lookup) ? exchange.octets : size;
    dig.out(`;; Received ${octets} bytes from ${from} in ${time} ${unit}s\n\n`);
  }
}

/** The time between question and answer, cut to whole units. */
export function elapsed(exchange: Exchange): [number, 'm' | 'u'] {
  const milliseconds = Math.max(0, exchange.receivedAt - exchange.sentAt);
  return exchange.lookup.microseconds
    ? [Math.round(milliseconds * 1000), 'u']
    : [Math.floor(milliseconds + 1e-6), 'm'];
}

function whenText({ dig, receivedAt }: Exchange): string {
  const zone = dig.context.localTime(receivedAt);
  const local = new Date(receivedAt + zone.offsetMinutes * 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${DAYS[local.getUTCDay()] ?? ''} ${MONTHS[local.getUTCMonth()] ?? ''} ${two(local.getUTCDate())}`;
  const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
  return `${date} ${time} ${zone.abbreviation} ${local.getUTCFullYear()}`;
}
