/** Reads one lab folder: `lab.yaml` and its steps. Everything wrong is told at once, with file, line and column. */
import type { ContentSource } from './content.ts';
import { labSchema, stepSchema, type LabFile, type StepFile } from './lab-file.ts';
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

export function readLab(content: ContentSource, folder: string): LabResult {
  const diagnostics: FileDiagnostic[] = [];
  const labPath = `${folder}/lab.yaml`;
  const labText = content.read(labPath);
  if (labText === null) return { ok: false, id: folder, diagnostics: [missing(labPath)] };
  const lab = readYaml(labSchema, labText, labPath);
  if (!lab.ok) return { ok: false, id: folder, diagnostics: lab.diagnostics };
  const steps: LabStep[] = [];
  for (const id of lab.value.steps) {
    const step = readStep(content, folder, id);
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
  const front = readYaml(stepSchema, parts[1] as string, file, 2);
  if (!front.ok) return { diagnostics: front.diagnostics };
  const references = badReferences(front.value, file);
  if (references.length > 0) return { diagnostics: references };
  return { ...front.value, id, text: (parts[2] as string).trim() };
}

/** `after` and `when` must name a check of the same step that stands before. */
function badReferences(step: StepFile, file: string): FileDiagnostic[] {
  const problems: FileDiagnostic[] = [];
  const known = new Set<string>();
  const say = (message: string): void =>
    void problems.push({ file, line: 2, column: 1, message, hint: '', sourceLine: '' });
  for (const check of step.checks) {
    if (known.has(check.id)) say(`two checks are called "${check.id}"`);
    if (check.after !== undefined && !known.has(check.after)) {
      say(`check "${check.id}" comes after "${check.after}", which is no earlier check of this step`);
    }
    known.add(check.id);
  }
  for (const prediction of step.predictions) {
    if (prediction.when !== undefined && !known.has(prediction.when)) {
      say(`prediction "${prediction.id}" waits for "${prediction.when}", which is no check of this step`);
    }
  }
  return problems;
}

function missing(file: string): FileDiagnostic {
  return { file, line: 1, column: 1, message: 'no such file', hint: '', sourceLine: '' };
}
