import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentOf } from '../engine/course/content.ts';
import { checkLab } from '../engine/session/play.ts';
import { contentFolder } from '../hosts/content-folder.ts';
import { labShelf } from '../hosts/labs/lab-shelf.ts';
import { machineClock } from '../hosts/wall-clock.ts';

const LABS = join(import.meta.dirname, '..', '..', 'labs');

test('the lab that the guide for authors builds holds', async () => {
  const guide = readFileSync(join(LABS, 'AUTHORS.md'), 'utf8');
  const files = [...guide.matchAll(/^~~~\w+ (\S+)\n([\s\S]*?)^~~~$/gm)];
  expect(files.map(([, path]) => path)).toEqual([
    '24-where-mail-goes/lab.yaml',
    '24-where-mail-goes/steps/01-who-takes-it.md',
    '24-where-mail-goes/steps/02-and-where-is-it.md',
  ]);
  const own = contentOf(new Map(files.map(([, path = '', text = '']) => [path, text])));
  const content = labShelf(contentFolder(LABS), [own]);
  expect(await checkLab(content, '24-where-mail-goes', ['1'], machineClock)).toEqual([
    { lab: '24-where-mail-goes', seed: '1', stepsProven: 2, wrongWaysRefused: 4, problems: [] },
  ]);
});
