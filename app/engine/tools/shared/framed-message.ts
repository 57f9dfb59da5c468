/** DNS messages on a tool's stream. */
import { framed, StreamMessages } from '../../protocol/stream-messages.ts';
import { isNetProblem } from '../tool.ts';
import type { NetProblem, ToolTcp } from '../tool.ts';

export function sendFramed(stream: ToolTcp, message: Uint8Array): void {
  stream.send(framed(message));
}

/** The next message that comes whole; `leftMs` says how long to wait for more octets. What came behind it stays in `held`. */
export async function receiveFramed(
  stream: ToolTcp,
  leftMs: () => number,
  held: StreamMessages = new StreamMessages(),
): Promise<Uint8Array | NetProblem> {
  for (;;) {
    const message = held.next();
    if (message !== null) return message;
    const more = await stream.receive(leftMs());
    if (isNetProblem(more)) return more;
    held.push(more);
  }
}
