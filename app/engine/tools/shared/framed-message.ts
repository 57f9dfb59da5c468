/** DNS messages on a stream, each behind two octets of its length (RFC 1035 §4.2.2). */
import { isNetProblem } from '../tool.ts';
import type { NetProblem, ToolTcp } from '../tool.ts';

export function sendFramed(stream: ToolTcp, message: Uint8Array): void {
  const framed = new Uint8Array(message.length + 2);
  framed.set([message.length >> 8, message.length & 255]);
  framed.set(message, 2);
  stream.send(framed);
}

/** The first message that comes whole; `leftMs` says how long there is still to wait. */
export async function receiveFramed(stream: ToolTcp, leftMs: () => number): Promise<Uint8Array | NetProblem> {
  let held: Uint8Array = new Uint8Array();
  for (;;) {
    const end = 2 + (((held[0] ?? 0) << 8) | (held[1] ?? 0));
    if (held.length >= 2 && held.length >= end) return held.slice(2, end);
    const more = await stream.receive(leftMs());
    if (isNetProblem(more)) return more;
    const joined = new Uint8Array(held.length + more.length);
    joined.set(held);
    joined.set(more, held.length);
    held = joined;
  }
}
