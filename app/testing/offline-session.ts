/**
 * A session in the real Internet, run as a program in a network of its own that has loopback and nothing else: first it
 * finds no network; then a private Internet at loopback addresses serves it; then the addresses are taken away, so that no route
 * leads anywhere. Prints what came of it as JSON. app/hosts/real/offline.test.ts starts it.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Session } from '../engine/session.ts';
import type { RealInternet } from '../engine/session/real-internet.ts';
import { contentFolder } from '../hosts/content-folder.ts';
import { realInternet } from '../hosts/real/real-internet.ts';
import { machineClock } from '../hosts/wall-clock.ts';
import { openLab } from './lab-gateway.ts';
import { windowOn } from './session-window.ts';
import { runLine } from './terminal-line.ts';

const labs = join(import.meta.dirname, '../../labs');

async function sessionWith(real: RealInternet): Promise<Session> {
  return Session.start({
    wall: machineClock,
    content: contentFolder(labs),
    version: 'test',
    savedProgress: null,
    saveProgress: () => undefined,
    firstLab: null,
    realInternet: real,
  });
}

const alone = await sessionWith(realInternet());
const refused = await windowOn(alone).refusal('internet.real', { confirmed: true });
alone.close();

const world = await openLab('offline');
const hints = readFileSync(join(labs, 'networks/hints/named.root'), 'utf8');
const session = await sessionWith(realInternet({ hints, port: world.port, loopback: true }));
const window = windowOn(session);
await window.ask('internet.real', { confirmed: true });
const before = await runLine(session, 'dig www.tiscali.co.uk +short');
execFileSync('ip', ['address', 'flush', 'dev', 'lo']);
const after = await runLine(session, 'dig www.bbc.co.uk');
const direct = await runLine(session, 'dig @127.53.1.1 uk NS +tries=1 +time=1');
const query = session
  .snapshot()
  .packets.find((row) => row.sourceHost === 'laptop' && row.qname === 'www.bbc.co.uk.');
const explanation = await window.ask('answer.explain', { packet: query?.id ?? 0 });
const back = await window.ask('internet.lab', {});
const lab = await runLine(session, 'dig www.tiscali.co.uk +short');
process.stdout.write(
  JSON.stringify({ refused, before, after, direct, explanation, back: back.status.internet.kind, lab }),
);
process.exit(0);
