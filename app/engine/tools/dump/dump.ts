/**
 * `rootwalk dump`: reads dumps of a name server's cache, and shows, filters, compares and exports them.
 *
 * One run: words → settings (`words.ts`) → the file is read through once (`open.ts`, `dump/read/`) → what was asked for
 * is printed, entry by entry, so that a large dump need not be in memory.
 */
import { csvLine, CSV_HEAD, jsonValue } from '../../dump/read/export.ts';
import { readEntry } from '../../dump/read/dump-entry.ts';
import { expiryBars } from '../../dump/read/expiry.ts';
import { branchesBelow } from '../../dump/read/name-tree.ts';
import { selectEntries } from '../../dump/read/query.ts';
import { sortEntries } from '../../dump/read/sort.ts';
import { totalsOf } from '../../dump/read/totals.ts';
import { writtenDump } from '../../dump/read/write-dump.ts';
import { isFileProblem, type Tool, type ToolContext } from '../tool.ts';
import { differenceText } from './difference-text.ts';
import { openDump, type OpenedDump } from './open.ts';
import { entryLine, problemLine, spanText, summaryText } from './print.ts';
import { dumpSettings, USAGE, type DumpSettings } from './words.ts';

/** Exit status 0: read; 1: the dump has problems, or the two differ; 2: it cannot be read, or the words make no sense. */
export const dump: Tool = async (context) => {
  const settings = context.args.includes('--help') ? '' : dumpSettings(context.args);
  if (settings === '') {
    context.out(USAGE);
    return 0;
  }
  if (typeof settings === 'string') {
    context.err(`rootwalk dump: ${settings}\n${USAGE}`);
    return 2;
  }
  const opened: OpenedDump[] = [];
  try {
    for (const path of settings.files) {
      const found = await openDump(context, path);
      if (found === null) return 130;
      if (isFileProblem(found)) {
        context.err(`rootwalk dump: ${path}: ${found.message}\n`);
        return 2;
      }
      opened.push(found);
    }
    return await shown(context, settings, opened);
  } finally {
    for (const one of opened) one.close();
  }
};

async function shown(context: ToolContext, settings: DumpSettings, opened: OpenedDump[]): Promise<number> {
  const [first, second] = opened;
  if (first === undefined) return 2;
  if (second !== undefined) {
    const { differs, text } = differenceText(first, second, settings.json);
    await printed(context, text);
    return differs() ? 1 : 0;
  }
  for (const { index } of opened) {
    if (settings.mode !== 'summary' && settings.mode !== 'problems') warn(context, index.problems.count);
  }
  await printed(context, textOf(first, settings));
  return first.index.problems.count > 0 ? 1 : 0;
}

function warn({ err }: ToolContext, problems: number): void {
  if (problems > 0)
    err(`rootwalk dump: ${problems} ${problems === 1 ? 'problem' : 'problems'}: --problems lists them\n`);
}

function textOf(dumped: OpenedDump, settings: DumpSettings): Iterable<string> {
  const { index, text } = dumped;
  switch (settings.mode) {
    case 'totals':
      return [
        `${JSON.stringify({ format: index.format, complete: index.complete, totals: totalsOf(index) })}\n`,
      ];
    case 'problems':
      return index.problems.list.map(problemLine);
    case 'text':
      return writtenDump(index, text);
    case 'tree':
      return branchesBelow(index, selectEntries(index, settings.filter), settings.below).map(
        ({ name, entries, names, own }) => `${entries}\t${names}\t${own}\t${name}\n`,
      );
    case 'expiry':
      return expiryBars(index, selectEntries(index, settings.filter)).map(
        ({ from, to, entries }) => `${spanText(from, to)}\t${entries}\n`,
      );
    case 'list':
    case 'json':
    case 'csv':
      return entriesText(dumped, settings);
    case 'diff':
    case 'summary':
      return summaryText(index);
  }
}

function* entriesText({ index, text }: OpenedDump, settings: DumpSettings): Generator<string, void> {
  const { mode, filter, order, reverse } = settings;
  const found = selectEntries(index, filter);
  const ordered = order === 'file' && !reverse ? found : sortEntries(index, found, order, reverse);
  if (mode === 'csv') yield CSV_HEAD;
  if (mode === 'json') yield '[';
  let separator = '\n';
  for (const place of ordered) {
    const entry = readEntry(index, text, place);
    if (mode === 'csv') yield csvLine(entry);
    else if (mode === 'list') yield entryLine(entry);
    else yield separator + JSON.stringify(jsonValue(entry));
    separator = ',\n';
  }
  if (mode === 'json') yield '\n]\n';
}

const BLOCK = 1 << 16;

/** In blocks, and others are let in between: Ctrl-C too. */
async function printed({ out, sleep, signal }: ToolContext, pieces: Iterable<string>): Promise<void> {
  let block = '';
  for (const piece of pieces) {
    block += piece;
    if (block.length < BLOCK) continue;
    out(block);
    block = '';
    await sleep(0);
    if (signal.aborted) return;
  }
  out(block);
}
