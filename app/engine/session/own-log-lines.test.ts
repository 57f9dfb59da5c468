/** What the lab's own servers log is what the table of known messages says of named's: words, category, severity. */
import { expect, test } from 'vitest';
import { openWorld, ran } from '../../testing/free-world.ts';
import { readMessage } from '../log/known-message.ts';

const COMMANDS: readonly (readonly [terminal: string, line: string])[] = [
  ['student', 'dig www.tiscali.co.uk'],
  ['student', 'dig www.google.com MX'],
  ['student', 'dig nosuchname.tiscali.co.uk'],
  ['student', 'dig @cache axfr tiscali.co.uk'],
  ['cache', 'rndc querylog on'],
  ['student', 'dig +tcp smtp.tiscali.co.uk'],
  ['cache', 'rndc status'],
  ['cache', 'rndc nosuchcommand'],
  ['cache', 'rndc dumpdb -all'],
  ['cache', 'rndc stats'],
  ['cache', 'rndc recursing'],
  ['cache', 'rndc secroots'],
  ['cache', 'rndc flushname www.tiscali.co.uk'],
  ['cache', 'rndc flushtree co.uk'],
  ['cache', 'rndc flush'],
  ['cache', 'rndc trace'],
  ['cache', 'rndc notrace'],
  ['cache', 'rndc reconfig'],
  ['cache', 'rndc reload'],
  ['cache', 'rndc reload localhost'],
  ['cache', 'rndc scan'],
  ['cache', 'rndc freeze'],
  ['cache', 'rndc thaw'],
  ['cache', 'rndc sync'],
  ['cache', 'rndc serve-stale on'],
  ['cache', 'rndc serve-stale status'],
  ['cache', 'rndc nta example.com'],
  ['cache', 'rndc addzone added.test "{ type primary; file \\"/etc/bind/db.empty\\"; };"'],
  ['cache', 'rndc zonestatus localhost'],
  ['cache', 'rndc flush nosuchview'],
  [
    'cache',
    'echo "zone bad.test { type primary; file \\"/etc/bind/db.bad\\"; };" >> /etc/bind/named.conf.local',
  ],
  ['cache', 'echo "nothing of use" > /etc/bind/db.bad'],
  ['cache', 'rndc reconfig'],
  [
    'cache',
    'echo "zone none.test { type primary; file \\"/etc/bind/db.none\\"; };" >> /etc/bind/named.conf.local',
  ],
  ['cache', 'rndc reload'],
  ['student', 'dig www.bad.test'],
  ['student', 'dig -t ixfr=1 localhost'],
  ['student', 'dig @a.root-servers.net axfr .'],
  ['cache', 'echo "options { nosuchoption yes; };" >> /etc/bind/named.conf.local'],
  ['cache', 'rndc reconfig'],
  ['cache', 'service bind9 restart'],
  ['cache', 'service bind9 stop'],
];

test('every line is known, filed and graded the same', async () => {
  const world = await openWorld('own-log-lines');
  try {
    for (const [terminal, line] of COMMANDS) await ran(world, terminal, line);
    const different = new Set<string>();
    let lines = 0;
    for (const entry of world.journal.since(0)) {
      if (entry.kind !== 'log' || entry.program !== 'named') continue;
      lines++;
      const { message } = readMessage(entry.text);
      const ours = `${entry.category} ${entry.severity}`;
      const known = message === null ? 'not known' : `${message.category} ${message.severity}`;
      if (ours !== known) different.add(`${ours}, the table: ${known}: ${message?.source ?? entry.text}`);
    }
    expect(lines).toBeGreaterThan(60);
    expect([...different].toSorted()).toEqual([]);
  } finally {
    world.close();
  }
});
