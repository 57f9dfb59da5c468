import { describe, expect, it } from 'vitest';
import { DoorError } from '../api/door.ts';
import { FakeTransport } from '../testing/fake-transport.ts';
import { sampleSnapshot } from '../testing/sample.ts';
import { Workbench } from './workbench.svelte.ts';

async function opened() {
  const transport = new FakeTransport(sampleSnapshot);
  const bench = new Workbench(transport, null);
  bench.open();
  await Promise.resolve();
  await Promise.resolve();
  return { transport, bench };
}

describe('the workbench', () => {
  it('says hello and takes the session as it stands', async () => {
    const { bench, transport } = await opened();
    expect(transport.sent[0]?.method).toBe('hello');
    expect(bench.ready).toBe(true);
    expect(bench.line).toBe('open');
    expect(bench.cache.size).toBe(sampleSnapshot.cache.length);
    expect(bench.terminals.active).toBe('student');
    bench.clock.stop();
  });

  it('gives each part of a frame to its own', async () => {
    const { bench, transport } = await opened();
    const screen = {
      text: '',
      write: (data: string) => (screen.text += data),
      clear: () => (screen.text = ''),
    };
    bench.terminals.attach('cache', screen);
    transport.say({
      type: 'frame',
      frame: {
        terminals: [{ terminal: 'cache', data: 'hello' }],
        cache: [{ change: 'gone', id: 1, why: 'flushed' }],
        fates: [{ packet: 20, fate: 'delivered', at: 0 }],
        status: {
          ...sampleSnapshot.status,
          inFlight: 0,
          notices: [{ id: 'zone', title: 'A zone was not loaded.', detail: 'db.uk:3:1' }],
        },
      },
    });
    expect(screen.text).toBe('root@cache:~# hello');
    expect(bench.terminals.unseen.has('cache')).toBe(true);
    expect(bench.cache.get(1)?.gone).toBe('flushed');
    expect(bench.packets.get(20)?.fate).toBe('delivered');
    expect(bench.status.inFlight).toBe(0);
    expect(bench.status.notices).toHaveLength(1);
    bench.clock.stop();
    bench.cache.stop();
  });

  it('goes to the real Internet with the person’s word, and knows from the session where it stands', async () => {
    const { bench, transport } = await opened();
    expect(bench.real).toBe(false);
    await bench.goReal();
    expect(transport.sent.at(-1)).toMatchObject({ method: 'internet.real', params: { confirmed: true } });
    // The reply alone is not it: the session says so to every window.
    expect(bench.real).toBe(false);
    const internet = { kind: 'real', unavailable: null } as const;
    transport.say({ type: 'frame', frame: { status: { ...sampleSnapshot.status, internet } } });
    expect(bench.real).toBe(true);
    await bench.goBack();
    expect(transport.sent.at(-1)?.method).toBe('internet.lab');
    bench.clock.stop();
  });

  it('forgets the old session when a frame brings another, and clears the terminals’ screens', async () => {
    const { bench, transport } = await opened();
    const screen = {
      text: '',
      write: (data: string) => (screen.text += data),
      clear: () => (screen.text = ''),
    };
    bench.terminals.attach('student', screen);
    const next = {
      ...sampleSnapshot,
      cache: [],
      lab: null,
      terminals: [{ id: 'student', title: 'student@laptop', scrollback: 'new' }],
    };
    transport.say({ type: 'frame', frame: { snapshot: next } });
    expect(bench.cache.lines).toEqual([]);
    expect(bench.lab).toBeNull();
    expect(screen.text).toBe('new');
    bench.clock.stop();
  });

  it('refuses to ask while the line is broken, tells those who wait, and greets anew', async () => {
    const { bench, transport } = await opened();
    transport.lineIs('lost');
    expect(bench.line).toBe('lost');
    await expect(bench.ask('clock.pause', {})).rejects.toBeInstanceOf(DoorError);
    transport.lineIs('open');
    const waiting = bench.ask('packets.capture', {});
    transport.lineIs('lost');
    await expect(waiting).rejects.toThrow(/lost/);
    transport.lineIs('open');
    await Promise.resolve();
    await Promise.resolve();
    expect(bench.line).toBe('open');
    expect(transport.sent.filter(({ method }) => method === 'hello').length).toBeGreaterThan(1);
    bench.clock.stop();
  });

  it('keeps the selection when the same session is sent whole again', async () => {
    const { bench, transport } = await opened();
    const row = sampleSnapshot.cache[3]!;
    bench.selection.entry(row);
    transport.say({ type: 'frame', frame: { snapshot: sampleSnapshot } });
    expect(bench.selection.current).toMatchObject({ kind: 'entry', id: row.id });
    transport.say({ type: 'frame', frame: { snapshot: { ...sampleSnapshot, cache: [], packets: [] } } });
    expect(bench.selection.current).toBeNull();
    bench.clock.stop();
  });
});
