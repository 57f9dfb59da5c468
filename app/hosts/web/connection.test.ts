import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ServerMessage } from '../../contract.ts';
import { Connection } from './connection.ts';
import type { Wire } from './connection.ts';

/** A socket whose other side reads only when told to. */
class SlowWire implements Wire {
  readonly sent: ServerMessage[] = [];
  waiting = 0;
  paused = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
    this.waiting += text.length;
  }
  buffered(): number {
    return this.waiting;
  }
  pauseReading(): void {
    this.paused = true;
  }
  resumeReading(): void {
    this.paused = false;
  }
}

let wire: SlowWire;
let connection: Connection;
let speak: (message: ServerMessage) => void;
let heard: { id: number; method: string }[];

beforeEach(() => {
  vi.useFakeTimers();
  wire = new SlowWire();
  heard = [];
  connection = new Connection(
    {
      attach(send) {
        speak = send;
        return {
          receive: (message) => void heard.push(message as { id: number; method: string }),
          close: () => undefined,
        };
      },
    },
    wire,
  );
});

afterEach(() => {
  connection.close();
  vi.useRealTimers();
});

const frame = (total: number, data = ''): ServerMessage => ({
  type: 'frame',
  frame: { packetsTotal: total, terminals: [{ terminal: 't', data }] },
});
const big = 'x'.repeat(1024 * 1024);

describe('a browser that reads slowly', () => {
  test('is sent no more frames once megabytes wait for it, however many come', () => {
    for (let i = 0; i < 1000; i++) speak(frame(i, big));
    expect(wire.sent.length).toBeLessThan(6);
  });

  test('still gets the replies to its requests', () => {
    for (let i = 0; i < 10; i++) speak(frame(i, big));
    speak({ type: 'reply', id: 5, ok: true, result: null });
    expect(wire.sent.at(-1)).toMatchObject({ type: 'reply', id: 5 });
  });

  test('gets the state as it stands when it has caught up, and frames from there on', () => {
    for (let i = 0; i < 10; i++) speak(frame(i, big));
    vi.advanceTimersByTime(500);
    expect(heard).toEqual([]);
    wire.waiting = 0;
    vi.advanceTimersByTime(500);
    expect(heard).toMatchObject([{ method: 'hello' }]);
    speak(frame(11));
    const before = wire.sent.length;
    speak({ type: 'reply', id: heard[0]!.id, ok: true, result: { version: 'whole' } });
    speak(frame(12));
    expect(wire.sent.slice(before)).toMatchObject([
      { type: 'frame', frame: { snapshot: { version: 'whole' } } },
      { type: 'frame', frame: { packetsTotal: 12 } },
    ]);
  });
});

describe('a window that sends without end', () => {
  const request = (id: number): string =>
    JSON.stringify({ type: 'request', id, method: 'hello', params: {} });

  test('is not read for a while, and loses nothing', () => {
    for (let id = 0; id < 1000; id++) connection.receive(request(id));
    expect(wire.paused).toBe(true);
    expect(heard).toHaveLength(1000);
    vi.advanceTimersByTime(5000);
    expect(wire.paused).toBe(false);
  });

  test('is read without a pause at a person’s pace', () => {
    for (let id = 0; id < 500; id++) {
      connection.receive(request(id));
      vi.advanceTimersByTime(10);
    }
    expect(wire.paused).toBe(false);
  });
});

test('nothing is sent after the end', () => {
  connection.close();
  speak(frame(1));
  expect(wire.sent).toEqual([]);
});
