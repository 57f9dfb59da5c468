/** Mail in the lab: the relay of a machine that has one, and the machines that take mail from it. */
import type { NetworkPlan } from '../course/network-file.ts';
import type { LabClock } from '../network/clock.ts';
import type { LabHost } from '../network/host.ts';
import type { Journal } from '../network/journal.ts';
import type { Host } from '../network/transport.ts';
import { TYPE } from '../protocol/codes.ts';
import { addressText } from '../protocol/rdata.ts';
import type { Random } from '../random.ts';
import { MailRelay } from '../server/mail/mail-relay.ts';
import type { MailAnswer, MailResolver } from '../server/mail/mail-route.ts';
import { openMailSink } from '../server/mail/mail-sink.ts';
import { dateText } from '../shell/date.ts';
import { isDiskProblem, type Disk } from '../shell/files.ts';
import { labToolNet } from '../tools/lab-net.ts';
import { mailExchanger, stubQuery } from '../tools/stub-resolver.ts';
import { isNetProblem } from '../tools/tool.ts';
import type { LabMachine } from './lab-machine.ts';

export interface LabMailParts {
  readonly hosts: ReadonlyMap<string, LabHost>;
  readonly machines: ReadonlyMap<string, LabMachine>;
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly random: Random;
}

const MAIL_LOG = '/var/log/mail.log';
const UTC = { offsetMinutes: 0, abbreviation: 'UTC' };

/** Gives what ends it all. Nothing of it sends a packet before somebody sends mail. */
export function installMail(plan: NetworkPlan, parts: LabMailParts): () => void {
  const ends: (() => void)[] = [];
  for (const { name, mail } of plan.hosts) {
    const host = parts.hosts.get(name);
    if (mail === null || host === undefined) continue;
    const random = parts.random.fork(`mail ${name}`);
    if (mail === 'sink') openMailSink({ host, journal: parts.journal, random });
    const machine = parts.machines.get(name);
    if (mail === 'relay' && machine !== undefined) ends.push(installRelay(host, machine, random, parts));
  }
  return () => {
    for (const end of ends) end();
  };
}

function installRelay(
  host: LabHost,
  machine: LabMachine,
  random: Random,
  { clock, journal }: LabMailParts,
): () => void {
  const { disk, table } = machine;
  const master = table.start({ name: 'master', line: '/usr/lib/postfix/sbin/master -w', user: 'root' });
  const own = { user: 'postfix', parent: master.pid };
  const programs = new Map<string, number>();
  for (const [name, line] of [
    ['pickup', 'pickup -l -t unix -u -c'],
    ['qmgr', 'qmgr -l -t unix -u'],
  ] as const)
    programs.set(name, table.start({ ...own, name, line }).pid);
  const smtp = table.start({ ...own, name: 'smtp', line: 'smtp -t unix -u -c' });
  programs.set('smtp', smtp.pid);
  const endLog = keepMailLog(host.name, disk, journal, (program) => programs.get(program) ?? master.pid);
  const place = smtp.onHost(host);
  const relay = new MailRelay({
    host: place,
    clock,
    journal,
    random,
    ownName: mailName(disk, host.name),
    resolver: machineResolver(place, disk, clock, random),
    deliverLocally: (user, text) => deliver(disk, user, text, clock.now()),
  });
  machine.mail = relay;
  return () => {
    relay.close();
    endLog();
  };
}

/** The whole name of the machine, as its own /etc/hosts has it. */
function mailName(disk: Disk, hostName: string): string {
  const hosts = textOf(disk, '/etc/hosts');
  const line = hosts.split('\n').find((one) => one.trim().split(/\s+/).slice(1).includes(hostName));
  return line?.trim().split(/\s+/)[1] ?? hostName;
}

function textOf(disk: Disk, path: string): string {
  const octets = disk.read(path);
  return isDiskProblem(octets) ? '' : new TextDecoder().decode(octets);
}

/** The servers of the machine's /etc/resolv.conf; names of mail are whole, so its search list has no part in it. */
function machineResolver(host: Host, disk: Disk, clock: LabClock, random: Random): MailResolver {
  const readFile = (path: string): string => textOf(disk, path);
  const { signal } = new AbortController();
  const base = { host, clock, random, readFile, signal, privileged: true };
  const options = { ...base, net: labToolNet(base) };
  const query = async (name: string, type: number): Promise<MailAnswer<Uint8Array>> => {
    const found = await stubQuery(options, name, type);
    if (isNetProblem(found)) return { kind: found.reason === 'not-found' ? 'no-name' : 'try-again' };
    return found.length === 0 ? { kind: 'no-data' } : { kind: 'records', records: found };
  };
  return {
    mx: async (domain) => mapped(await query(domain, TYPE.MX), mailExchanger),
    addresses: async (name) => mapped(await query(name, TYPE.A), addressText),
  };
}

function mapped<A, B>(answer: MailAnswer<A>, read: (value: A) => B): MailAnswer<B> {
  return answer.kind === 'records' ? { kind: 'records', records: answer.records.map(read) } : answer;
}

/** Mailboxes are files in /var/mail, in the mbox form (RFC 4155). */
function deliver(disk: Disk, user: string, text: string, at: number): boolean {
  const known = textOf(disk, '/etc/passwd')
    .split('\n')
    .some((line) => line.startsWith(`${user}:`));
  if (!known) return false;
  disk.makeDirectory('/var/mail', { parents: true });
  const path = `/var/mail/${user}`;
  const when = dateText('%a %b %e %T %Y', at, UTC);
  const message = `From MAILER-DAEMON  ${when}\n${text.replace(/^From /gm, '>From ')}\n`;
  const problem = disk.append(path, new TextEncoder().encode(message));
  if (problem === null) {
    disk.chown(path, user);
    disk.chmod(path, 0o600);
  }
  return problem === null;
}

/** What the relay logs, as a file on the machine's disk. */
function keepMailLog(
  host: string,
  disk: Disk,
  journal: Journal,
  pidOf: (program: string) => number,
): () => void {
  return journal.subscribe(
    (entry) => {
      if (entry.kind !== 'log' || entry.host !== host || !entry.program.startsWith('postfix/')) return;
      const pid = pidOf(entry.program.slice('postfix/'.length));
      const line = `${dateText('%b %e %H:%M:%S', entry.at, UTC)} ${host} ${entry.program}[${pid}]: ${entry.text}\n`;
      disk.append(MAIL_LOG, new TextEncoder().encode(line));
    },
    ['log'],
  );
}
