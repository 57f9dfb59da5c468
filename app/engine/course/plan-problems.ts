/** What is wrong with a network plan although it can be built: zone files with errors that nobody put there on purpose. */
import { isUnloaded } from '../zone/zone-set.ts';
import type { NetworkPlan, PlannedZone } from './network-file.ts';
import { diagnosticLines } from './yaml-file.ts';

export interface PlanProblem {
  /** `zone tiscali.co.uk.` */
  readonly id: string;
  /** One sentence. */
  readonly title: string;
  /** Each error: file, line, column, what is wrong, and the line itself. */
  readonly detail: string;
}

const MAX_ERRORS_TOLD = 5;

export function planProblems(plan: NetworkPlan): PlanProblem[] {
  return plan.zones.filter((zone) => isUnloaded(zone.zone) !== (zone.broken !== null)).map(problemOf);
}

function problemOf({ origin, file, zone, broken, diagnostics }: PlannedZone): PlanProblem {
  const id = `zone ${origin.toString()}`;
  if (broken !== null) {
    const title = `The zone ${origin.toString()} should be broken on purpose, but it loads.`;
    return { id, title, detail: `${file}: ${broken}` };
  }
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const told = errors.slice(0, MAX_ERRORS_TOLD).map(diagnosticLines);
  if (errors.length > told.length) told.push(`… and ${errors.length - told.length} more`);
  return {
    id,
    title: `The zone ${origin.toString()} was not loaded; its servers answer SERVFAIL.`,
    detail: told.length > 0 ? told.join('\n') : isUnloaded(zone) ? zone.reason : file,
  };
}
