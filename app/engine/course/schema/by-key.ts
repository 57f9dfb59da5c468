/** A choice of objects that are told apart by a key of their own: what is wrong is then said of the one that was meant. */
import * as v from 'valibot';

type Option = v.ObjectSchema<v.ObjectEntries, undefined> | v.StrictObjectSchema<v.ObjectEntries, undefined>;

/** The first key of each object is its own. */
export function byFirstKey<const Options extends readonly Option[]>(
  options: Options,
): v.GenericSchema<unknown, v.InferOutput<Options[number]>> {
  const all = v.union(options, `must say one of: ${[...new Set(options.map(firstKey))].join(', ')}`);
  return v.lazy((input: unknown) => {
    if (typeof input !== 'object' || input === null) return all;
    const meant = options.filter((option) => firstKey(option) in input);
    return meant.length === 1 && meant[0] ? meant[0] : all;
  }) as unknown as v.GenericSchema<unknown, v.InferOutput<Options[number]>>;
}

function firstKey(option: Option): string {
  return Object.keys(option.entries)[0] ?? '';
}
