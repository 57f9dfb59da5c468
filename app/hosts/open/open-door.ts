/**
 * A running lab's ear for `rootwalk open`: a socket that only this user reaches, and a secret that only this user can
 * read, for where sockets have no owner. What is asked for is one line of JSON, and so is the answer.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { isAbsolute } from 'node:path';
import * as v from 'valibot';
import { closePrivate, listenPrivately } from '../private-socket.ts';

const LONGEST = 256 * 1024;
const PATIENCE_MS = 5_000;

const Asked = v.strictObject({
  secret: v.string(),
  files: v.pipe(v.array(v.pipe(v.string(), v.check(isAbsolute))), v.maxLength(50)),
  /** A window is wanted where there is none. */
  show: v.boolean(),
});

const Answer = v.union([
  v.strictObject({ ok: v.literal(true), said: v.string() }),
  v.strictObject({ ok: v.literal(false), why: v.string() }),
]);
export type OpenAnswer = v.InferOutput<typeof Answer>;

/** Shows files in the lab's window; gives what the person should know. */
export type ShowFiles = (files: readonly string[], show: boolean) => Promise<string>;

export class OpenDoor {
  readonly #server: Server;
  readonly #path: string;

  private constructor(server: Server, path: string) {
    this.#server = server;
    this.#path = path;
  }

  /** Null where the system has no room for such a socket: then `rootwalk open` says that no lab is open. */
  static async listen(path: string, secret: string, show: ShowFiles): Promise<OpenDoor | null> {
    const server = createServer((socket) => hear(socket, secret, show));
    return (await listenPrivately(server, path)) ? new OpenDoor(server, path) : null;
  }

  close(): Promise<void> {
    return closePrivate(this.#server, this.#path);
  }
}

function hear(socket: Socket, secret: string, show: ShowFiles): void {
  let heard = '';
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.on('data', (text: string) => {
    heard += text;
    if (heard.length > LONGEST) return void socket.destroy();
    const end = heard.indexOf('\n');
    if (end < 0) return;
    const line = heard.slice(0, end);
    heard = '';
    socket.pause();
    socket.setTimeout(0);
    void answer(line, secret, show).then((reply) => socket.end(`${JSON.stringify(reply)}\n`));
  });
}

async function answer(line: string, secret: string, show: ShowFiles): Promise<OpenAnswer> {
  const asked = v.safeParse(Asked, parsed(line));
  if (!asked.success || asked.output.secret !== secret) return { ok: false, why: 'This lab is another’s.' };
  try {
    return { ok: true, said: await show(asked.output.files, asked.output.show) };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Asks the lab that listens at a path; null where none does. */
export function askToOpen(path: string, asked: v.InferInput<typeof Asked>): Promise<OpenAnswer | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let heard = '';
    socket.setEncoding('utf8');
    socket.setTimeout(4 * PATIENCE_MS, () => socket.destroy());
    socket.on('connect', () => void socket.write(`${JSON.stringify(asked)}\n`));
    socket.on('data', (text: string) => (heard += text));
    socket.on('error', () => resolve(null));
    socket.on('close', () => {
      const reply = v.safeParse(Answer, parsed(heard));
      resolve(reply.success ? reply.output : null);
    });
  });
}
