import type { DecodedField } from '../../../app/contract.ts';

/** The innermost field that holds this octet; null where none does. */
export function deepestAt(fields: readonly DecodedField[], offset: number): DecodedField | null {
  for (const field of fields) {
    if (offset >= field.start && offset < field.end) return deepestAt(field.children, offset) ?? field;
  }
  return null;
}
