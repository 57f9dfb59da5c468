import type { Request, ServerMessage } from '../../app/contract.ts';
import type { Line, Transport } from './transport.ts';

/** What Electron's preload puts on the window. */
export interface Bridge {
  send(message: Request): void;
  onMessage(callback: (message: ServerMessage) => void): void;
}

declare global {
  interface Window {
    rootwalk?: Bridge;
  }
}

/** The desktop app's transport: the preload's bridge, which is there for as long as the window is. */
export class BridgeTransport implements Transport {
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  open(hear: (message: ServerMessage) => void, line: (state: Line) => void): void {
    this.#bridge.onMessage(hear);
    line('open');
  }

  send(message: Request): void {
    this.#bridge.send(message);
  }

  close(): void {
    // The window's end is the bridge's end.
  }
}
