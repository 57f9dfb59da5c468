/** Where labs lie that a command line names: a folder, its lab.yaml, or a zip file. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { contentOf as contentOfTexts, type ContentSource } from '../../../engine/course/content.ts';
import { contentFolder, strangeFolder } from '../../content-folder.ts';
import { labShelf, onlyLab } from '../../labs/lab-shelf.ts';
import { readLabZip } from '../../labs/lab-zip.ts';
import { homeFolder } from '../home.ts';

export interface LabPlace {
  /** The folder that the lab's files are in; null for a zip file. */
  readonly folder: string | null;
  /** The lab's name: its folder's. */
  readonly id: string;
  /** Has the lab. */
  readonly content: ContentSource;
}

/** A sentence where there is no lab. */
export function labPlace(path: string): LabPlace | string {
  if (/\.zip$/i.test(path)) return zippedPlace(path);
  const folder = resolve(basename(path) === 'lab.yaml' ? dirname(path) : path);
  if (!existsSync(join(folder, 'lab.yaml'))) return `${folder}: no lab.yaml there`;
  const id = basename(folder);
  if (!/^\d\d-[a-z0-9-]+$/.test(id))
    return `${folder}: a lab's folder is called by two digits and a name: 24-my-lab`;
  return { folder, id, content: onlyLab(strangeFolder(dirname(folder)), id) };
}

function zippedPlace(path: string): LabPlace | string {
  let octets: Uint8Array;
  try {
    octets = readFileSync(path);
  } catch {
    return `${path}: cannot be read`;
  }
  const lab = readLabZip(octets, basename(path));
  if (lab.kind === 'refused') return `${path}: ${lab.why}`;
  return { folder: null, id: lab.id, content: contentOfTexts(lab.files) };
}

/** The course's folder: labs, and networks. */
export function courseFolder(): string {
  return join(homeFolder() ?? '.', 'labs');
}

/** The lab beside the course, whose networks it may use. */
export function contentOf({ content }: LabPlace): ContentSource {
  return labShelf(contentFolder(courseFolder()), [content]);
}

export function everyLab(): LabPlace[] {
  const root = courseFolder();
  const course = contentFolder(root);
  return course
    .list('')
    .filter((id) => /^\d\d-/.test(id) && existsSync(join(root, id, 'lab.yaml')))
    .sort()
    .map((id) => ({ folder: join(root, id), id, content: onlyLab(course, id) }));
}
