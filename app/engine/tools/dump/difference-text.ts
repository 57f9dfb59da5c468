/** The difference of two dumps, line by line or as JSON. */
import { differencesOf, type DumpChange, type OpenDump } from '../../dump/read/difference.ts';
import { readEntry } from '../../dump/read/dump-entry.ts';
import { jsonValue } from '../../dump/read/export.ts';
import { entryLine } from './print.ts';

export interface DifferenceText {
  readonly text: Iterable<string>;
  /** Whether there was any, once the text has been taken. */
  differs(): boolean;
}

export function differenceText(before: OpenDump, after: OpenDump, asJson: boolean): DifferenceText {
  let count = 0;
  function* pieces(): Generator<string, void> {
    if (asJson) yield '[';
    const seen = { appeared: 0, gone: 0, changed: 0 };
    for (const change of differencesOf(before, after)) {
      seen[change.kind]++;
      const separator = count++ === 0 ? '\n' : ',\n';
      yield asJson
        ? separator + JSON.stringify(changeValue(before, after, change))
        : changeText(before, after, change);
    }
    if (asJson) yield '\n]\n';
    else yield `${seen.appeared} appeared, ${seen.gone} gone, ${seen.changed} changed\n`;
  }
  return { text: pieces(), differs: () => count > 0 };
}

function changeText(before: OpenDump, after: OpenDump, change: DumpChange): string {
  switch (change.kind) {
    case 'appeared':
      return `+ ${entryLine(readEntry(after.index, after.text, change.after))}`;
    case 'gone': {
      const line = entryLine(readEntry(before.index, before.text, change.before)).trimEnd();
      return `- ${line}\t(${change.overdue ? 'its time was over' : 'before its time'})\n`;
    }
    case 'changed': {
      const was = readEntry(before.index, before.text, change.before);
      const is = readEntry(after.index, after.text, change.after);
      const words = change.changes.map((what) => {
        if (what === 'trust') return `trust ${was.trust} -> ${is.trust}`;
        if (what === 'refreshed') return `refreshed, TTL ${was.ttl} -> ${is.ttl}`;
        if (what === 'state') return `${was.mark ?? 'live'} -> ${is.mark ?? 'live'}`;
        return 'other data';
      });
      return `~ ${entryLine(is).trimEnd()}\t(${words.join('; ')})\n`;
    }
  }
}

function changeValue(
  before: OpenDump,
  after: OpenDump,
  change: DumpChange,
): Readonly<Record<string, unknown>> {
  const old =
    change.kind === 'appeared' ? null : jsonValue(readEntry(before.index, before.text, change.before));
  const now = change.kind === 'gone' ? null : jsonValue(readEntry(after.index, after.text, change.after));
  return {
    change: change.kind,
    ...(change.kind === 'changed' ? { in: change.changes } : {}),
    ...(change.kind === 'gone' ? { overdue: change.overdue } : {}),
    before: old,
    after: now,
  };
}
