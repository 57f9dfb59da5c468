import { expect, test } from 'vitest';
import type { CommandEntry } from './command.ts';
import { ownCommands } from './commands.ts';
import { EVERYDAY_PAGES } from './everyday-manuals.ts';
import { manualText } from './help.ts';
import { COMMANDS_OF_BASH } from './limits.ts';
import { rig } from './testing/rig.ts';

test('every command of the shell has a page with an example, and no page is about nothing', async () => {
  const commands: Map<string, CommandEntry> = new Map(ownCommands(() => commands));
  for (const name of [...COMMANDS_OF_BASH, ...commands.keys()]) {
    const page = manualText(commands, name, 80);
    expect(page, name).toMatch(/^NAME\n {7}\S+ - \S[^]*\nSYNOPSIS\n {7}\S[^]*\nEXAMPLES\n {7}\S/);
  }
  const { printed } = rig();
  const names = [...EVERYDAY_PAGES.keys()];
  expect(
    await printed(`for name in ${names.join(' ')}; do type $name >/dev/null 2>&1 || echo $name; done`),
  ).toBe('');
});

test('man cat', async () => {
  const { printed } = rig();
  expect(await printed('man cat | cat')).toBe(`NAME
       cat - print files one after the other

SYNOPSIS
       cat [-n] [file ...]

DESCRIPTION
       \`cat --help\` tells of its options.

EXAMPLES
       cat /etc/resolv.conf
           which servers this machine asks
`);
});
