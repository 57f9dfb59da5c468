/** Labs that a person added to the course: texts in a folder of their own data, one folder a lab. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inWords } from '../storage/kept-file.ts';
import { readLabZip } from './lab-zip.ts';

type LabAdded =
  | { readonly kind: 'added'; readonly id: string }
  | { readonly kind: 'refused'; readonly why: string };

/** Where they lie, within the folder of the person's data. */
export function addedLabsFolder(data: string): string {
  return join(data, 'labs');
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
    rmSync(join(folder, lab.id), { recursive: true, force: true });
    renameSync(join(beside, lab.id), join(folder, lab.id));
    return { kind: 'added', id: lab.id };
  } catch (error) {
    return { kind: 'refused', why: `It could not be written to ${folder}: ${inWords(error)}.` };
  } finally {
    if (beside !== null) rmSync(beside, { recursive: true, force: true });
  }
}
