/** What the resolver logs, in named's words. */
import type { Endpoint } from '../network/journal.ts';
import { classText, typeText } from '../protocol/codes.ts';
import type { Question } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';

/** `timed out resolving 'www.example.com/A/IN': 127.53.4.5#53` */
export function failureLine(what: string, question: Question, server: Endpoint): string {
  const name = question.name.toRelaxedString();
  return `${what} resolving '${name}/${typeText(question.type)}/${classText(question.class)}': ${endpointText(server)}`;
}

/** `lame server resolving 'www.example.com' (in 'example.com'?): 127.53.4.5#53` */
export function lameLine(question: Question, zone: Name, server: Endpoint): string {
  return `lame server resolving '${question.name.toRelaxedString()}' (in '${zone.toRelaxedString()}'?): ${endpointText(server)}`;
}

/**
 * `DNS format error from 127.53.4.5#53 resolving www.example.com/A for 127.53.0.2#41000: why`
 * BIND: what no client asked for itself is for `<unknown>`.
 */
export function formatErrorLine(
  question: Question,
  server: Endpoint,
  client: Endpoint | null,
  why: string,
): string {
  const asker = client === null ? '<unknown>' : endpointText(client);
  return `DNS format error from ${endpointText(server)} resolving ${question.name.toRelaxedString()}/${typeText(question.type)} for ${asker}: ${why}`;
}

/** `12 messages ignored that were no response to 'www.example.com/A/IN' from 127.53.4.5#53`. named counts them, and says nothing. */
export function ignoredLine(question: Question, server: Endpoint, count: number): string {
  const asked = `${question.name.toRelaxedString()}/${typeText(question.type)}/${classText(question.class)}`;
  const what = count === 1 ? 'a message ignored that was' : `${count} messages ignored that were`;
  return `${what} no response to '${asked}' from ${endpointText(server)}`;
}

/** An address and port as named writes them: `127.53.0.2#41000`. */
export function endpointText(endpoint: Endpoint): string {
  return `${endpoint.address}#${endpoint.port}`;
}
