/** Labs that a person added to the course: texts in a folder of their own data, one folder a lab. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LabAdded, LabOffered } from '../../contract.ts';
import { contentOf, type ContentSource } from '../../engine/course/content.ts';
import type { LabAdder } from '../../engine/session/offered-lab.ts';
import { readPlayed } from '../../engine/session/play.ts';
import { inWords } from '../storage/kept-file.ts';
import { labShelf } from './lab-shelf.ts';
import { readLabZip } from './lab-zip.ts';

/** Where they lie, within the folder of the person's data. */
export function addedLabsFolder(data: string): string {
  return join(data, 'labs');
}

/** What a zip file holds: a lab that can be read and is none of the course's own, or a sentence. Nothing is written. */
export function lookAtLabZip(
  course: ContentSource,
  folder: string,
  octets: Uint8Array,
  name: string,
): Exclude<LabOffered, { kind: 'part' }> {
  const zipped = readLabZip(octets, name);
  if (zipped.kind === 'refused') return zipped;
  const { id, files } = zipped;
  if (course.read(`${id}/lab.yaml`) !== null)
    return { kind: 'refused', why: `The course has a lab ${id} of its own. Give the lab’s folder another name.` };
  const played = readPlayed(labShelf(course, [contentOf(files)]), id);
  if ('problems' in played) return { kind: 'refused', why: `The lab has a mistake.\n${played.problems.join('\n')}` };
  const { number, title, minutes, level, summary, steps } = played.lab;
  const again = existsSync(join(folder, id));
  return { kind: 'offered', id, number, title, minutes, level, summary, steps: steps.length, again };
}

/** For a session: labs are looked at once more before they are added. */
export function labAdder(course: ContentSource, folder: string): LabAdder {
  return {
    look: (octets, name) => lookAtLabZip(course, folder, octets, name),
    add(octets, name) {
      const looked = lookAtLabZip(course, folder, octets, name);
      return looked.kind === 'refused' ? looked : addLabZip(folder, octets, name);
    },
  };
}

/** Puts the lab of a zip file into the folder, in the place of one with its name. It is whole there, or not there. */
export function addLabZip(folder: string, octets: Uint8Array, name: string): LabAdded {
  const lab = readLabZip(octets, name);
  if (lab.kind === 'refused') return lab;
  let beside: string | null = null;
  try {
    mkdirSync(folder, { recursive: true });
    beside = mkdtempSync(join(folder, '.adding-'));
    for (const [path, text] of lab.files) {
      const file = join(beside, ...path.split('/'));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    putInPlace(join(beside, lab.id), join(folder, lab.id), join(beside, 'before'));
    return { kind: 'added', lab: lab.id };
  } catch (error) {
    return { kind: 'refused', why: `It could not be written to ${folder}: ${inWords(error)}.` };
  } finally {
    if (beside !== null) rmSync(beside, { recursive: true, force: true });
  }
}

/** What was there goes aside first, and comes back where the new one cannot be put. */
function putInPlace(made: string, place: string, aside: string): void {
  const before = existsSync(place);
  if (before) renameSync(place, aside);
  try {
    renameSync(made, place);
  } catch (error) {
    if (before) renameSync(aside, place);
    throw error;
  }
}

/** Takes away a lab that was added. A sentence where it cannot be done; null when it is gone. */
export function removeAddedLab(folder: string, id: string): string | null {
  const isName = /^\d\d-[a-z0-9-]+$/.test(id);
  if (!isName || !existsSync(join(folder, id))) return `No lab called ${JSON.stringify(id)} was added.`;
  try {
    rmSync(join(folder, id), { recursive: true });
    return null;
  } catch (error) {
    return `${join(folder, id)} could not be removed: ${inWords(error)}.`;
  }
}
