/** What files on a lab machine's disk say: read as named-checkconf and named-checkzone read them, never changed. */
import { checkNamedConf } from '../config/checked-configuration.ts';
import { printConfiguration } from '../config/language/print.ts';
import type { MapValue, Value } from '../config/language/value.ts';
import { loadZone } from '../zone/load-zone.ts';
import { isDiskProblem, type Disk } from '../shell/files.ts';
import { absolutePath, parentOf } from '../shell/paths.ts';
import { fitsRecord, nameIn } from './match.ts';
import type { FileFilter } from './schema/filters.ts';
import { hasLine } from './text-patterns.ts';

/** Null: it says all that is asked; else what it does not, in a few words. */
export function whyFileDiffers(filter: FileFilter, disk: Disk): string | null {
  const text = fileText(disk, filter.path);
  if (!filter.exists) return text === null ? null : 'it is there';
  if (text === null) return 'there is no such file';
  if (filter.contains !== undefined && !text.includes(filter.contains)) return 'it does not say so yet';
  if (filter.lacks !== undefined && text.includes(filter.lacks)) return 'it still says so';
  if (filter.matches !== undefined && !hasLine(text, filter.matches)) return 'it does not say so yet';
  return whyOptionDiffers(filter, disk) ?? whyUnclean(filter, disk, text) ?? whyNoRecord(filter, disk, text);
}

export function fileText(disk: Disk, path: string): string | null {
  const octets = disk.read(path);
  return isDiskProblem(octets) ? null : new TextDecoder().decode(octets);
}

/** What a clause of a named.conf says: `options recursion` → `no`; empty where it says nothing more. Null: it does not stand there. */
export function clauseText(disk: Disk, path: string, option: string): string | null {
  const text = fileText(disk, path);
  const top = text === null ? null : configuration(disk, path, text).top;
  return top && clauseIn(top, plainWords(option));
}

function whyOptionDiffers(filter: FileFilter, disk: Disk): string | null {
  const { option, is, 'is-not': isNot, path } = filter;
  if (option === undefined) return null;
  const said = clauseText(disk, path, option);
  if (isNot !== undefined) return said === plainWords(isNot) ? `${option} still says ${said}` : null;
  if (said === null) return `${option} does not stand there`;
  return is === undefined || said === plainWords(is) ? null : `${option} says ${said}`;
}

function whyUnclean({ clean, origin, path }: FileFilter, disk: Disk, text: string): string | null {
  if (clean === undefined) return null;
  const errors =
    origin === undefined ? configuration(disk, path, text).errors : zoneIn(origin, disk, path, text).errors;
  if (clean) return errors === 0 ? null : errors === 1 ? 'one error is in it' : `${errors} errors are in it`;
  return errors > 0 ? null : 'no error is in it';
}

function whyNoRecord({ record, origin = '.', path }: FileFilter, disk: Disk, text: string): string | null {
  if (record === undefined) return null;
  const { zone } = zoneIn(origin, disk, path, text);
  if (zone === null) return 'the zone cannot be loaded from it';
  for (const node of zone.nodes)
    for (const rrset of node.rrsets) if (rrset.records.some((one) => fitsRecord(record, one))) return null;
  return 'the record is not there';
}

function zoneIn(
  origin: string,
  disk: Disk,
  path: string,
  text: string,
): Pick<ReturnType<typeof loadZone>, 'zone' | 'errors'> {
  const name = nameIn(origin);
  if (name === null) return { zone: null, errors: 1 };
  const readInclude = (file: string): string | null => fileText(disk, absolutePath(parentOf(path), file));
  return loadZone(text, { origin: name, fileName: path, readInclude });
}

function configuration(disk: Disk, path: string, text: string): ReturnType<typeof checkNamedConf> {
  return checkNamedConf(text, {
    fileName: path,
    readInclude: (file, directory) => {
      const included = fileText(disk, absolutePath(directory ?? '/', file));
      return included === null ? { problem: 'file not found' } : { text: included };
    },
    listFolder: (folder, directory) => {
      const names = disk.list(absolutePath(directory ?? '/', folder));
      return isDiskProblem(names) ? null : names;
    },
  });
}

/** `words` are those of the clause and of the blocks that it stands in, the outermost first. */
function clauseIn(map: MapValue, words: string): string | null {
  for (const [word, values] of map.clauses) {
    if (words !== word && !words.startsWith(`${word} `)) continue;
    for (const value of values) {
      const said = `${word} ${printed(map, word, value)}`.trim();
      if (said === words) return '';
      if (said.startsWith(`${words} `)) return said.slice(words.length + 1);
      const block = blockOf(value);
      if (block === null) continue;
      const head = `${word} ${headText(map, value)}`.trim();
      if (!words.startsWith(`${head} `)) continue;
      const inner = clauseIn(block, words.slice(head.length + 1));
      if (inner !== null) return inner;
    }
  }
  return null;
}

function printed(map: MapValue, word: string, value: Value): string {
  const alone: MapValue = { ...map, clauses: new Map([[word, [value]]]), order: [word] };
  return plainWords(printConfiguration(alone)).slice(word.length).trim();
}

/** The braces of a clause: it is a block itself, or one ends it, as with `zone NAME CLASS { … }`. */
function blockOf(value: Value): MapValue | null {
  if (value.kind === 'map') return value;
  if (value.kind !== 'tuple') return null;
  return Object.values(value.fields).find((field) => field.kind === 'map') ?? null;
}

/** What stands between a clause's word and its braces. */
function headText(map: MapValue, value: Value): string {
  if (value.kind === 'map') return value.id === null ? '' : printed(map, 'id', value.id);
  if (value.kind !== 'tuple') return '';
  const fields = Object.entries(value.fields).filter(([, field]) => field.kind !== 'map');
  return printed(map, 'head', { ...value, fields: Object.fromEntries(fields) });
}

/** Quotes, line ends and the closing semicolon taken off, one space between words. */
function plainWords(text: string): string {
  return text.replace(/"/g, '').replace(/\s+/g, ' ').trim().replace(/;$/, '').trim();
}
