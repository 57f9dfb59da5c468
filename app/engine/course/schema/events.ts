/** What changes in the network by itself: at the start, at a time of the lab clock, or when a step begins. */
import * as v from 'valibot';
import { networkChangeSchema } from '../network-schema.ts';
import { byFirstKey } from './by-key.ts';
import { durationSchema } from './filters.ts';

/** The words of one change are those of labs/networks/README.md. */
export const changeSchema = byFirstKey(networkChangeSchema.options);

export const eventSchema = v.strictObject({
  /** Lab time since the lab's start; without it: at the start. */
  at: v.optional(durationSchema, '0s'),
  changes: v.pipe(v.array(changeSchema), v.minLength(1)),
});
