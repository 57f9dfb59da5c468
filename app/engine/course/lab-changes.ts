/** What a lab's files change in its network, read against that network: hosts, zones and switches must be there. */
import type { ContentSource } from './content.ts';
import { durationMs } from './duration.ts';
import type { Lab } from './lab-folder.ts';
import type { NetworkPlan } from './network-file.ts';
import { diagnosticAt } from './network-layers.ts';
import type { NetworkChange } from './network-schema.ts';
import { readChanges, type CheckedChange } from './network-switches.ts';
import type { FileDiagnostic } from './yaml-file.ts';

export interface LabChanges {
  /** In the order of time; milliseconds since the start of the lab. */
  readonly events: readonly { readonly after: number; readonly changes: readonly CheckedChange[] }[];
  /** By step: when it begins. */
  readonly steps: ReadonlyMap<string, readonly CheckedChange[]>;
  /** By fault of a secret lab. */
  readonly secret: ReadonlyMap<string, readonly CheckedChange[]>;
}

export const NO_CHANGES: LabChanges = { events: [], steps: new Map(), secret: new Map() };

export function readLabChanges(
  lab: Lab,
  plan: NetworkPlan,
  content: ContentSource,
): { readonly changes: LabChanges; readonly diagnostics: readonly FileDiagnostic[] } {
  const diagnostics: FileDiagnostic[] = [];
  const read = (
    changes: readonly NetworkChange[],
    path: string,
    at: readonly (string | number)[],
  ): readonly CheckedChange[] =>
    readChanges(changes, plan, { content, path }, (index, inner, message, hint) => {
      const place = [...at, index, ...inner];
      diagnostics.push(placed(content, path, place, message, hint));
    });
  const file = `${lab.id}/lab.yaml`;
  const events = lab.events.map(({ at, changes }, i) => ({
    after: durationMs(at),
    changes: read(changes, file, ['events', i, 'changes']),
  }));
  const secret = (lab.secret?.faults ?? []).map(
    ({ id, changes }, i) => [id, read(changes, file, ['secret', 'faults', i, 'changes'])] as const,
  );
  const steps = lab.steps.map(
    ({ id, begins }) => [id, read(begins, `${lab.id}/steps/${id}.md`, ['begins'])] as const,
  );
  const known = plan.hosts.map(({ name }) => name);
  for (const name of lab.terminals ?? [])
    if (!known.includes(name))
      diagnostics.push(placed(content, file, ['terminals'], `there is no host "${name}"`, ''));
  const ordered = [...events].sort((a, b) => a.after - b.after);
  return { changes: { events: ordered, steps: new Map(steps), secret: new Map(secret) }, diagnostics };
}

function placed(
  content: ContentSource,
  path: string,
  at: readonly (string | number)[],
  message: string,
  hint: string,
): FileDiagnostic {
  const whole = content.read(path) ?? '';
  const front = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/.exec(whole)?.[1];
  const found = diagnosticAt({ path, text: front ?? whole }, at, message, hint);
  return front === undefined ? found : { ...found, line: found.line + 1 };
}
