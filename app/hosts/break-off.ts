import type { Socket } from 'node:net';

/**
 * Ends a connection at once: with a reset, so that the other side learns that octets may be missing; without one where
 * our own end has been sent already. (Node 20: a reset in the middle of an orderly end leaves the socket open for ever.)
 */
export function breakOff(socket: Socket): void {
  // A socket without an address (a Unix socket, or one that is gone) knows no reset.
  if (socket.writableEnded || socket.remoteAddress === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
