/** What an author may write at a place: the keys that a schema knows there. */
import type * as v from 'valibot';

interface Shape {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly wrapped?: Shape;
  readonly item?: Shape;
  readonly items?: readonly Shape[];
  readonly value?: Shape;
  readonly key?: string;
  readonly options?: readonly unknown[];
  readonly getter?: (input: unknown) => Shape;
}

/** The keys that an object may have at a path of `input`; empty where the schema does not tell. */
export function knownKeys(
  schema: v.GenericSchema,
  input: unknown,
  path: readonly (string | number)[],
): readonly string[] {
  let shape: Shape | undefined = opened(schema, input);
  let value = input;
  for (const key of path) {
    if (shape === undefined) return [];
    value = isRecord(value) ? value[key] : undefined;
    const inner: Shape | undefined =
      shape.type === 'array' ? shape.item : shape.type === 'tuple' ? shape.items?.[0] : shape.entries?.[key];
    shape = inner ? opened(inner, value) : shape.value && opened(shape.value, value);
  }
  return Object.keys(shape?.entries ?? {});
}

/** Wrappers taken off, and of several forms the one that the value asks for. */
function opened(schema: unknown, value: unknown): Shape | undefined {
  let shape = schema as Shape | undefined;
  for (let depth = 0; shape !== undefined && depth < 10; depth++) {
    if (shape.type === 'optional' && shape.wrapped) shape = shape.wrapped;
    else if (shape.type === 'lazy' && shape.getter) shape = shape.getter(value);
    else if (shape.type === 'variant' && shape.options) shape = variantOf(shape, value);
    else return shape;
  }
  return shape;
}

function variantOf({ key = '', options = [] }: Shape, value: unknown): Shape | undefined {
  const wanted = isRecord(value) ? value[key] : undefined;
  return (options as readonly Shape[]).find((option) => {
    const word = option.entries?.[key] as { literal?: unknown; options?: readonly unknown[] } | undefined;
    return word?.literal === wanted || word?.options?.includes(wanted);
  });
}

function isRecord(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}
