/**
 * The lab that is open in a window, inside the private network: doors at its addresses, and behind them the way to it
 * (relay-server.ts). What the program asks shows up in the window's packets and cache.
 */
import { connect, type Socket } from 'node:net';
import { breakOff } from '../break-off.ts';
import { Door } from '../gateway/door.ts';
import { LAB_PORT } from '../gateway/outside-senders.ts';
import { LAPTOP } from './loopback.ts';
import { addressesIn, DATAGRAMS, FrameReader, frameOctets, streamLine, type Frame } from './relay-frames.ts';

/** How long an open lab may take to say which addresses it has, in milliseconds. */
const PATIENCE_MS = 5_000;

export type Joined =
  /** Its addresses are open. `lost` is called when it is closed. */
  | { readonly kind: 'joined'; onLost: () => void }
  /** No lab is open. */
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly why: string };

export function joinLab(path: string): Promise<Joined> {
  return new Promise((resolve) => {
    const socket = connect({ path, allowHalfOpen: true });
    socket.on('error', () => resolve({ kind: 'none' }));
    socket.once('connect', () => resolve(new JoinedLab(path, socket).opened));
  });
}

class JoinedLab {
  readonly kind = 'joined';
  readonly opened: Promise<Joined>;
  onLost: () => void = () => undefined;
  readonly #path: string;
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  readonly #doors = new Map<string, Door>();

  constructor(path: string, socket: Socket) {
    this.#path = path;
    this.#socket = socket;
    socket.write(`${DATAGRAMS}\n`);
    this.opened = new Promise((resolve) => {
      const late = setTimeout(() => resolve({ kind: 'none' }), PATIENCE_MS);
      socket.on('data', (octets) => {
        for (const frame of this.#reader.frames(octets) ?? []) void this.#take(frame, resolve);
      });
      socket.on('close', () => {
        clearTimeout(late);
        resolve({ kind: 'none' });
        this.onLost();
      });
      socket.on('end', () => socket.destroy());
    });
  }

  async #take(frame: Frame, resolve: (joined: Joined) => void): Promise<void> {
    const addresses = addressesIn(frame);
    if (addresses === null) {
      this.#doors.get(frame.lab)?.send(frame.payload, frame.real);
      return;
    }
    const why = await this.#follow(addresses.filter((address) => address !== LAPTOP));
    resolve(why === null ? this : { kind: 'failed', why });
  }

  /** Opens and closes doors, so that they are where the lab has hosts. Gives what went wrong. */
  async #follow(addresses: readonly string[]): Promise<string | null> {
    const gone = [...this.#doors].filter(([address]) => !addresses.includes(address));
    for (const [address] of gone) this.#doors.delete(address);
    const fresh = addresses.filter((address) => !this.#doors.has(address));
    const doors = fresh.map((address) => this.#doorAt(address));
    await Promise.all([...gone.map(([, door]) => door.close()), ...doors.map((door) => door.tryToOpen())]);
    const shut = doors.find(({ problem }) => problem !== null);
    return shut === undefined ? null : `${shut.bound} port ${LAB_PORT}: ${shut.problem}`;
  }

  #doorAt(address: string): Door {
    const door = new Door(address, address, LAB_PORT, {
      onDatagram: (payload, real) => void this.#socket.write(frameOctets({ lab: address, real, payload })),
      onConnection: (socket) => this.#bridge(socket, address),
      onBroken: () => undefined,
    });
    this.#doors.set(address, door);
    return door;
  }

  /** One TCP connection: a connection of its own to the lab. */
  #bridge(program: Socket, address: string): void {
    const { remoteAddress, remotePort } = program;
    if (remoteAddress === undefined || remotePort === undefined) return breakOff(program);
    const lab = connect({ path: this.#path, allowHalfOpen: true });
    lab.on('error', () => lab.destroy());
    lab.write(`${streamLine(address, { address: remoteAddress, port: remotePort })}\n`);
    let answered = false;
    lab.once('data', () => (answered = true));
    program.pipe(lab);
    lab.pipe(program);
    // The lab refused, or reset: a Unix socket cannot say so, and nothing came.
    lab.on('end', () => {
      if (!answered) breakOff(program);
    });
    lab.on('close', () => {
      if (!program.writableEnded) breakOff(program);
    });
    program.on('close', () => lab.destroy());
  }
}
