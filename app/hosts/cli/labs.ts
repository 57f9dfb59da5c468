/**
 * `rootwalk labs check [--seed S] [path …]`: proves labs by playing them, without a window and as fast as it goes.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { checkLab } from '../../engine/session/play.ts';
import { contentFolder } from '../content-folder.ts';
import { machineClock } from '../wall-clock.ts';
import { homeFolder } from './home.ts';

const USAGE = 'usage: rootwalk labs check [--seed S] [path …]\n';
/** A lab must hold however its packets fall. */
const SEEDS = ['1', '2', '3'];

/** Exit status 0: all proven; 1: some lab does not hold; 2: the words make no sense. */
export async function labs(words: readonly string[]): Promise<number> {
  const [action, ...rest] = words;
  if (action !== 'check') {
    process.stderr.write(action === undefined ? USAGE : `rootwalk labs: there is no '${action}'.\n${USAGE}`);
    return 2;
  }
  const seeds: string[] = [];
  const paths: string[] = [];
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? '';
    if (word === '--seed') {
      const seed = rest[++i];
      if (seed === undefined) {
        process.stderr.write(`rootwalk labs check: --seed needs a value.\n${USAGE}`);
        return 2;
      }
      seeds.push(seed);
    } else if (word.startsWith('-')) {
      process.stderr.write(`rootwalk labs check: unknown option '${word}'.\n${USAGE}`);
      return 2;
    } else {
      paths.push(word);
    }
  }
  const places = paths.length > 0 ? paths.map(placeOf) : everyLab();
  if (places.length === 0) {
    process.stderr.write('rootwalk labs check: no labs found.\n');
    return 2;
  }
  let holds = true;
  for (const place of places) {
    if (!(await checkPlace(place, seeds.length > 0 ? seeds : SEEDS))) holds = false;
  }
  return holds ? 0 : 1;
}

/** A lab's folder, seen from the folder of all labs (its networks lie there too). */
interface Place {
  readonly root: string;
  readonly folder: string;
}

function placeOf(path: string): Place {
  const full = resolve(basename(path) === 'lab.yaml' ? dirname(path) : path);
  return { root: dirname(full), folder: basename(full) };
}

function everyLab(): Place[] {
  const root = join(homeFolder() ?? '.', 'labs');
  return contentFolder(root)
    .list('')
    .filter((folder) => existsSync(join(root, folder, 'lab.yaml')))
    .sort()
    .map((folder) => ({ root, folder }));
}

async function checkPlace({ root, folder }: Place, seeds: readonly string[]): Promise<boolean> {
  if (!existsSync(join(root, folder, 'lab.yaml'))) {
    process.stdout.write(`${join(root, folder)}: no lab.yaml there\n`);
    return false;
  }
  let holds = true;
  for (const report of await checkLab(contentFolder(root), folder, seeds, machineClock)) {
    const seed = report.seed === '' ? '' : ` (seed ${report.seed})`;
    if (report.problems.length === 0) {
      const { stepsProven, wrongWaysRefused } = report;
      process.stdout.write(
        `${report.lab}${seed}: proven, ${stepsProven} steps, ${wrongWaysRefused} wrong ways refused\n`,
      );
    } else {
      holds = false;
      for (const problem of report.problems) process.stdout.write(`${report.lab}${seed}: ${problem}\n`);
    }
  }
  return holds;
}
