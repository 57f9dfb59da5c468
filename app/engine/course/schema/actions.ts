/** What a student (or the machine that proves a lab) does: solutions, wrong ways and preparations are made of these. */
import * as v from 'valibot';
import { byFirstKey } from './by-key.ts';
import { durationSchema } from './filters.ts';

/** The terminal: `student`, or a machine's name. The lab's `defaults` may say another. */
const terminal = v.optional(v.string(), 'student');
const path = v.pipe(v.string(), v.startsWith('/'));

export const actionSchema = byFirstKey([
  /** Types a line in a terminal and waits for its end. */
  v.strictObject({ run: v.string(), terminal }),
  /** Moves the lab clock on; all that falls due in between happens. */
  v.strictObject({ jump: durationSchema }),
  /** Saves a file as the Files pane does, as root: a piece of it is replaced. The piece must be there once. */
  v.strictObject({ edit: path, find: v.pipe(v.string(), v.minLength(1)), put: v.string(), terminal }),
  /** Saves a whole file. */
  v.strictObject({ save: path, text: v.string(), terminal }),
  /** Answers a question in the guide: rightly, with the value that the lab reckons, where no `value` is given. */
  v.strictObject({ answer: v.string(), value: v.optional(v.string()) }),
  /** Makes a prediction, which is final. */
  v.strictObject({ predict: v.string(), value: v.string() }),
  /** In a secret lab: does what brings each fault's evidence to light, then hands in the report: the right one, or one that is wrong in this. */
  v.strictObject({
    report: v.picklist(['right', 'wrong-server', 'wrong-fault', 'wrong-cure', 'wrong-evidence']),
  }),
]);
export type LabAction = v.InferOutput<typeof actionSchema>;
