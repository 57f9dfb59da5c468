import * as v from 'valibot';
import type { LabSummary } from '../../contract.ts';
import type { ContentSource } from './content.ts';
import { diagnosticLines, readYaml } from './yaml-file.ts';

const FILE = 'coming.yaml';

const comingSchema = v.array(
  v.strictObject({
    number: v.pipe(v.number(), v.integer(), v.minValue(1)),
    title: v.string(),
    minutes: v.pipe(v.number(), v.integer(), v.minValue(1)),
    level: v.picklist(['beginner', 'intermediate', 'advanced']),
    summary: v.string(),
    /** What it waits for, in a sentence. */
    waits: v.string(),
  }),
);

/** Labs of the course that are not there yet, for its list: `labs/coming.yaml`. None where there is no such file. */
export function comingLabs(content: ContentSource): readonly LabSummary[] {
  const text = content.read(FILE);
  if (text === null) return [];
  const read = readYaml(comingSchema, text, FILE, 1);
  if (!read.ok) {
    const problem = read.diagnostics.map(diagnosticLines).join('\n');
    return [
      { id: FILE, number: 0, title: FILE, minutes: 0, level: '', summary: '', state: 'broken', problem },
    ];
  }
  return read.value.map(({ waits, ...lab }) => ({
    ...lab,
    id: `coming-${lab.number}`,
    state: 'coming',
    problem: waits,
  }));
}
