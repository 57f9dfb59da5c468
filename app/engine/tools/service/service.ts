/** service, as on Debian with systemd: it hands the work to systemctl. */
import { unitName, unitNamed } from './unit.ts';
import type { Tool } from '../tool.ts';
import { systemctl } from './systemctl.ts';

const USAGE = 'Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n';

export const service: Tool = async (context) => {
  const [name, action, ...more] = context.args;
  if (name === undefined || name === '-h' || name === '--help') {
    context.out(USAGE);
    return name === undefined ? 1 : 0;
  }
  if (name === '--version') {
    context.out('service ver. 1.65\n');
    return 0;
  }
  if (name === '--status-all') {
    for (const { unit, state } of context.machine?.services() ?? [])
      context.out(` [ ${state.active === 'active' ? '+' : '-'} ]  ${unit.replace(/\.service$/, '')}\n`);
    return 0;
  }
  if (action === undefined) {
    context.err(USAGE);
    return 1;
  }
  const unit = unitName(name);
  const run = (verb: string): Promise<number> => systemctl({ ...context, args: [verb, ...more, unit] });
  if (action === '--full-restart') {
    await run('stop');
    return run('start');
  }
  if (VERBS.has(action)) return run(action);
  // Debian: what systemctl does not know is for the script in /etc/init.d.
  if (unitNamed(context.machine, name) === null) context.err(`${name}: unrecognized service\n`);
  else context.out(`Usage: /etc/init.d/${name} {start|stop|reload|restart|force-reload|status}\n`);
  return unitNamed(context.machine, name) === null ? 1 : 3;
};

const VERBS: ReadonlySet<string> = new Set([
  'start',
  'stop',
  'restart',
  'status',
  'reload',
  'force-reload',
  'try-restart',
]);
