/**
 * The renderer's side of the one door.
 *
 * A click's way: a pane asks `Door.ask('clock.pause', {})`; the door numbers the request and gives it to a
 * `Transport` (a WebSocket in the browser, Electron's bridge in the desktop app); the reply with the same number
 * settles the promise. Frames come by themselves and go to the state classes. When the line breaks, the transport
 * goes on trying, and the door says `hello` again and takes the session as it stands.
 */
import type { Request, ServerMessage } from '../../app/contract.ts';

/** `lost`: nobody is there, for now. `refused`: somebody is, and does not let this page in. */
export type Line = 'connecting' | 'open' | 'lost' | 'refused';

/** Carries contract messages to and fro; knows nothing of what they say. */
export interface Transport {
  send(message: Request): void;
  /** Sets who hears messages and how the line stands. Called once; the line is opened by it. */
  open(hear: (message: ServerMessage) => void, line: (state: Line) => void): void;
  close(): void;
}
