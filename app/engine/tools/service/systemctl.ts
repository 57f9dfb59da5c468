/**
 * systemctl, as far as a lab machine has services: start, stop, restart, reload and their like, status, is-active.
 * Words and exit status are those of systemd 252 (Debian 12).
 */
import type { MachineService } from '../machine.ts';
import { optionProblemWords, parseOptions, type OptionForm } from '../system/options.ts';
import type { Tool, ToolContext } from '../tool.ts';
import { statusText } from './unit-status.ts';
import { unitName, unitNamed } from './unit.ts';

const FORM: OptionForm = {
  letters: 'n:qlP',
  long: { lines: 'n', quiet: 'q', full: 'l', 'no-pager': 'P' },
};
const DEFAULT_LINES = 10;
/** As LSB has them. */
const EXIT = { notRunning: 3, unknown: 4, notInstalled: 5 } as const;

export const systemctl: Tool = async (context) => {
  const { options, words, problem } = parseOptions(context.args, FORM);
  if (problem !== null) {
    context.err(optionProblemWords('systemctl', problem));
    return 1;
  }
  const [verb = 'list-units', ...units] = words;
  const lines = options.find(({ letter }) => letter === 'n')?.value;
  const quiet = options.some(({ letter }) => letter === 'q');
  if (lines !== undefined && !/^\d+$/.test(lines)) {
    context.err(`Failed to parse lines '${lines}'\n`);
    return 1;
  }
  if (verb === 'daemon-reload') return changes(context, 'reload daemon', () => 0);
  if (verb === 'list-units') return listUnits(context);
  if (JOBS.has(verb)) return forEach(units, context, (word) => job(context, verb, word));
  const look = LOOKS.get(verb);
  if (look === undefined) {
    context.err(`Unknown command verb ${verb}.\n`);
    return 1;
  }
  return forEach(units, context, (word) =>
    look(context, word, lines === undefined ? DEFAULT_LINES : Number(lines), quiet),
  );
};

/** Runs it for each unit; gives the first exit status that is not 0. */
function forEach(units: readonly string[], { err }: ToolContext, act: (word: string) => number): number {
  if (units.length === 0) {
    err('Too few arguments.\n');
    return 1;
  }
  return units.map(act).find((status) => status !== 0) ?? 0;
}

type Look = (context: ToolContext, word: string, lines: number, quiet: boolean) => number;

const LOOKS: ReadonlyMap<string, Look> = new Map<string, Look>([
  ['status', status],
  [
    'is-active',
    (context, word, _lines, quiet) => {
      const active = unitNamed(context.machine, word)?.state.active ?? 'inactive';
      if (!quiet) context.out(`${active}\n`);
      return active === 'active' ? 0 : EXIT.notRunning;
    },
  ],
  [
    'is-failed',
    (context, word, _lines, quiet) => {
      const active = unitNamed(context.machine, word)?.state.active ?? 'inactive';
      if (!quiet) context.out(`${active}\n`);
      return active === 'failed' ? 0 : 1;
    },
  ],
  [
    'is-enabled',
    (context, word, _lines, quiet) => {
      const service = unitNamed(context.machine, word);
      if (service === null) {
        context.err(`Failed to get unit file state for ${unitName(word)}: No such file or directory\n`);
        return 1;
      }
      if (!quiet) context.out(service.unit === unitName(word) ? 'enabled\n' : 'alias\n');
      return 0;
    },
  ],
]);

function status(context: ToolContext, word: string, lines: number): number {
  const service = unitNamed(context.machine, word);
  if (service === null || context.machine === undefined) {
    context.err(`Unit ${unitName(word)} could not be found.\n`);
    return EXIT.unknown;
  }
  const colours = context.terminal === true;
  context.out(statusText(context.machine, service, { now: context.now(), lines, colours }));
  return service.state.active === 'active' ? 0 : EXIT.notRunning;
}

function listUnits({ machine, out }: ToolContext): number {
  const services = machine?.services() ?? [];
  out('  UNIT          LOAD   ACTIVE   SUB     DESCRIPTION\n');
  for (const { unit, description, state } of services) {
    const sub = { active: 'running', inactive: 'dead', failed: 'failed' }[state.active];
    out(`  ${unit.padEnd(13)} loaded ${state.active.padEnd(8)} ${sub.padEnd(7)} ${description}\n`);
  }
  out(`\n${services.length} loaded units listed.\n`);
  return 0;
}

/** What each job does, and what it is called where it cannot be had. */
const JOBS: ReadonlyMap<string, readonly [verb: string, run: (service: MachineService) => JobEnd]> = new Map([
  ['start', ['start', begin]],
  ['stop', ['stop', end]],
  ['restart', ['restart', again]],
  ['try-restart', ['try-restart', (service) => (isActive(service) ? again(service) : 'done')]],
  ['reload', ['reload', reload]],
  ['reload-or-restart', ['reload-or-restart', reloadOrRestart]],
  ['force-reload', ['force-reload', reloadOrRestart]],
  ['try-reload-or-restart', ['reload', (service) => (isActive(service) ? reload(service) : 'done')]],
] satisfies [string, [string, (service: MachineService) => JobEnd]][]);

type JobEnd = 'done' | 'exit-code' | 'failed' | 'not-active';

function job(context: ToolContext, word: string, unitWord: string): number {
  const [verb, run] = JOBS.get(word) ?? [word, end];
  const unit = unitName(unitWord);
  const service = unitNamed(context.machine, unitWord);
  if (service === null) {
    context.err(`Failed to ${verb} ${unit}: Unit ${unit} not found.\n`);
    return EXIT.notInstalled;
  }
  return changes(context, `${verb} ${unit}`, () => ended(context, run(service), service.unit, unit));
}

function changes({ privileged, err }: ToolContext, what: string, act: () => number): number {
  if (privileged) return act();
  err(`Failed to ${what}: Access denied\n`);
  const unit = what.split(' ')[1];
  if (unit?.endsWith('.service') === true)
    err(`See system logs and 'systemctl status ${unit}' for details.\n`);
  return unit?.endsWith('.service') === true ? EXIT.unknown : 1;
}

function ended({ err }: ToolContext, how: JobEnd, unit: string, asked: string): number {
  switch (how) {
    case 'done':
      return 0;
    case 'not-active':
      err(`${asked} is not active, cannot reload.\n`);
      return 1;
    case 'exit-code':
    case 'failed': {
      const why = how === 'failed' ? '' : ' because the control process exited with error code';
      err(
        `Job for ${unit} failed${why}.\nSee "systemctl status ${unit}" and "journalctl -xeu ${unit}" for details.\n`,
      );
      return 1;
    }
  }
}

function isActive({ state }: MachineService): boolean {
  return state.active === 'active';
}

function begin(service: MachineService): JobEnd {
  return service.start() ? 'done' : 'exit-code';
}

function end(service: MachineService): JobEnd {
  service.stop();
  return 'done';
}

function again(service: MachineService): JobEnd {
  service.stop();
  return begin(service);
}

function reload(service: MachineService): JobEnd {
  if (!isActive(service)) return 'not-active';
  return service.reload() ? 'done' : 'failed';
}

function reloadOrRestart(service: MachineService): JobEnd {
  return isActive(service) ? reload(service) : begin(service);
}
