/** The worksheet of a walk: what a client asks fills it, line by line, and nothing else does. */
import { afterEach, expect, test } from 'vitest';
import type { WorksheetState } from '../../contract.ts';
import { openWorld, ran } from '../../testing/free-world.ts';
import type { World } from './world.ts';

const NAME = 'www.tiscali.co.uk';
const worlds: World[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.close();
});

async function asked(...lines: readonly string[]): Promise<{ world: World; sheet: WorksheetState }> {
  const world = await openWorld('worksheet');
  worlds.push(world);
  for (const line of lines) await ran(world, 'student', line);
  const sheet = world.worksheets.read(NAME, 'laptop');
  if (sheet === null) throw new Error('no worksheet');
  return { world, sheet };
}

const filled = ({ levels }: WorksheetState): string[] =>
  levels.map(
    ({ zone, servers }) => `${zone} ${servers.filter((line) => line.complete).length}/${servers.length}`,
  );

const ROOTS = `for r in a b c d e f g h i j k l m; do dig +norec @$r.root-servers.net ${NAME}; done`;
const UK = `for n in 1 2 3 4; do dig +norec @ns$n.nic.uk ${NAME}; done`;

test('one server of each level makes the levels and does not fill them', async () => {
  const { sheet } = await asked(
    `dig +norec @a.root-servers.net ${NAME}`,
    `dig +norec @ns1.nic.uk ${NAME}`,
    `dig +norec @ns0.tiscali.co.uk ${NAME}`,
  );
  expect(filled(sheet)).toEqual(['. 1/13', 'uk. 1/4', 'tiscali.co.uk. 1/3']);
  expect(sheet.complete).toBe(false);
});

test('all servers of all levels fill it; a server without glue has its line once its name was looked up', async () => {
  const own = (server: string): string => `dig +norec @${server} ${NAME}`;
  const { world, sheet } = await asked(ROOTS, UK, own('ns0.tiscali.co.uk'), own('ns1.tiscali.co.uk'));
  expect(filled(sheet)).toEqual(['. 13/13', 'uk. 4/4', 'tiscali.co.uk. 2/3']);
  expect(sheet.levels[2]?.servers.find(({ complete }) => !complete)).toMatchObject({
    name: 'ns2.as9105.net.',
    addressFrom: 'unknown',
    reply: 'not-asked',
  });
  await ran(world, 'student', own('ns2.as9105.net'));
  expect(world.worksheets.read(NAME, 'laptop')?.complete).toBe(true);
});

test('a server with an address of each kind stands in one network, not in two', async () => {
  const { sheet } = await asked(
    `dig +norec @a.root-servers.net ${NAME}`,
    `dig +norec @ns1.nic.uk ${NAME}`,
    'dig ns2.as9105.net',
  );
  expect(sheet.levels.map(({ zone, twoNetworks }) => [zone, twoNetworks])).toEqual([
    ['.', false],
    ['uk.', false],
    ['tiscali.co.uk.', true],
  ]);
});
