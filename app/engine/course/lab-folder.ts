/** Reads one lab folder: `lab.yaml` and its steps. Everything wrong is told at once, with file, line and column. */
import type { ContentSource } from './content.ts';
import { labSchema, stepSchema, type LabDefaults, type LabFile, type StepFile } from './lab-file.ts';
import { labProblems, stepProblems, type FileProblem } from './lab-problems.ts';
import { readYaml, type FileDiagnostic } from './yaml-file.ts';

export interface LabStep extends StepFile {
  readonly id: string;
  /** Markdown below the front matter. */
  readonly text: string;
}

export interface Lab extends Omit<LabFile, 'steps'> {
  /** The folder's name: `02-what-a-cache-does`. */
  readonly id: string;
  readonly steps: readonly LabStep[];
}

export type LabResult =
  | { readonly ok: true; readonly lab: Lab }
  | { readonly ok: false; readonly id: string; readonly diagnostics: readonly FileDiagnostic[] };

/** Reads all labs below `labs/`, in the order of their numbers; broken ones are listed with their errors. */
export function readLabs(content: ContentSource): LabResult[] {
  return content
    .list('')
    .filter((folder) => /^\d\d-/.test(folder))
    .sort()
    .map((folder) => readLab(content, folder));
}

/** Whatever is in the folder: a lab, or what is wrong with it. */
export function readLab(content: ContentSource, folder: string): LabResult {
  const labPath = `${folder}/lab.yaml`;
  const labText = content.read(labPath);
  if (labText === null) return { ok: false, id: folder, diagnostics: [missing(labPath)] };
  const lab = readYaml(labSchema, labText, labPath, 1, withDefaultsOfLab);
  if (!lab.ok) return { ok: false, id: folder, diagnostics: lab.diagnostics };
  const diagnostics: FileDiagnostic[] = labProblems(lab.value).map((problem) => placed(problem, labPath, 1));
  const steps: LabStep[] = [];
  for (const id of lab.value.steps) {
    const step = readStep(content, folder, id, lab.value);
    if ('text' in step) steps.push(step);
    else diagnostics.push(...step.diagnostics);
  }
  if (diagnostics.length > 0) return { ok: false, id: folder, diagnostics };
  return { ok: true, lab: { ...lab.value, id: folder, steps } };
}

function readStep(
  content: ContentSource,
  folder: string,
  id: string,
  lab: LabFile,
): LabStep | { readonly diagnostics: readonly FileDiagnostic[] } {
  const file = `${folder}/steps/${id}.md`;
  // A step's name is a file's name, never a path.
  const source = /^[a-z0-9-]+$/.test(id) ? content.read(file) : null;
  if (source === null) return { diagnostics: [missing(file)] };
  const parts = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(source);
  if (!parts) {
    const message = 'no front matter: the file must begin with a line "---", YAML, and a second line "---"';
    return {
      diagnostics: [
        { file, line: 1, column: 1, message, hint: '', sourceLine: source.split('\n', 1)[0] ?? '' },
      ],
    };
  }
  const fill = (plain: unknown): unknown => withDefaults(plain, lab.defaults);
  const front = readYaml(stepSchema, parts[1] as string, file, 2, fill);
  if (!front.ok) return { diagnostics: front.diagnostics };
  const problems = stepProblems(front.value, lab).map((problem) => placed(problem, file, 2));
  if (problems.length > 0) return { diagnostics: problems };
  return { ...front.value, id, text: (parts[2] as string).trim() };
}

/** In `lab.yaml` itself preparations and secret faults have the defaults too. */
function withDefaultsOfLab(plain: unknown): unknown {
  const defaults = isRecord(plain) && isRecord(plain['defaults']) ? plain['defaults'] : {};
  const { host, terminal } = defaults;
  return withDefaults(plain, {
    ...(typeof host === 'string' && { host }),
    ...(typeof terminal === 'string' && { terminal }),
  });
}

/** What has a host or a terminal by its kind, and does not say which. */
const WITH_HOST: ReadonlySet<unknown> = new Set([
  'cache',
  'file',
  'server',
  'log',
  'cache-count',
  'file-text',
  'log-text',
]);
const HOLDERS_OF_HOST = ['served', 'entry', 'log'] as const;
const WITH_TERMINAL = ['run', 'edit', 'save'] as const;

/** The file's values with the lab's defaults where they say nothing of their own. */
function withDefaults(plain: unknown, defaults: LabDefaults): unknown {
  if (defaults.host === undefined && defaults.terminal === undefined) return plain;
  if (Array.isArray(plain)) return plain.map((one) => withDefaults(one, defaults));
  if (!isRecord(plain)) return plain;
  const filled: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(plain)) {
    const inner = withDefaults(value, defaults);
    const holds = HOLDERS_OF_HOST.some((holder) => holder === key) && isRecord(inner);
    filled[key] = holds ? { ...hostOf(defaults), ...inner } : inner;
  }
  if (WITH_HOST.has(plain['of']) && !('packet' in plain) && !('log' in plain) && !isEvidence(plain))
    return { ...hostOf(defaults), ...filled };
  const acts = WITH_TERMINAL.some((key) => typeof plain[key] === 'string');
  return acts && defaults.terminal !== undefined ? { terminal: defaults.terminal, ...filled } : filled;
}

/** Evidence of a secret fault has its host one level deeper. */
function isEvidence(plain: Readonly<Record<string, unknown>>): boolean {
  return plain['of'] === 'cache' && 'entry' in plain;
}

function hostOf({ host }: LabDefaults): { readonly host?: string } {
  return host === undefined ? {} : { host };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function placed({ message, hint }: FileProblem, file: string, line: number): FileDiagnostic {
  return { file, line, column: 1, message, hint, sourceLine: '' };
}

function missing(file: string): FileDiagnostic {
  return { file, line: 1, column: 1, message: 'no such file', hint: '', sourceLine: '' };
}
