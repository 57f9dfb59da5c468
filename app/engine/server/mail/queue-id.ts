/** A number for a message, in Postfix's form: ten hexadecimal digits. */
import type { Random } from '../../random.ts';

export function queueId(random: Random): string {
  const digits =
    random.below(0x10_0000).toString(16).padStart(5, '0') +
    random.below(0x10_0000).toString(16).padStart(5, '0');
  return digits.toUpperCase();
}
