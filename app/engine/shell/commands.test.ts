import { describe, expect, it } from 'vitest';
import { dateText } from './date.ts';
import { rig, type Rig } from './testing/rig.ts';

describe('help', () => {
  it('names every tool of the lab and every command of the terminal, one line each', async () => {
    const { printed } = rig();
    const text = await printed('help');
    for (const name of ['hop', 'clear', 'date', 'help', 'history', 'less', 'man', 'ls', 'grep', 'cd']) {
      expect(text).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
    }
    expect(await printed('help | grep -c prints.three')).toBe('1\n');
  });

  it('tells about one command, with examples', async () => {
    const { printed, run } = rig();
    const text =
      'hop: prints three hops\n\nUsage: hop [+slow] [@server]\n\nExamples:\n  hop +slow\n      three hops\n\n`man hop` tells more.\n';
    expect(await printed('help hop')).toBe(text);
    expect(await printed('man hop | head -2')).toBe('NAME\n       hop - prints three hops\n');
    expect(await run('help nonsense')).toBe(1);
    expect(await printed('man nonsense')).toBe('No manual entry for nonsense\n');
  });
});

describe('ls', () => {
  async function filled(): Promise<Rig> {
    const r = rig({ columns: 40 });
    await r.run(
      'rm README.txt; mkdir zone; echo x > a-file; echo x > "two words"; touch .hidden zone/inner; ln -s a-file link',
    );
    return r;
  }

  it('shows columns on the screen and lines in a pipe', async () => {
    const { printed, run } = await filled();
    expect(await printed('ls')).toBe("a-file  link  'two words'  zone\n");
    expect(await printed('ls | cat')).toBe('a-file\nlink\ntwo words\nzone\n');
    expect(await printed('ls -a zone')).toBe('.  ..  inner\n');
    expect(await printed('ls zone a-file')).toBe('a-file\n\nzone:\ninner\n');
    await run('touch zone/name-{1,2,3,4,5,6,7}; touch zone/a');
    expect(await printed('ls zone')).toBe(
      'a      name-1  name-3  name-5  name-7\ninner  name-2  name-4  name-6\n',
    );
    expect(await printed('cd /usr/bin; ls | wc -l; ls hop tr; cd')).toMatch(/^\d+\nhop\s+tr\n$/);
  });

  it('shows modes, owners, sizes and times on the lab clock', async () => {
    const { printed, run } = await filled();
    await run('chmod 600 a-file');
    expect(await printed('ls -l')).toBe(
      'total 12\n' +
        '-rw------- 1 student student    2 Mar  7 14:00 a-file\n' +
        'lrwxrwxrwx 1 student student    6 Mar  7 14:00 link -> a-file\n' +
        "-rw-r--r-- 1 student student    2 Mar  7 14:00 'two words'\n" +
        'drwxr-xr-x 2 student student 4096 Mar  7 14:00 zone\n',
    );
    expect(await printed('ls -ld /tmp | cat')).toBe('drwxrwxrwt 2 root root 4096 Mar  7 14:00 /tmp\n');
    await run('sleep 10; touch zone');
    expect(await printed('ls -t | head -1; ls -tr | tail -1; ls -R | cat')).toBe(
      'zone\nzone\n.:\na-file\nlink\ntwo words\nzone\n\n./zone:\ninner\n',
    );
  });

  it('says what is not there, and which option it does not have', async () => {
    const { printed, run } = await filled();
    expect(await printed('ls nowhere; echo $?')).toBe(
      "ls: cannot access 'nowhere': No such file or directory\n2\n",
    );
    expect(await printed('ls -z')).toContain("invalid option -- 'z'");
    expect(await run('ls a-file')).toBe(0);
  });
});

describe('less', () => {
  it('shows pages, finds words, goes by lines, and gives the screen back', async () => {
    const r = rig({ rows: 6, columns: 40 });
    await r.run('seq 1 100 > numbers');
    r.terminal.feed('less numbers\r');
    const shown = async (keys: string): Promise<string[]> => {
      r.terminal.feed(keys);
      await r.settle();
      return r.screen.lines.slice(-6);
    };
    await r.settle();
    expect(await shown('')).toEqual(['1', '2', '3', '4', '5', 'numbers']);
    expect(await shown(' ')).toEqual(['6', '7', '8', '9', '10', ':']);
    expect(await shown('j')).toEqual(['7', '8', '9', '10', '11', ':']);
    expect((await shown('G')).at(-1)).toBe('(END)');
    expect((await shown('g'))[0]).toBe('1');
    await shown('/5');
    expect(await shown('0\r')).toEqual(['50', '51', '52', '53', '54', ':']);
    expect(r.terminal.busy).toBe(true);
    await shown('q');
    expect(r.terminal.busy).toBe(false);
    expect(r.output()).toContain('\x1b[?1049l');
  });

  it('ends on Ctrl-C, prints what fits at once, and is cat in a pipe', async () => {
    const r = rig({ rows: 6 });
    await r.run('seq 1 100 > numbers');
    await r.terminal.prepare();
    r.terminal.feed('cat numbers | less\r');
    await r.settle();
    r.terminal.feed('\x03');
    await r.settle();
    expect(r.terminal.busy).toBe(false);
    expect(await r.printed('echo short | less')).toBe('short\n');
    expect(await r.printed('less numbers | wc -l')).toBe('100\n');
    expect(await r.printed('less nowhere')).toBe('nowhere: No such file or directory\n');
  });
});

describe('the small ones', () => {
  it('know who and where they are', async () => {
    const { printed } = rig();
    expect(await printed('whoami; echo $USER@$HOSTNAME')).toBe('student\nstudent@laptop\n');
  });

  it('history lists what was entered, each line once', async () => {
    const { run, printed } = rig();
    await run('echo one');
    await run('echo two');
    await run('echo one');
    expect(await printed('history')).toBe('    1  echo two\n    2  echo one\n    3  history\n');
    expect(await printed('history 1')).toBe('    4  history 1\n');
    await run('history -c');
    expect(await printed('history')).toBe('    1  history\n');
  });

  it('clear empties the screen', async () => {
    const { type, screen } = rig();
    await type('echo x\rclear\r');
    expect(screen.lines).toEqual(['student@laptop:~$']);
  });

  it('date writes what is asked for', () => {
    const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
    const zone = { offsetMinutes: -90, abbreviation: 'XST' };
    expect(dateText(null, at, zone)).toBe('Fri Jan  2 01:34:05 XST 2026');
    expect(dateText('%F %T.%N %z %j %I%p %s %%%q', at, zone)).toBe(
      '2026-01-02 01:34:05.678000000 -0130 002 01AM 1767323045 %%q',
    );
  });
});
