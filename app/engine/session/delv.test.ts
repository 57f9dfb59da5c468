/** delv in the lab's terminal, on the lab Internet. */
import { afterEach, expect, test } from 'vitest';
import { openWorld, ran } from '../../testing/free-world.ts';
import type { World } from './world.ts';

const open: World[] = [];
afterEach(() => {
  for (const world of open.splice(0)) world.close();
});

async function freeWorld(): Promise<World> {
  const world = await openWorld('delv');
  open.push(world);
  return world;
}

function run(world: World, line: string): Promise<readonly [string, number]> {
  return ran(world, 'student', line);
}

test('the student’s caching server answers, and each name of a chain is a question of its own', async () => {
  const world = await freeWorld();
  const [text, status] = await run(world, 'delv -i +rtrace webmail.tiscali.co.uk');
  const fetches = text.match(/^;; fetch: \S+$/gm) ?? [];
  expect(fetches.length).toBeGreaterThan(1);
  expect(fetches[0]).toBe(';; fetch: webmail.tiscali.co.uk/A');
  expect(text).toMatch(/^; answer not validated\nwebmail\.tiscali\.co\.uk\.\t\d+\tIN\tCNAME\t/m);
  expect(text).toMatch(/\tIN\tA\t127\.53\.[\d.]+\n$/);
  expect(status).toBe(0);
});

test('the zone’s own server is authoritative; what does not exist is a negative answer with its proof', async () => {
  const world = await freeWorld();
  expect(await run(world, 'delv -i @ns0.tiscali.co.uk +short www.tiscali.co.uk')).toEqual([
    '127.53.9.1\n',
    0,
  ]);
  expect((await run(world, 'delv -i @ns0.tiscali.co.uk www.tiscali.co.uk'))[0]).toMatch(/^; authoritative\n/);
  expect((await run(world, 'delv -i nothing.tiscali.co.uk'))[0]).toMatch(
    /^;; resolution failed: ncache nxdomain\n; negative response, answer not validated\n; nothing\.[^]*\n; tiscali\.co\.uk\. SOA /,
  );
});

test('without -i it says in the lab too that it does not validate', async () => {
  const world = await freeWorld();
  const [text] = await run(world, 'delv www.tiscali.co.uk');
  expect(text).toMatch(/^;; not validated: this delv has no validator yet/);
  expect(text).not.toContain('fully validated');
});

test('a server that is not there is waited for ten seconds of the lab’s clock; man explains', async () => {
  const world = await freeWorld();
  const before = world.clock.now();
  const [text] = await run(world, 'delv -i @127.53.99.99 www.tiscali.co.uk');
  expect(text).toMatch(/;; resolution failed: (timed out|failure)\n$/);
  expect(world.clock.now() - before).toBeLessThan(11_000);
  expect((await run(world, 'man delv | cat'))[0]).toContain('This delv cannot do that yet.');
});
