/**
 * The outermost check of what a window sends, the same for every host. The session checks method and parameters;
 * here it is decided whether this is a request at all.
 */
import * as v from 'valibot';
import type { RequestError, ServerMessage } from '../contract.ts';

/** A reply to something that carried no usable id. */
export const NO_ID = -1;

const Envelope = v.strictObject({
  type: v.literal('request'),
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  method: v.pipe(v.string(), v.maxLength(64)),
  params: v.record(v.string(), v.unknown()),
});

export type CheckedRequest = v.InferOutput<typeof Envelope>;

export type Opened =
  | { readonly kind: 'request'; readonly request: CheckedRequest }
  | { readonly kind: 'refused'; readonly reply: ServerMessage };

/** Opens a value that came from a window. */
export function openEnvelope(value: unknown): Opened {
  const result = v.safeParse(Envelope, value);
  if (result.success) return { kind: 'request', request: result.output };
  const issue = result.issues[0];
  const where = v.getDotPath(issue) ?? 'the message';
  return {
    kind: 'refused',
    reply: errorReply(idOf(value), 'bad-request', `Not a request: ${where}: ${issue.message}.`),
  };
}

/** The same for text, as a WebSocket carries it. */
export function openText(text: string): Opened {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'refused', reply: errorReply(NO_ID, 'bad-request', 'The message is not JSON.') };
  }
  return openEnvelope(value);
}

export function errorReply(id: number, code: RequestError['code'], message: string): ServerMessage {
  return { type: 'reply', id, ok: false, error: { code, message } };
}

/** The sender's own id where there is one, so that it can tell which of its requests was refused. */
function idOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || !('id' in value)) return NO_ID;
  return Number.isSafeInteger(value.id) && Number(value.id) >= 0 ? Number(value.id) : NO_ID;
}
