/** The way into the real Internet and back: chosen, refused, given up. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PrivateInternet, WORD } from '../../testing/private-internet.ts';
import { runLine } from '../../testing/terminal-line.ts';
import { realInternet } from './real-internet.ts';

let internet: PrivateInternet;
beforeAll(async () => {
  internet = await PrivateInternet.open('the way there');
});
afterEach(() => internet.tidy());
afterAll(() => internet.close());

describe('on the way there', () => {
  test('a session begins in the lab, and nothing is opened before the person says so', async () => {
    let opened = 0;
    const real = internet.real();
    const { session, window } = await internet.start({
      ...real,
      open: (clock) => (opened++, real.open(clock)),
    });
    expect(session.snapshot().status.internet).toEqual({ kind: 'lab', unavailable: null });
    await runLine(session, 'dig @198.41.0.4 . NS +tries=1 +time=1');
    // Whatever a page sends in its place is not the person's word.
    for (const params of [{}, { confirmed: false }, { confirmed: 1 }, { confirmed: true, more: 1 }])
      expect(await window.refusal('internet.real', params as never)).toMatch(/^internet\.real: /);
    expect(opened).toBe(0);
    await window.ask('internet.real', WORD);
    expect(opened).toBe(1);
    expect(session.snapshot().status.internet.kind).toBe('real');
  });

  test('a host without sockets says so', async () => {
    const { session, window } = await internet.start(null);
    expect(session.snapshot().status.internet.unavailable).toMatch(/inside a browser/);
    expect(await window.refusal('internet.real', WORD)).toMatch(/inside a browser/);
  });

  test('without a network it is refused, and nothing else changes', async () => {
    const real = realInternet({ addresses: () => [] });
    const { session, window } = await internet.start(real);
    const before = session.world;
    const words = await window.refusal('internet.real', WORD);
    expect(words).toMatch(/^The real Internet cannot be reached from here\.\nNo network is connected/);
    expect(words).toMatch(/You stay in the lab Internet\.$/);
    expect(session.world).toBe(before);
    expect(before.closed).toBe(false);
  });

  test('where no root server answers, the words say which were asked and what came of it', async () => {
    const silent = await internet.silentServer();
    const hints = [
      '. 3600000 NS mute.test.\nmute.test. 3600000 A 127.0.0.1\n',
      '. 3600000 NS absent.test.\nabsent.test. 3600000 A 127.0.0.7\n',
      '. 3600000 NS noway.test.\nnoway.test. 3600000 A 255.255.255.255\n',
    ].join('');
    const { window, session } = await internet.start(internet.real(silent.address().port, hints));
    const began = performance.now();
    const words = await window.refusal('internet.real', WORD);
    expect(performance.now() - began).toBeLessThan(6_000);
    expect(words).toContain('No root server answered.');
    expect(words).toContain('mute.test (127.0.0.1): no answer');
    expect(words).toContain('absent.test (127.0.0.7): nobody listens there');
    expect(words).toContain('noway.test (255.255.255.255): no route there');
    expect(session.snapshot().status.internet.kind).toBe('lab');
  });

  test('the trial can be given up', async () => {
    const silent = await internet.silentServer();
    const hints = '. 3600000 NS mute.test.\nmute.test. 3600000 A 127.0.0.1\n';
    const { window, session } = await internet.start(internet.real(silent.address().port, hints));
    const refused = window.refusal('internet.real', WORD);
    const second = await window.refusal('internet.real', WORD);
    expect(second).toBe('The real Internet is being tried already.');
    const back = await window.ask('internet.lab', {});
    expect(await refused).toMatch(/^Stopped\./);
    expect(back.status.internet.kind).toBe('lab');
    expect(session.clock.mode.kind).toBe('running');
  });

  test('what answers in the place of the root servers is told of', async () => {
    const honest = await internet.inside();
    expect(honest.session.snapshot().status.notices).toEqual([]);
    // A caching server, as many networks put before everything.
    const hints = '. 3600000 NS proxy.test.\nproxy.test. 3600000 A 127.53.0.53\n';
    const { session } = await internet.inside(internet.real(internet.world.port, hints));
    expect(session.snapshot().status.notices.map(({ title }) => title)).toEqual([
      'Something between you and the root servers answers in their place.',
    ]);
  });
});

describe('on the way back', () => {
  test('the lab that was open is there again, with a question under way ended and every socket closed', async () => {
    const silent = await internet.silentServer();
    const { session, window } = await internet.start(internet.real(), '02-what-a-cache-does');
    const lab = session.snapshot().lab?.id;
    expect(lab).toBeDefined();
    await window.ask('internet.real', WORD);
    expect(session.snapshot().lab).toBeNull();
    const sockets = (): number =>
      process.getActiveResourcesInfo().filter((what) => /^(UDP|TCPSocket)/.test(what)).length;
    const before = sockets();
    session.world.terminals.get('student')?.run(`dig @127.0.0.1 -p ${silent.address().port} waits.test`);
    await expect.poll(() => session.snapshot().status.inFlight).toBe(1);
    const real = session.world;
    const back = await window.ask('internet.lab', {});
    expect(back.status.internet.kind).toBe('lab');
    expect(back.lab?.id).toBe(lab);
    expect(real.closed).toBe(true);
    await expect.poll(sockets).toBeLessThanOrEqual(before);
  });
});
