/** What a request gets that cannot be granted: a sentence for the person. */
import type { RequestError } from '../../contract.ts';

export interface Refusal {
  readonly kind: 'request-refused';
  readonly error: RequestError;
}

export function refuse(code: RequestError['code'], message: string): Refusal {
  return { kind: 'request-refused', error: { code, message } };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'request-refused';
}
