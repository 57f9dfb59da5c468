/** `rootwalk labs check [--seed S] [path …]`: proves labs by playing them, without a window and as fast as it goes. */
import { checkLab } from '../../../engine/session/play.ts';
import { machineClock } from '../../wall-clock.ts';
import { contentOf, everyLab, labPlace, type LabPlace } from './lab-place.ts';

/** A lab must hold however its packets fall. */
const SEEDS = ['1', '2', '3'];
const USAGE = 'usage: rootwalk labs check [--seed S] [path …]\n';

/** Exit status 0: all proven; 1: some lab does not hold; 2: the words make no sense. */
export async function checkLabs(words: readonly string[]): Promise<number> {
  const seeds: string[] = [];
  const paths: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--seed') {
      const seed = words[++i];
      if (seed === undefined) return wrong('--seed needs a value.');
      seeds.push(seed);
    } else if (word.startsWith('-')) return wrong(`unknown option '${word}'.`);
    else paths.push(word);
  }
  const places: LabPlace[] = [];
  for (const path of paths) {
    const place = labPlace(path);
    if (typeof place === 'string') {
      process.stdout.write(`${place}\n`);
      return 1;
    }
    places.push(place);
  }
  const all = paths.length > 0 ? places : everyLab();
  if (all.length === 0) return wrong('no labs found.');
  let holds = true;
  for (const place of all) if (!(await checkPlace(place, seeds.length > 0 ? seeds : SEEDS))) holds = false;
  return holds ? 0 : 1;
}

function wrong(what: string): number {
  process.stderr.write(`rootwalk labs check: ${what}\n${USAGE}`);
  return 2;
}

async function checkPlace(place: LabPlace, seeds: readonly string[]): Promise<boolean> {
  let holds = true;
  for (const report of await checkLab(contentOf(place), place.id, seeds, machineClock)) {
    const seed = report.seed === '' ? '' : ` (seed ${report.seed})`;
    if (report.problems.length > 0) holds = false;
    for (const problem of report.problems) process.stdout.write(`${report.lab}${seed}: ${problem}\n`);
    if (report.problems.length > 0) continue;
    const { stepsProven, wrongWaysRefused } = report;
    process.stdout.write(
      `${report.lab}${seed}: proven, ${stepsProven} steps, ${wrongWaysRefused} wrong ways refused\n`,
    );
  }
  return holds;
}
