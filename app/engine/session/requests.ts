/** The door's guard: what a window sends is checked here, field by field, before anything acts on it. */
import * as v from 'valibot';
import type { Method, Params } from '../../contract.ts';

const nothing = v.strictObject({});
const id = v.pipe(v.string(), v.maxLength(100));
const path = v.pipe(v.string(), v.startsWith('/'), v.maxLength(4_096));
const version = v.nullable(v.pipe(v.string(), v.maxLength(100)));
/** Characters; a message as a whole is limited by the hosts too. */
const text = v.pipe(v.string(), v.maxLength(1_000_000));
const offset = whole(0, 2 ** 40);
const MAX_JUMP_MS = 366 * 86_400_000;

const finding = v.strictObject({
  server: id,
  kind: id,
  evidence: v.strictObject({
    of: v.picklist(['packet', 'cache', 'log']),
    id: whole(0, Number.MAX_SAFE_INTEGER),
  }),
  cure: id,
});

const word = v.pipe(v.string(), v.maxLength(1_024));
const edited = { terminal: id, path, text };

const schemas: { readonly [M in Method]: v.GenericSchema<unknown, Params<M>> } = {
  hello: nothing,
  'terminal.input': v.strictObject({ terminal: id, data: v.pipe(v.string(), v.maxLength(65_536)) }),
  'terminal.resize': v.strictObject({ terminal: id, columns: whole(2, 1000), rows: whole(1, 1000) }),
  'terminal.run': v.strictObject({ terminal: id, line: v.pipe(v.string(), v.maxLength(4_096)) }),
  'clock.run': v.strictObject({ rate: v.pipe(v.number(), v.minValue(0.01), v.maxValue(100_000)) }),
  'clock.pause': nothing,
  'clock.step': nothing,
  'clock.jump': v.strictObject({ milliseconds: v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_JUMP_MS)) }),
  'packet.decode': v.strictObject({ packet: whole(1, Number.MAX_SAFE_INTEGER) }),
  'answer.explain': v.strictObject({ packet: whole(1, Number.MAX_SAFE_INTEGER) }),
  'packets.capture': nothing,
  'files.list': v.strictObject({ terminal: id, path }),
  'files.read': v.strictObject({ terminal: id, path, known: version }),
  'files.save': v.strictObject({ terminal: id, path, text, version }),
  'files.check': v.strictObject({ terminal: id, path, text }),
  'editor.tip': v.strictObject({ ...edited, offset }),
  'editor.complete': v.strictObject({ ...edited, offset }),
  'editor.definition': v.strictObject({ ...edited, offset }),
  'editor.outline': v.strictObject(edited),
  'editor.format': v.strictObject(edited),
  'editor.serial': v.strictObject(edited),
  'editor.applies': v.strictObject({
    ...edited,
    client: word,
    name: word,
    type: word,
    key: v.nullable(word),
  }),
  'files.octets': v.strictObject({ terminal: id, path, from: offset }),
  'files.tree': v.strictObject({ terminal: id, path }),
  'files.put': v.strictObject({
    terminal: id,
    path,
    base64: text,
    from: offset,
    last: v.boolean(),
    over: v.boolean(),
  }),
  'cache.places': nothing,
  'cache.load': v.strictObject({
    host: id,
    view: v.pipe(v.string(), v.maxLength(1_000)),
    dumpView: v.pipe(v.string(), v.maxLength(1_000)),
    replace: v.boolean(),
    base64: text,
    from: offset,
    last: v.boolean(),
  }),
  'statistics.now': nothing,
  'session.reset': nothing,
  'internet.real': v.strictObject({ confirmed: v.literal(true) }),
  'internet.lab': nothing,
  'labs.list': nothing,
  'labs.offer': v.strictObject({ name: word, base64: text, from: offset, last: v.boolean() }),
  'labs.add': nothing,
  'lab.open': v.strictObject({ lab: id }),
  'lab.free': v.strictObject({ lab: id }),
  'lab.back': v.strictObject({ step: id }),
  'lab.answer': v.strictObject({ step: id, check: id, value: v.pipe(v.string(), v.maxLength(500)) }),
  'lab.secret': v.strictObject({ word: v.pipe(v.string(), v.maxLength(100)) }),
  'lab.report': v.strictObject({ findings: v.pipe(v.array(finding), v.maxLength(20)) }),
  'students.list': nothing,
  'students.choose': v.strictObject({ name: v.pipe(v.string(), v.maxLength(100)) }),
  'progress.export': v.strictObject({ form: v.picklist(['json', 'csv']) }),
  'worksheet.read': v.strictObject({ name: v.pipe(v.string(), v.maxLength(255)), client: id }),
  'lab.graph': v.strictObject({ graph: whole(0, 100) }),
  'lab.predict': v.strictObject({ step: id, prediction: id, value: v.pipe(v.string(), v.maxLength(200)) }),
  'lab.hint': v.strictObject({ step: id }),
  'lab.solve': v.strictObject({ step: id }),
  'lab.show': v.strictObject({ step: id }),
  'lab.next': nothing,
};

const envelope = v.object({
  type: v.literal('request'),
  id: v.pipe(v.number(), v.integer()),
  method: v.string(),
  params: v.optional(v.unknown()),
});

export type CheckedRequest = {
  [M in Method]: { readonly id: number; readonly method: M; readonly params: Params<M> };
}[Method];

export type RequestProblem = {
  readonly kind: 'request-problem';
  readonly id: number;
  readonly code: 'bad-request' | 'unknown-method';
  readonly message: string;
};

/** Checks one message from a window. Never throws, whatever came in. */
export function readRequest(message: unknown): CheckedRequest | RequestProblem {
  const outer = v.safeParse(envelope, message);
  if (!outer.success) {
    const given = typeof message === 'object' && message !== null && 'id' in message ? message.id : -1;
    return problem(
      typeof given === 'number' ? given : -1,
      'bad-request',
      'This is no request: it needs type, id, method and params.',
    );
  }
  const { id: number, method, params } = outer.output;
  if (!isMethod(method))
    return problem(number, 'unknown-method', `There is no request called "${method.slice(0, 60)}".`);
  const inner = v.safeParse(schemas[method], params ?? {});
  if (!inner.success) {
    const issue = inner.issues[0];
    const where = issue.path?.map((item) => String(item.key)).join('.') ?? 'params';
    return problem(number, 'bad-request', `${method}: ${where}: ${issue.message}`);
  }
  // The table above pairs each method with its own parameters; TypeScript cannot follow that through the lookup.
  return { id: number, method, params: inner.output } as CheckedRequest;
}

export function isRequestProblem(value: CheckedRequest | RequestProblem): value is RequestProblem {
  return 'kind' in value;
}

function isMethod(method: string): method is Method {
  return Object.hasOwn(schemas, method);
}

function problem(number: number, code: RequestProblem['code'], message: string): RequestProblem {
  return { kind: 'request-problem', id: number, code, message };
}

function whole(least: number, most: number): v.GenericSchema<unknown, number> {
  return v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most)) as v.GenericSchema<
    unknown,
    number
  >;
}
