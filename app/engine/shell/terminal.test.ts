import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.ts';
import { rig, type Rig } from './testing/rig.ts';

const PROMPT = 'student@laptop:~$';

/** Runs a line with the clock in hand: gives what is on the screen after so many lab milliseconds. */
async function started(r: Rig, keys: string): Promise<void> {
  await r.terminal.prepare();
  r.terminal.feed(keys);
  await r.settle();
}

describe('a terminal', () => {
  it('greets, prompts, runs a command and prompts again', async () => {
    const { type, screen, terminal } = rig({ greeting: 'Welcome.\n' });
    await type('echo hello\r');
    expect(screen.lines).toEqual(['Welcome.', `${PROMPT} echo hello`, 'hello', PROMPT]);
    expect(screen.column).toBe(PROMPT.length + 1);
    expect(terminal.busy).toBe(false);
  });

  it('ends its lines with CR LF', async () => {
    const { run, output } = rig();
    await run("printf 'a\\nb\\n'");
    expect(output()).toContain('a\r\nb\r\n');
    expect(output()).not.toMatch(/[^\r]\n/);
  });

  it('prompts behind output that has no line end', async () => {
    const { type, screen } = rig();
    await type('printf abc\rls');
    expect(screen.lines.slice(-1)).toEqual([`abc${PROMPT} ls`]);
    await type('\x01X');
    expect(screen.lines.slice(-1)).toEqual([`abc${PROMPT} Xls`]);
  });

  it('gives what it printed to a window that opens later', async () => {
    const { type, screen, terminal } = rig();
    await type('echo one\recho tw');
    const later = rig().screen;
    later.write('\x1b[2J\x1b[H\x1b[J');
    later.write(terminal.scrollback);
    expect(later.lines).toEqual(screen.lines);
  });

  it('keeps at most 256 KiB of it', async () => {
    const { run, terminal } = rig();
    await run('for i in 1 2 3 4 5 6 7 8; do seq 1 10000; done');
    expect(terminal.scrollback.length).toBeLessThanOrEqual(256 * 1024);
    expect(terminal.scrollback.length).toBeGreaterThan(250 * 1024);
    expect(terminal.scrollback).toMatch(/^\x1b\[0m\d+\r\n/);
  });

  it('draws the line anew when the window changes its size', async () => {
    const { type, screen, terminal } = rig({ columns: 80 });
    await type('echo one two three');
    screen.columns = 30;
    terminal.resize(30, 24);
    expect(screen.lines).toEqual(['student@laptop:~$ echo one two', ' three']);
    terminal.resize(Number.NaN, -5);
    await type('!');
    expect(terminal.scrollback).toContain('three!');
  });

  it('runs a line that is put there as if it had been typed, in place of what stood there', async () => {
    const { terminal, run, screen } = rig();
    terminal.feed('half a line');
    expect(await run('echo whole')).toBe(0);
    expect(screen.lines).toEqual([`${PROMPT} echo whole`, 'whole', PROMPT]);
    terminal.feed('\x1b[A');
    expect(screen.lines.at(-1)).toBe(`${PROMPT} echo whole`);
  });

  it('runs lines one after another that came while it was busy', async () => {
    const r = rig();
    const first = r.terminal.run('sleep 5; echo one');
    const second = r.terminal.run('echo two; false');
    expect(r.terminal.busy).toBe(true);
    r.terminal.feed('echo th');
    await r.type('ree\r');
    expect([await first, await second]).toEqual([0, 1]);
    expect(r.screen.lines.filter((line) => /^(one|two|three)$/.test(line))).toEqual(['one', 'two', 'three']);
  });

  it('enters pasted lines one after another, and leaves the last to be edited', async () => {
    const { type, screen } = rig();
    await type('\x1b[200~echo 1\necho 2\necho 3\x1b[201~');
    expect(screen.lines).toEqual([`${PROMPT} echo 1`, '1', `${PROMPT} echo 2`, '2', `${PROMPT} echo 3`]);
  });

  it('asks for more where a command is not complete, and Ctrl-C forgets it', async () => {
    const { type, screen } = rig();
    await type('for i in 1 2\rdo echo $i\rdone\r');
    expect(screen.lines).toEqual([`${PROMPT} for i in 1 2`, '> do echo $i', '> done', '1', '2', PROMPT]);
    await type('echo "half\r\x03echo $?\r');
    expect(screen.lines.slice(-5)).toEqual([
      `${PROMPT} echo "half`,
      '> ^C',
      `${PROMPT} echo $?`,
      '130',
      PROMPT,
    ]);
  });

  it('clears the screen and keeps the line', async () => {
    const { type, screen } = rig();
    await type('echo x\rhalf\x0c');
    expect(screen.lines).toEqual([`${PROMPT} half`]);
  });

  it('starts a new shell on exit and Ctrl-D', async () => {
    const { run, printed, type, screen } = rig();
    await run('cd /etc; x=5; f() { echo f; }');
    await run('exit');
    expect(await printed('echo "$PWD $x"; f')).toBe('/home/student \nbash: f: command not found\n');
    await type('\x04');
    expect(screen.lines.slice(-2)).toEqual(['exit', PROMPT]);
  });

  it('says nothing more when it is disposed of, also in the middle of a command', async () => {
    const r = rig();
    await started(r, 'hop\r');
    const before = r.output();
    r.terminal.dispose();
    r.terminal.feed('x');
    await r.clock.runUntilIdle();
    await r.settle();
    expect(r.output()).toBe(before);
    expect(await r.terminal.run('echo x')).toBe(130);
  });
});

describe('output', () => {
  it('of a tool comes as the tool prints it', async () => {
    const r = rig();
    await started(r, 'hop; echo end\r');
    expect(r.screen.lines.slice(1)).toEqual(['hop 1']);
    await r.clock.jump(1000);
    expect(r.screen.lines.slice(1)).toEqual(['hop 1', 'hop 2']);
    await r.clock.jump(2000);
    await r.settle();
    expect(r.screen.lines.slice(1)).toEqual(['hop 1', 'hop 2', 'hop 3', 'end', PROMPT]);
  });

  it('of a loop comes round by round', async () => {
    const r = rig();
    await started(r, 'while true; do echo tick; hop | tail -1; sleep 10; done\r');
    await r.clock.jump(14_000);
    await r.settle();
    expect(r.screen.lines.slice(1)).toEqual(['tick', 'hop 3', 'tick']);
    r.terminal.feed('\x03');
    await r.settle();
    expect(r.terminal.busy).toBe(false);
  });

  it('keeps its order between commands, tools, errors and groups', async () => {
    const { printed } = rig();
    expect(
      await printed(
        'echo 1; hop fail; { echo 2 >&2; hop fail | cat; }; (echo 3; nope); if true; then echo 4; fi',
      ),
    ).toBe('1\nout\nhop: it failed\n2\nhop: it failed\nout\n3\nbash: nope: command not found\n4\n');
  });

  it('goes into pipes, files and variables where the line says so', async () => {
    const { printed, run } = rig();
    expect(await printed('hop | grep -c hop')).toBe('3\n');
    expect(await printed('x=$(hop); echo "$x" | head -1')).toBe('hop 1\n');
    expect(await printed('hop > out.txt; wc -l < out.txt; hop >> out.txt; wc -l < out.txt')).toBe('3\n6\n');
    expect(await printed('hop fail > o 2> e; cat o; cat e')).toBe('out\nhop: it failed\n');
    expect(await printed('hop fail > both 2>&1; cat both')).toBe('out\nhop: it failed\n');
    expect(await printed('hop fail 2>/dev/null')).toBe('out\n');
    expect(await printed('hop fail 2>&1 >/dev/null')).toBe('hop: it failed\n');
    expect(await printed('for i in 1 2; do echo $i; done > loop; cat loop')).toBe('1\n2\n');
    expect(await printed('f() { hop | tail -1; }; f; f > g; cat g')).toBe('hop 3\nhop 3\n');
    expect(await run('hop | false')).toBe(1);
  });

  it('of UTF-8 stays as it is through pipes, files and tools', async () => {
    const { printed } = rig();
    expect(await printed('echo "zürich 中 é" | cat | hop stdin')).toBe('[zürich 中 é\n]\n');
    expect(await printed('echo zürich > ü; cat ü; wc -c < ü; hop file ü')).toBe('zürich\n8\n8 octets\n');
  });
});

describe('the shell', () => {
  it('keeps variables, folder, functions, aliases, arrays and options from line to line', async () => {
    const { printed, run } = rig();
    await run('x=5; export Y=6; cd /etc');
    await run('alias say="echo said"; f() { echo "f $1 $x"; }');
    await run('a=(1 "two words"); declare -A m; m[k]="it\'s"; a+=(3)');
    expect(await printed('echo $x $Y $PWD; say it; f a')).toBe('5 6 /etc\nsaid it\nf a 5\n');
    expect(await printed('echo "${a[1]}" ${#a[@]} "${m[k]}"; bash -c \'echo "[$x$Y]"\'')).toBe(
      "two words 3 it's\n[6]\n",
    );
    await run('set -u');
    expect(await printed('echo $undefined')).toContain('unbound variable');
  });

  it('keeps the exit status, and sets it as bash does', async () => {
    const { run, printed } = rig();
    expect(await run('hop fail')).toBe(9);
    expect(await printed('echo $?')).toBe('9\n');
    expect(await printed('false; x=1; echo $?; x=$(false); echo $?')).toBe('0\n1\n');
    await run('false');
    expect(await printed('while [ $? -ne 0 ]; do echo once; true; done')).toBe('once\n');
    expect(await run('nope')).toBe(127);
    expect(await run('fi')).toBe(2);
  });

  it('words its errors as bash does', async () => {
    const { printed } = rig();
    expect(await printed('nope -x')).toBe('bash: nope: command not found\n');
    expect(await printed('echo )')).toBe("bash: syntax error near unexpected token `)'\n");
    expect(await printed('cat <')).toBe("bash: syntax error near unexpected token `newline'\n");
    expect(await printed('echo x > /etc/hosts')).toBe('bash: /etc/hosts: Permission denied\n');
    expect(await printed('echo x > /nope/y')).toBe('bash: /nope/y: No such file or directory\n');
    expect(await printed('cd nowhere')).toBe('bash: cd: nowhere: No such file or directory\n');
    expect(await printed('cat nowhere')).toBe('cat: nowhere: No such file or directory\n');
    expect(await printed('hop crash')).toBe('hop: a bug\n');
  });

  it('shows none of its own devices', async () => {
    const { printed, run } = rig();
    await run('f() { echo x; }');
    expect(await printed('type f')).toBe('f is a function\nf () \n{ \n    echo "x"\n}\n'.replace('"x"', 'x'));
    expect(await printed('set -x; echo y; set +x')).not.toMatch(/rootwalk|pts/);
    expect(await printed('ls /dev')).toBe('');
    expect(await printed('help nope; whoami; env | grep -c rootwalk')).not.toContain('\u2060');
  });

  it('runs scripts from files', async () => {
    const { printed, run } = rig();
    await run('cat > s.sh <<EOF\nhop | tail -1\necho "\\$1"\nEOF');
    expect(await printed('bash s.sh a; chmod +x s.sh; ./s.sh b; source s.sh c | head -1')).toBe(
      'hop 3\na\nhop 3\nb\nhop 3\n',
    );
  });

  it('has the lab clock for its clock', async () => {
    const { printed, clock, run } = rig();
    expect(await printed('date; date +%s; date -u "+%F %T"')).toBe(
      'Sat Mar  7 14:00:00 UTC 2026\n1772892000\n2026-03-07 14:00:00\n',
    );
    await run('sleep 90');
    expect(clock.now()).toBe(Date.UTC(2026, 2, 7, 14, 1, 30));
    expect(await run('timeout 5 sleep 100')).toBe(124);
    expect(clock.now()).toBe(Date.UTC(2026, 2, 7, 14, 1, 35));
    expect(await printed('touch t; stat -c %n t; find . -newer README.txt')).toContain('t');
  });

  it('has no way out of the lab', async () => {
    const { run } = rig();
    for (const command of ['curl', 'wget', 'python3', 'js-exec', 'node', 'sqlite3', 'ssh']) {
      expect(await run(`${command} x`)).toBe(127);
    }
  });

  it('leaves the globals of the program alone while a command runs', async () => {
    const before = Object.getOwnPropertyDescriptors(globalThis);
    const environment = Object.getOwnPropertyDescriptor(process, 'env');
    const r = rig();
    await started(r, 'hop\r');
    const changed = Object.entries(Object.getOwnPropertyDescriptors(globalThis)).filter(
      ([name, now]) => !Object.is(now.value, before[name]?.value),
    );
    expect(changed.map(([name]) => name)).toEqual([]);
    expect(Object.getOwnPropertyDescriptor(process, 'env')).toEqual(environment);
    r.terminal.dispose();
  });
});

describe('Ctrl-C', () => {
  it('at the prompt forgets the line', async () => {
    const { type, screen } = rig();
    await type('dig nonsense\x03');
    expect(screen.lines).toEqual([`${PROMPT} dig nonsense^C`, PROMPT]);
  });

  it('stops a tool, and forgets what was typed ahead', async () => {
    const r = rig();
    await started(r, 'hop; echo not reached\r');
    r.terminal.feed('echo typed ahead\r');
    r.terminal.feed('\x03');
    await r.settle();
    expect(r.terminal.busy).toBe(false);
    expect(r.screen.lines).toEqual([`${PROMPT} hop; echo not reached`, 'hop 1', '^C', PROMPT]);
    expect(r.clock.pending).toBe(0);
    expect(await r.printed('echo $?')).toBe('130\n');
  });

  it('stops loops that never end, and everything else goes on beside them', async () => {
    const loops = [
      'while true; do :; done',
      'while :; do x=$((x+1)); done',
      'until false; do true; done',
      'for ((;;)); do true; done',
      'while true; do echo y; done > /dev/null',
      'f() { while true; do :; done; }; f',
      'while true; do hop stdin; done | cat',
      'yes',
      'sleep 1000000',
      'bash -c "while true; do :; done"',
    ];
    const other = rig();
    for (const loop of loops) {
      const r = rig();
      await started(r, `${loop}\r`);
      expect(await other.printed('echo other')).toBe('other\n');
      let ticks = 0;
      r.clock.after(1, 'a timer beside the loop', () => ticks++);
      for (let i = 0; i < 12; i++) await r.settle();
      await r.clock.jump(10);
      expect(ticks, loop).toBe(1);
      expect(r.terminal.busy, loop).toBe(true);
      const before = performance.now();
      r.terminal.feed('\x03');
      while (r.terminal.busy && performance.now() - before < 5000) await r.settle();
      expect(r.terminal.busy, loop).toBe(false);
      expect(await r.printed('echo alive'), loop).toBe('alive\n');
    }
  }, 60_000);

  it('is not needed where a loop cannot be made to pause: it is stopped', async () => {
    const { printed, run } = rig();
    expect(await printed("eval 'while true; do :; done'")).toContain('ran too long without a pause');
    await run("echo 'while true; do :; done' > loop.sh; chmod +x loop.sh");
    expect(await printed('./loop.sh')).toContain('ran too long without a pause');
    expect(await printed('source loop.sh')).toContain('ran too long without a pause');
    expect(await printed("awk 'BEGIN { while (1); }'")).toContain('maximum iterations');
    expect(await printed('f() { f; }; f')).toContain('recursion');
  }, 30_000);
});

describe('a full disk', () => {
  it('stops a runaway with the words of a system, and can be cleared', async () => {
    const { printed, disk, run } = rig({ quota: 20_000 });
    expect(await printed('yes > big')).toContain('No space left on device');
    expect(disk.used).toBe(20_000);
    expect(await printed('hop > h')).toContain('No space left on device');
    expect(await run('rm big h; hop > h')).toBe(0);
    expect(await printed('while true; do echo line of text >> log || break; done')).toContain(
      'No space left on device',
    );
  }, 30_000);
});

describe('the journal', () => {
  it('holds each command with its end, status and output', async () => {
    const { run, journal, type } = rig();
    await run('hop fail');
    await type('   \r');
    await run('fi');
    const commands = journal.since().filter((entry) => entry.kind === 'command');
    expect(commands.map(({ sequence: _, at: __, ...entry }) => entry)).toEqual([
      { kind: 'command', terminal: 'laptop', host: 'laptop', line: 'hop fail', state: 'started' },
      {
        kind: 'command', terminal: 'laptop', host: 'laptop', line: 'hop fail', state: 'finished',
        exitCode: 9, output: 'out\nhop: it failed\n',
      },
      { kind: 'command', terminal: 'laptop', host: 'laptop', line: 'fi', state: 'started' },
      {
        kind: 'command', terminal: 'laptop', host: 'laptop', line: 'fi', state: 'finished',
        exitCode: 2, output: "bash: syntax error near unexpected token `fi'\n",
      },
    ]); // prettier-ignore
  });

  it('cuts long output after 64 KiB', async () => {
    const { printed } = rig();
    expect(await printed('seq 1 30000')).toHaveLength(64 * 1024);
  });
});

describe('whatever is typed', () => {
  const KEYS = [
    'a', 'e', 'hop', ' ', 'echo ', 'ls', '\r', '\r', '\t', '\t\t', '\x7f', '\x1b[A', '\x1b[B', '\x1b[C', '\x1b[D', '\x01', '\x05', '\x0b',
    '\x15', '\x17', '\x19', '\x03', '\x04', '\x0c', '\x12', '\x07', '\x1b', '\x1b[', '\x1bb', '\x1bf', '\x1b[3~', '|', '>', '<', '&', ';',
    '"', "'", '`', '$', '(', ')', '{', '}', '\\', '*', '~', '中', 'é', '😀', '\ud800', '\x00', '\x1b[200~ls\necho p\x1b[201~', '\x1b[201~', '\r', '\r', '\r', '\r', '\x03', '\x03', 'echo hi', 'hop | ', 'cat README.txt', '+sh', '@ns', '/etc/', '#', '!',
    'while true; do ', 'done', 'if ', 'cd ', 'cat ', '[[', '$((', '<<E', '1',
  ]; // prettier-ignore

  async function play(seed: string, count: number): Promise<{ output: string; journal: string; r: Rig }> {
    const r = rig({ columns: 30, rows: 8, quota: 50_000 });
    await r.terminal.prepare();
    const random = seededRandom(seed);
    for (let i = 0; i < count; i++) {
      r.terminal.feed(KEYS[random.below(KEYS.length)] as string);
      if (random.below(50) === 0) r.terminal.resize(1 + random.below(60), 1 + random.below(20));
      if (random.below(4) === 0) {
        // Whatever runs is given its time, and then its end: the same at every playing.
        for (let turn = 0; r.terminal.busy && turn < 40; turn++) {
          await r.settle();
          await r.clock.jump(500);
        }
        if (r.terminal.busy) r.terminal.feed('\x03');
        while (r.terminal.busy) await r.settle();
      }
    }
    const journal = JSON.stringify(r.journal.since());
    return { output: r.output(), journal, r };
  }

  it('never breaks the terminal: 10,000 random keys, and it still works', async () => {
    for (let round = 0; round < 5; round++) {
      const { r, output } = await play(`keys ${round}`, 2000);
      expect(output).not.toContain('internal error');
      r.terminal.feed('\x1b[201~\x07\x03\x03');
      while (r.terminal.busy) await r.settle();
      await r.run('exit');
      expect(await r.printed('cd; echo still $((40 + 2))')).toBe('still 42\n');
    }
  }, 120_000);

  it('gives the same output and the same journal every time', async () => {
    const first = await play('twice', 600);
    const second = await play('twice', 600);
    expect(second.output).toBe(first.output);
    expect(second.journal).toBe(first.journal);
  }, 60_000);
});
