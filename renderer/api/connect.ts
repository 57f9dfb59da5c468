import { BridgeTransport } from './bridge.ts';
import { SocketTransport } from './socket.ts';
import type { Transport } from './transport.ts';

/** The transport that fits where this page runs: Electron's bridge where there is one, else a WebSocket. */
export function chooseTransport(): Transport {
  if (window.rootwalk) return new BridgeTransport(window.rootwalk);
  const url = new URL('session', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  return new SocketTransport(url.href, new URL('.', location.href).href);
}
