import { expect, test } from 'vitest';
import { isDiskProblem } from './files.ts';
import { rig } from './testing/rig.ts';

test('a command runs as root, with root’s variables, and only it', async () => {
  const { printed } = rig();
  expect(await printed('sudo whoami; whoami')).toBe('root\nstudent\n');
  expect(await printed('sudo sh -c \'echo "$USER $HOME $SUDO_USER $SUDO_UID"\'; echo $USER')).toBe(
    'root /root student 1000\nstudent\n',
  );
  expect(await printed('sudo A=1 B=2 printenv A B')).toBe('1\n2\n');
});

test('files are root’s in it: made, read, and refused without it', async () => {
  const { run, printed, disk } = rig();
  expect(await run('touch /etc/mine')).toBe(1);
  expect(await run('sudo touch /etc/mine')).toBe(0);
  const made = disk.stat('/etc/mine');
  expect(isDiskProblem(made) ? made : made.owner).toBe('root');
  disk.write('/etc/secret', new TextEncoder().encode('grüezi\n'));
  disk.chmod('/etc/secret', 0o600);
  expect(await run('cat /etc/secret')).toBe(1);
  expect(
    await printed('sudo cat /etc/secret; sudo cat /etc/secret | cat; echo "$(sudo cat /etc/secret)"'),
  ).toBe('grüezi\ngrüezi\ngrüezi\n');
  // The shell opens the file before sudo runs.
  expect(await printed('sudo echo x > /etc/other')).toMatch(/^bash: \/etc\/other: Permission denied/);
  expect(await printed('echo x | sudo tee /etc/other')).toBe('x\n');
});

test('a tool prints as it goes, and its exit status is sudo’s', async () => {
  const { terminal, clock, settle, screen, printed } = rig();
  void terminal.run('sudo hop');
  await settle();
  await clock.runUntil(() => screen.lines.includes('hop 2'), 5000);
  expect(screen.lines).not.toContain('hop 3');
  await clock.runUntilIdle();
  expect(await printed('sudo hop fail; echo $?')).toBe('out\nhop: it failed\n9\n');
  expect(await printed('sudo nosuch; echo $?')).toBe('sudo: nosuch: command not found\n1\n');
});

test('Ctrl-C in it gives the student back their own rights', async () => {
  const { terminal, settle, type, printed, screen, clock } = rig();
  void terminal.run('sudo hop');
  await settle();
  await clock.runUntil(() => screen.lines.includes('hop 1'), 500);
  await type('\x03');
  expect(await printed('whoami')).toBe('student\n');
});

test('-i is a shell in root’s home, -s one here; exit leaves each', async () => {
  const { run, printed, screen } = rig();
  await run('cd /tmp; x=mine');
  await run('sudo -i');
  expect(screen.lines.at(-1)).toBe('root@laptop:~#');
  expect(await printed('whoami; pwd; echo "$HOME [$x]"')).toBe('root\n/root\n/root []\n');
  expect(await printed('exit')).toBe('logout\n');
  expect(await printed('whoami; pwd; echo "$HOME [$x]"')).toBe('student\n/tmp\n/home/student [mine]\n');
  await run('sudo -s');
  expect(await printed('whoami; pwd')).toBe('root\n/tmp\n');
  await run('sudo su -');
  expect(await printed('pwd')).toBe('/root\n');
  await run('exit');
  await run('exit');
  expect(await printed('whoami; pwd')).toBe('student\n/tmp\n');
});

test('what cannot be is refused in sudo’s words', async () => {
  const { run, printed, disk } = rig();
  expect(await printed('sudo -u nobody2 ls; echo $?')).toBe(
    'sudo: unknown user nobody2\nsudo: error initializing audit plugin sudoers_audit\n1\n',
  );
  expect(await printed('sudo')).toMatch(/^usage: sudo -h \| -K \| -k \| -V\n/);
  expect(await printed('sudo -Z 2>&1 | head -1')).toBe("sudo: invalid option -- 'Z'\n");
  expect(await printed('sudo -l')).toContain('(ALL : ALL) NOPASSWD: ALL\n');
  disk.write('/etc/group', new TextEncoder().encode('sudo:x:27:\n'));
  expect(await run('sudo ls')).toBe(1);
  expect(await printed('sudo ls')).toBe('student is not in the sudoers file.\n');
});
