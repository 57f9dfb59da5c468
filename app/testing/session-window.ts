/** One window on a session, with replies as promises. */
import type { Method, Params, RequestError, Result, ServerMessage } from '../contract.ts';
import type { Session } from '../engine/session.ts';

export interface SessionWindow {
  readonly heard: readonly ServerMessage[];
  /** Rejects with a `Refused` where the session refuses. */
  ask<M extends Method>(method: M, params: Params<M>): Promise<Result<M>>;
  /** The sentence with which the session refuses; throws where it does not. */
  refusal<M extends Method>(method: M, params: Params<M>): Promise<string>;
  close(): void;
}

class Refused extends Error {
  constructor(error: RequestError) {
    super(error.message);
  }
}

export function windowOn(session: Session): SessionWindow {
  const heard: ServerMessage[] = [];
  const waiting = new Map<number, (message: Extract<ServerMessage, { type: 'reply' }>) => void>();
  const door = session.attach((message) => {
    heard.push(message);
    if (message.type === 'reply') waiting.get(message.id)?.(message);
  });
  let id = 0;
  const ask = <M extends Method>(method: M, params: Params<M>): Promise<Result<M>> => {
    const number = ++id;
    return new Promise((resolve, reject) => {
      waiting.set(number, (reply) => {
        waiting.delete(number);
        // A reply's result is that of its method: the contract says so.
        if (reply.ok) resolve(reply.result as Result<M>);
        else reject(new Refused(reply.error));
      });
      door.receive({ type: 'request', id: number, method, params });
    });
  };
  return {
    heard,
    ask,
    close: () => door.close(),
    refusal: async (method, params) => {
      try {
        await ask(method, params);
      } catch (error) {
        if (error instanceof Refused) return error.message;
        throw error;
      }
      throw new Error(`${method} was not refused`);
    },
  };
}
