/** What is wrong with how zones are handed on. */
import { fieldOf, numberOf, textOf, type Value } from '../language/value.ts';
import type { CheckContext } from './context.ts';

const TRANSPORTS = new Set(['tcp', 'tls']);

/** BIND: zones are handed on over TCP or TLS. */
export function checkTransfer(context: CheckContext, transfer: Value): void {
  const over = fieldOf(transfer, 'over');
  const transport = fieldOf(over, 'transport');
  const text = textOf(transport);
  if (transport !== undefined && !TRANSPORTS.has(text.toLowerCase()))
    context.error(
      transport,
      `'${text}' is not a valid transport protocol for zone transfers. Please specify either 'tcp' or 'tls'`,
    );
  checkPort(context, over);
}

/** The port that stands in front of a list. */
export function checkPort(context: CheckContext, over: Value | undefined): void {
  const port = fieldOf(over, 'port');
  const number = numberOf(port);
  if (port !== undefined && number !== null && number > 65_535)
    context.error(port, `port value '${number}' is out of range`);
}
