import { describe, expect, it } from 'vitest';
import { rig } from './testing/rig.ts';

/** What stands at the prompt after some keys. */
async function line(keys: string): Promise<string> {
  const { type, screen, disk } = rig();
  disk.write('/home/student/notes.txt', new Uint8Array(0), 'student');
  disk.write('/home/student/two words', new Uint8Array(0), 'student');
  disk.makeDirectory('/home/student/zones/sub', { parents: true }, 'student');
  await type(keys);
  return screen.lines.at(-1)?.replace(/^student@laptop:~\$ ?/, '') ?? '';
}

describe('Tab', () => {
  it('completes commands, tools and builtins', async () => {
    expect(await line('h\t')).toBe('h');
    expect(await line('hop\t')).toBe('hop');
    expect(await line('histo\t|')).toBe('history |');
    expect(await line('expo\t|')).toBe('export |');
    expect(await line('ls | gre\t|')).toBe('ls | grep |');
    expect(await line('while hist\t|')).toBe('while history |');
    expect(await line('help his\t|')).toBe('help history |');
  });

  it('completes options of tools', async () => {
    expect(await line('hop +tr\t|')).toBe('hop +trace |');
    expect(await line('hop +s\t|')).toBe('hop +s|');
    expect(await line('hop -\t|')).toBe('hop -x |');
    expect(await line('echo +tr\t|')).toBe('echo +tr|');
    expect(await line('sudo hop +tr\t|')).toBe('sudo hop +trace |');
    expect(await line('sudo -n -u bind hop +tr\t|')).toBe('sudo -n -u bind hop +trace |');
    expect(await line('sudo -u bind histo\t|')).toBe('sudo -u bind history |');
    expect(await line('A=1 sudo -V\t|')).toBe('A=1 sudo -V |');
  });

  it('completes words that belong behind another, and capitals', async () => {
    expect(await line('hop -t N\t|')).toBe('hop -t NS |');
    expect(await line('hop -t m\t|')).toBe('hop -t m|');
    expect(await line('hop example M\t|')).toBe('hop example MX |');
    expect(await line('hop WWW.T\t|')).toBe('hop WWW.Tiscali.co.uk |');
  });

  it('completes names of the lab Internet, as servers too', async () => {
    expect(await line('hop www.t\t|')).toBe('hop www.tiscali.co.uk |');
    expect(await line('hop WWW.T\t|')).toBe('hop WWW.Tiscali.co.uk |');
    expect(await line('hop @ns1\t|')).toBe('hop @ns1.tiscali.co.uk |');
    expect(await line('hop w\t|')).toBe('hop www.|');
  });

  it('completes files and folders, with what must be quoted', async () => {
    expect(await line('cat no\t|')).toBe('cat notes.txt |');
    expect(await line('cat tw\t|')).toBe('cat two\\ words |');
    expect(await line("cat 'tw\t|")).toBe("cat 'two words' |");
    expect(await line('cd z\ts\t|')).toBe('cd zones/sub/|');
    expect(await line('cd no\t|')).toBe('cd no|');
    expect(await line('cat /et\tres\t|')).toBe('cat /etc/resolv.conf |');
    expect(await line('cat ~/no\t|')).toBe('cat ~/notes.txt |');
    expect(await line('hop > no\t|')).toBe('hop > notes.txt |');
    expect(await line('hop no\t|')).toBe('hop notes.txt |');
  });

  it('completes variables', async () => {
    expect(await line('echo $HOSTN\t/x')).toBe('echo $HOSTNAME/x');
  });

  it('completes where the cursor is', async () => {
    expect(await line('hop +tr x\x1b[D\x1b[D\t|')).toBe('hop +trace | x');
  });

  it('lists the choices when pressed twice, and rings when there are none', async () => {
    const { type, screen } = rig();
    await type('hop www.\t\t');
    expect(screen.lines).toEqual([
      'student@laptop:~$ hop www.',
      'www.example.com    www.tiscali.co.uk',
      'student@laptop:~$ hop www.',
    ]);
    const bells = screen.bells;
    await type('nothinglikethis\t');
    expect(screen.bells).toBe(bells + 1);
  });
});
