/** What `systemctl status` shows of a service: its state, its process, its newest lines in the log. */
import { utf8Octets } from '../dig/idn.ts';
import type { Machine, MachineService, ServiceState } from '../machine.ts';
import { agoText, fullText, logText } from './log-text.ts';

export interface StatusLook {
  readonly now: number;
  /** Lines of the log. */
  readonly lines: number;
  readonly colours: boolean;
}

const DOTS = { active: '●', inactive: '○', failed: '×' } as const;
const COLOURS = { active: '0;1;32', inactive: '0', failed: '0;1;31' } as const;
const EXEC = '/usr/sbin/named -f $OPTIONS';

/** Octets as latin1, with a line break at the end. */
export function statusText(machine: Machine, service: MachineService, look: StatusLook): string {
  const { unit, description, documentation, unitFile, state } = service;
  const paint = (text: string): string =>
    look.colours && state.active !== 'inactive' ? `\x1b[${COLOURS[state.active]}m${text}\x1b[0m` : text;
  const lines = [
    `${paint(DOTS[state.active])} ${unit} - ${description}`,
    `     Loaded: loaded (${unitFile}; enabled; preset: enabled)`,
    `     Active: ${paint(activeText(state))}${sinceText(state, look.now)}`,
    `       Docs: ${documentation}`,
    ...processLines(machine, state),
  ];
  const said = machine.log.lines().filter((line) => line.unit === unit);
  const newest = look.lines === 0 ? [] : said.slice(-look.lines);
  if (newest.length > 0) lines.push('', ...newest.map((line) => logText(line, machine.hostName)));
  return utf8Octets(`${lines.join('\n')}\n`);
}

function activeText({ active, ended }: ServiceState): string {
  if (active === 'active') return 'active (running)';
  if (active === 'inactive') return 'inactive (dead)';
  return `failed (Result: ${ended?.code === 'killed' ? 'signal' : 'exit-code'})`;
}

function sinceText({ since }: ServiceState, now: number): string {
  return since === null ? '' : ` since ${fullText(since)}; ${agoText(now - since)}`;
}

function processLines(machine: Machine, { active, pid, ended }: ServiceState): string[] {
  if (pid === null) return [];
  if (active === 'active') {
    const line = machine.processes().find((one) => one.pid === pid)?.line ?? '';
    return [
      `   Main PID: ${pid} (named)`,
      '     CGroup: /system.slice/named.service',
      `             └─${pid} ${line}`,
    ];
  }
  const how = ended === null ? '' : `(code=${ended.code}, status=${ended.status})`;
  return [`    Process: ${pid} ExecStart=${EXEC} ${how}`, `   Main PID: ${pid} ${how}`];
}
