/**
 * Many waiters at one AbortSignal: a tool may wait at a hundred sockets at once, and the signal itself is listened to
 * once only (Node warns of a leak from the eleventh listener on).
 */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls back when the signal is aborted; gives what takes that back. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const callbacks = waiting.get(signal) ?? listen(signal);
  callbacks.add(callback);
  return () => void callbacks.delete(callback);
}

function listen(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  waiting.set(signal, callbacks);
  const all = (): void => {
    for (const callback of callbacks) callback();
  };
  signal.addEventListener('abort', all, { once: true });
  return callbacks;
}
