import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { LabState, Method, Params, ServerMessage, Snapshot } from '../contract.ts';
import type { ContentSource } from './course/content.ts';
import type { WallClock } from './network/clock.ts';
import { pcapOf } from './network/capture.ts';
import { messageIn } from './course/evidence.ts';
import { readNetwork } from './course/network-file.ts';
import type { SavedProgress } from './session/progress.ts';
import { World } from './session/world.ts';
import { Session } from './session.ts';

const LABS = fileURLToPath(new URL('../../labs/', import.meta.url));

const content: ContentSource = {
  read(path) {
    try {
      return readFileSync(LABS + path, 'utf8');
    } catch {
      return null;
    }
  },
  list: (folder) => readdirSync(LABS + folder),
};

const wall: WallClock = {
  now: () => performance.now(),
  setTimer: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimer: (handle) => clearTimeout(handle as NodeJS.Timeout),
  settle: () => new Promise((resolve) => void setImmediate(resolve)),
};

const open: { close(): void }[] = [];
afterEach(() => {
  for (const thing of open.splice(0)) thing.close();
});

async function freeWorld(seed = 'test'): Promise<World> {
  const plan = readNetwork(content, 'networks/internet.yaml');
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  const world = await World.open({ wall, plan: plan.value, lab: null, seed, progress: null });
  open.push(world);
  return world;
}

/** Names and types of the questions that the caching server sent on, with whom it asked. */
function upstream(world: World, after = 0): string[] {
  return world.journal.since(after).flatMap((entry) => {
    if (entry.kind !== 'packet-sent' || entry.packet.sourceHost !== 'cache') return [];
    const seen = messageIn(entry.packet);
    return seen && !seen.message.qr
      ? [`${entry.packet.destinationHost} ${seen.message.questions[0]?.name.toString()}`]
      : [];
  });
}

/** One window on a session, with replies as promises. */
async function window(savedProgress: unknown = null, firstLab?: string, source: ContentSource = content) {
  const saved: SavedProgress[] = [];
  const session = await Session.start({
    wall,
    content: source,
    version: 'test',
    savedProgress,
    saveProgress: (progress) => void saved.push(progress),
    ...(firstLab !== undefined && { firstLab }),
  });
  open.push(session);
  const heard: ServerMessage[] = [];
  const waiting = new Map<number, (message: ServerMessage) => void>();
  const door = session.attach((message) => {
    heard.push(message);
    if (message.type === 'reply') waiting.get(message.id)?.(message);
  });
  let id = 0;
  const raw = (message: unknown): void => door.receive(message);
  const ask = async <M extends Method>(method: M, params: Params<M>): Promise<ServerMessage> => {
    const number = ++id;
    const reply = new Promise<ServerMessage>((resolve) => void waiting.set(number, resolve));
    raw({ type: 'request', id: number, method, params });
    return reply;
  };
  return { session, saved, heard, ask, raw };
}

test('with an empty cache www.tiscali.co.uk costs one question at each stop, and smtp after it exactly one', async () => {
  const world = await freeWorld();
  await world.play({ run: 'dig www.tiscali.co.uk', terminal: 'student' });
  const first = upstream(world);
  expect(
    first.map((line) =>
      line
        .replace(/^[a-m]\.root-servers\.net/, 'root')
        .replace(/^ns\d\.nic\.uk/, 'uk')
        .replace(/^ns\d\.(tiscali\.co\.uk|as9105\.net)/, 'tiscali'),
    ),
  ).toEqual(['root www.tiscali.co.uk.', 'uk www.tiscali.co.uk.', 'tiscali www.tiscali.co.uk.']);
  const before = world.journal.last;
  await world.play({ run: 'dig smtp.tiscali.co.uk', terminal: 'student' });
  expect(upstream(world, before)).toHaveLength(1);
});

test('the same seed and the same commands give byte-identical captures, another seed does not', async () => {
  const commands = [
    'dig www.tiscali.co.uk',
    'dig +tcp www.google.com',
    'dig +trace www.bbc.co.uk',
    'dig -x 127.53.9.1',
    'dig nothing.example',
  ];
  const capture = async (seed: string): Promise<Uint8Array> => {
    const world = await freeWorld(seed);
    for (const run of commands) await world.play({ run, terminal: 'student' });
    return pcapOf(world.journal.since());
  };
  const [a, b, c] = [await capture('one'), await capture('one'), await capture('two')];
  expect(a.length).toBeGreaterThan(2_000);
  expect(Buffer.compare(a, b)).toBe(0);
  expect(Buffer.compare(a, c)).not.toBe(0);
});

test('a two-day jump leaves no expired entry in the cache view', async () => {
  const { ask, session } = await window();
  await session.world.play({ run: 'dig www.tiscali.co.uk', terminal: 'student' });
  expect(session.snapshot().cache.length).toBeGreaterThan(5);
  await ask('clock.jump', { milliseconds: 2 * 86_400_000 });
  const { cache, clock } = session.snapshot();
  expect(cache.filter((row) => row.expiresAt <= clock.now)).toEqual([]);
});

test('a paused clock freezes packets in flight, and a step moves one event', async () => {
  const { ask, session } = await window();
  await ask('clock.pause', {});
  await ask('terminal.run', { terminal: 'student', line: 'dig www.tiscali.co.uk' });
  await expect.poll(() => session.snapshot().status.inFlight).toBe(1);
  const before = session.clock.now();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(session.clock.now()).toBe(before);
  expect(session.snapshot().packets.map((row) => row.fate)).toEqual(['in-flight']);
  await ask('clock.step', {});
  const after = session.snapshot().packets;
  expect(after[0]?.fate).toBe('delivered');
  expect(after).toHaveLength(2);
});

test('a window that comes later finds the session as it stands', async () => {
  const { ask, session } = await window();
  await ask('terminal.run', { terminal: 'student', line: 'dig +short www.tiscali.co.uk' });
  await expect.poll(() => session.snapshot().terminals[0]?.scrollback).toContain('127.53.9.1');
  const reply = await ask('hello', {});
  const snapshot = (reply.type === 'reply' && reply.ok ? reply.result : null) as Snapshot;
  expect(snapshot.terminals[0]?.scrollback).toContain('dig +short www.tiscali.co.uk');
  expect(snapshot.packets.length).toBe(8);
  expect(snapshot.cache.length).toBeGreaterThan(5);
});

test('a reset empties cache, packets and terminal at once and tells every window', async () => {
  const { ask, session, heard } = await window();
  await session.world.play({ run: 'dig www.tiscali.co.uk', terminal: 'student' });
  await ask('session.reset', {});
  const snapshot = session.snapshot();
  expect([snapshot.cache.length, snapshot.packets.length]).toEqual([0, 0]);
  expect(
    heard.some((message) => message.type === 'frame' && message.frame.snapshot?.packets.length === 0),
  ).toBe(true);
});

test('what happened before anybody looked comes with the snapshot, and not once more as news', async () => {
  const { ask, session, heard } = await window(null, '02-what-a-cache-does');
  await session.world.play({ run: 'dig www.tiscali.co.uk', terminal: 'student' });
  await ask('lab.next', {});
  await ask('lab.open', { lab: '' });
  const before = heard.length;
  // The steps that were done are played again before the window sees the lab.
  await ask('lab.open', { lab: '02-what-a-cache-does' });
  await session.world.play({ run: 'dig smtp.tiscali.co.uk', terminal: 'student' });
  const told: number[] = [];
  await expect
    .poll(() => {
      told.length = 0;
      for (const message of heard.slice(before)) {
        if (message.type !== 'frame') continue;
        if (message.frame.snapshot) told.length = 0;
        for (const { id } of message.frame.snapshot?.packets ?? message.frame.packets ?? []) told.push(id);
      }
      return told.length;
    })
    .toBeGreaterThanOrEqual(session.snapshot().packets.length);
  expect(told.length).toBe(new Set(told).size);
});

test('the gate between steps holds until the evidence is there; predictions are locked and scored', async () => {
  const { ask, session, saved } = await window(null, '02-what-a-cache-does');
  const state = (): LabState => session.snapshot().lab as LabState;
  expect(await ask('lab.next', {})).toMatchObject({ ok: false, error: { code: 'not-now' } });
  await ask('lab.predict', { step: '01-a-miss', prediction: 'upstream', value: '3' });
  expect(await ask('lab.predict', { step: '01-a-miss', prediction: 'upstream', value: '4' })).toMatchObject({
    ok: false,
  });
  await session.world.play({ run: 'dig www.tiscali.co.uk', terminal: 'student' });
  expect(state().steps[0]).toMatchObject({
    done: true,
    predictions: [{ value: '3', truth: '3', outcome: 'right' }],
  });
  expect(await ask('lab.next', {})).toMatchObject({ ok: true });
  expect(state().shown).toBe(1);
  expect(ownLabs(saved)['02-what-a-cache-does']).toMatchObject({ reached: 1 });
});

/** The labs of the student whose turn it is, as they were kept last. */
function ownLabs(saved: readonly SavedProgress[]): Readonly<Record<string, unknown>> {
  const last = saved.at(-1);
  return last?.students[last.current]?.labs ?? {};
}

test('a lab that was left in the middle goes on at the same step, with the world as it was', async () => {
  const first = await window(null, '02-what-a-cache-does');
  await first.session.world.play({ run: 'dig www.tiscali.co.uk', terminal: 'student' });
  await first.ask('lab.next', {});
  const again = await window(first.saved.at(-1));
  expect(again.session.snapshot().lab).toMatchObject({ id: '02-what-a-cache-does', shown: 1, reached: 1 });
  await again.session.world.play({ run: 'dig www.tiscali.co.uk', terminal: 'student' });
  expect(again.session.snapshot().lab?.steps[1]).toMatchObject({ done: true });
});

test('a zone file with an error is told with file, line, column and the line itself; the rest goes on', async () => {
  const broken: ContentSource = {
    ...content,
    read: (path) =>
      (content.read(path) ?? '') +
      (path === 'networks/zones/google.com.zone' ? '\nbad  IN  A  300.1.2.3\n' : ''),
  };
  const { session } = await window(null, undefined, broken);
  const [notice, ...more] = session.snapshot().status.notices;
  expect(more).toEqual([]);
  expect(notice?.title).toContain('google.com.');
  expect(notice?.detail).toMatch(
    /^networks\/zones\/google\.com\.zone:\d+:\d+: .*300\.1\.2\.3[^]*\n {2}bad {2}IN {2}A {2}300\.1\.2\.3\n +\^$/,
  );
  await session.world.play({ run: 'dig +short www.tiscali.co.uk', terminal: 'student' });
  expect(session.snapshot().terminals[0]?.scrollback).toContain('127.53.9.1');
});

test('a lab that was finished stays finished when it is begun anew', async () => {
  const saved = { version: 1, last: null, labs: {}, finished: ['02-what-a-cache-does'] };
  const { ask, session } = await window(saved);
  await ask('lab.open', { lab: '02-what-a-cache-does' });
  await session.world.play({ run: 'dig www.tiscali.co.uk', terminal: 'student' });
  expect(session.snapshot().labs.find(({ number }) => number === 2)?.state).toBe('done');
});

test('help with a step that lies ahead is refused and costs nothing', async () => {
  const { ask, session } = await window(null, '02-what-a-cache-does');
  expect(await ask('lab.hint', { step: '03-the-ttl-counts-down' })).toMatchObject({ ok: false });
  expect(await ask('lab.solve', { step: '03-the-ttl-counts-down' })).toMatchObject({ ok: false });
  expect(session.snapshot().lab).toMatchObject({ stars: 15, starsPossible: 15 });
});

test('whatever a window sends gets one reply and harms nothing', async () => {
  const { ask, raw, heard } = await window();
  for (const message of [
    null,
    7,
    'x',
    [],
    {},
    { type: 'request' },
    { type: 'request', id: 900, method: 'clock.jump', params: 'soon' },
  ])
    raw(message);
  expect(await ask('hello', {})).toMatchObject({ ok: true });
  expect(heard.filter((message) => message.type === 'reply' && !message.ok)).toHaveLength(7);
});

test('a step that was done, with the next not begun, is in the world that goes on', async () => {
  const first = await window(null, '03-walk-from-the-root');
  await first.session.world.play({ run: 'dig www.tiscali.co.uk.', terminal: 'student' });
  await first.ask('hello', {});
  await first.ask('clock.pause', {});
  const again = await window(first.saved.at(-1));
  await again.ask('lab.next', {});
  await again.session.world.play({ run: 'dig smtp.tiscali.co.uk.', terminal: 'student' });
  expect(again.session.snapshot().lab?.steps[1]).toMatchObject({ done: true });
});

test('a reset forgets what was done, also what was done a moment before it', async () => {
  const { session, saved, ask } = await window(null, '02-what-a-cache-does');
  await session.world.play({ run: 'dig www.tiscali.co.uk', terminal: 'student' });
  // The runner's news has not been sent yet: it must not be kept once the reset has begun.
  await ask('session.reset', {});
  await ask('hello', {});
  expect(ownLabs(saved)).toEqual({});
  const row = session.snapshot().labs.find(({ id }) => id === '02-what-a-cache-does');
  expect(row).toMatchObject({ state: 'new' });
});

test('a solution is typed once at a time, on an empty line', async () => {
  const { session, ask } = await window(null, '02-what-a-cache-does');
  await ask('terminal.input', { terminal: 'student', data: 'echo half' });
  const step = { step: '01-a-miss' };
  expect(await ask('lab.solve', step)).toMatchObject({ ok: true });
  expect(await ask('lab.solve', step)).toMatchObject({ ok: false, error: { code: 'not-now' } });
  await expect.poll(() => session.snapshot().lab?.steps[0]?.done, { timeout: 10_000 }).toBe(true);
});
