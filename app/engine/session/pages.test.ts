import { describe, expect, it } from 'vitest';
import { ownCommands } from '../shell/commands.ts';
import type { CommandEntry } from '../shell/command.ts';
import { helpText, manualText } from '../shell/help.ts';
import { fitted } from '../shell/page-layout.ts';
import { TOOLS } from './terminal-tools.ts';

const commands: Map<string, CommandEntry> = new Map(ownCommands(() => commands));
for (const [name, { tool, ...entry }] of TOOLS) commands.set(name, { ...entry, command: tool });

const tooWide = (text: string | null, columns: number): string[] =>
  (text ?? 'nothing').split('\n').filter((line) => line.length >= columns);

describe('help and manual pages', () => {
  it.each([...commands.keys()])('fit a terminal of 80 columns: %s', (name) => {
    expect(tooWide(manualText(commands, name, 80), 81)).toEqual([]);
    expect(tooWide(helpText(commands, name, 80), 81)).toEqual([]);
  });

  it('list every command, the DNS first', () => {
    const text = helpText(commands, null, 80) ?? '';
    expect(tooWide(text, 81)).toEqual([]);
    expect(text).toMatch(/^Asking the DNS:\n {2}dig /);
    expect(text).not.toContain('More tools');
    for (const [name, { own }] of commands)
      if (own !== true) expect(text).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  });
});

describe('a page that is too wide', () => {
  it('keeps its words, its lists and what was short', () => {
    const page = [
      'A paragraph of words that runs over several lines, since whoever wrote it',
      'had more room. It goes on.',
      '',
      '  -a        an option whose meaning needs more than the line that is there for it',
      '  -b, --be  short',
      '',
      'Left: as it is',
      'and so: is this',
    ].join('\n');
    expect(fitted(page, 40).split('\n')).toEqual([
      'A paragraph of words that runs over',
      'several lines, since whoever wrote it',
      'had more room. It goes on.',
      '',
      '  -a        an option whose meaning',
      '            needs more than the line',
      '            that is there for it',
      '  -b, --be  short',
      '',
      'Left: as it is',
      'and so: is this',
    ]);
    expect(fitted(page, 100)).toBe(page);
  });
});
