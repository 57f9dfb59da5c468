/** What is wrong with where a server listens. */
import { clausesOf, fieldOf, textOf, type MapValue, type Value } from '../language/value.ts';
import { checkMatchList } from './check-acls.ts';
import { checkPort } from './check-transfer.ts';
import type { CheckContext } from './context.ts';

export function checkListeners(context: CheckContext, options: MapValue): void {
  for (const word of ['listen-on', 'listen-on-v6'])
    for (const listener of clausesOf(options, word)) checkListener(context, listener);
}

function checkListener(context: CheckContext, listener: Value): void {
  const over = fieldOf(listener, 'over');
  const tls = fieldOf(over, 'tls');
  const http = fieldOf(over, 'http');
  if (tls !== undefined && !isTlsKnown(context, textOf(tls)))
    context.error(tls, `tls '${textOf(tls)}' is not defined`);
  if (http !== undefined) {
    if (tls === undefined)
      context.error(http, "http must specify a 'tls' statement, 'tls ephemeral', or 'tls none'");
    if (!isHttpKnown(context, textOf(http))) context.error(http, `http '${textOf(http)}' is not defined`);
  }
  checkPort(context, over);
  const list = fieldOf(listener, 'list');
  if (list !== undefined) checkMatchList(context, list);
}

export function isTlsKnown(context: CheckContext, name: string): boolean {
  return /^(?:none|ephemeral)$/i.test(name) || isDefined(context, 'tls', name);
}

function isHttpKnown(context: CheckContext, name: string): boolean {
  return /^default$/i.test(name) || isDefined(context, 'http', name);
}

function isDefined({ top }: CheckContext, word: string, name: string): boolean {
  return clausesOf(top, word).some(
    (value) => value.kind === 'map' && textOf(value.id ?? undefined).toLowerCase() === name.toLowerCase(),
  );
}
