import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { expect, test } from 'vitest';
import { labSchema, stepSchema } from './lab-file.ts';
import { networkSchema } from './network-schema.ts';
import { actionSchema } from './schema/actions.ts';
import { changeSchema } from './schema/events.ts';
import * as filters from './schema/filters.ts';
import { valueSchema } from './schema/values.ts';

/** What an editor knows of a file. Mended by `npx vitest run app/engine/course/json-schema.test.ts -u`. */
const FILES = [
  ['lab', 'A lab: lab.yaml', labSchema],
  ['step', 'The front matter of a step: steps/NN-name.md', stepSchema],
  ['network', 'A network: networks/*.yaml', networkSchema],
] as const;

/** Said once, under these names. */
const DEFINITIONS: Readonly<Record<string, v.GenericSchema>> = {
  range: filters.rangeSchema,
  record: filters.recordSchema,
  section: filters.sectionSchema,
  packet: filters.packetSchema,
  icmp: filters.icmpSchema,
  served: filters.servedSchema,
  cacheEntry: filters.cacheSchema,
  log: filters.logSchema,
  value: valueSchema,
  action: actionSchema,
  change: changeSchema,
};

test.each(FILES)(
  'labs/schema/%s.schema.json is the schema by which files are read',
  async (name, title, schema) => {
    const options = { typeMode: 'input', errorMode: 'ignore', definitions: DEFINITIONS } as const;
    const { $defs: all = {}, ...json } = toJsonSchema(schema as v.GenericSchema, options);
    const $defs = usedOf(json, all);
    const text = `${JSON.stringify({ title, ...json, $defs }, null, 2)}\n`;
    expect(text).toContain('additionalProperties');
    await expect(text).toMatchFileSnapshot(`../../../labs/schema/${name}.schema.json`);
  },
);

/** The definitions that a schema comes to. */
function usedOf(schema: object, all: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const used = new Map<string, unknown>();
  const visit = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/\$defs\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.set(name, all[name]);
      visit(all[name]);
    }
  };
  visit(schema);
  return Object.fromEntries([...used].sort(([a], [b]) => a.localeCompare(b)));
}
