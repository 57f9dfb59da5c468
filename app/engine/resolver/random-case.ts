/**
 * Letters in random case ("0x20"): a forger who does not see the question must guess them too. Servers give the question
 * back as it came; one that does not is asked again over TCP, where there is nothing to guess.
 */
import { Name } from '../protocol/name.ts';
import type { Random } from '../random.ts';

/** The name with each letter in one case or the other. */
export function inRandomCase(name: Name, random: Random): Name {
  const wire = Uint8Array.from(name.wire, (octet) => {
    // Lengths of labels are less than 64, so that they are no letters.
    const letter = octet | 0x20;
    return letter < 0x61 || letter > 0x7a || octet < 0x41 ? octet : letter - 0x20 * random.below(2);
  });
  return Name.fromTrustedWire(wire, name.labelCount);
}

/** Where the question's name begins in a message: after its header (RFC 1035 §4.1.1). */
const QUESTION_AT = 12;

/**
 * The message with the question's name spelt as `name`, and with it all names that point there, if it was spelt exactly
 * as `sent`; null where it was not.
 */
export function respelt(message: Uint8Array, sent: Name, name: Name): Uint8Array | null {
  const { wire } = sent;
  if (message.length < QUESTION_AT + wire.length) return null;
  for (let i = 0; i < wire.length; i++) if (message[QUESTION_AT + i] !== wire[i]) return null;
  const copy = message.slice();
  copy.set(name.wire, QUESTION_AT);
  return copy;
}
