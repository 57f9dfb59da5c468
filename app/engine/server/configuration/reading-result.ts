/** How the reading of a configuration ended, in named's terms: by the first thing that was wrong. */
import type { ConfigDiagnostic } from '../../config/syntax.ts';
import type { ResultName } from '../control/results.ts';

const RESULTS: readonly (readonly [words: RegExp, result: ResultName])[] = [
  [/parsing failed: file not found|^open: .*: file not found$/, 'ISC_R_FILENOTFOUND'],
  [/^open: .*: permission denied$/, 'ISC_R_NOPERM'],
  [/ redefined near /, 'ISC_R_EXISTS'],
  [/^(?!expected integer).*\bexpected\b.* near /, 'ISC_R_UNEXPECTEDTOKEN'],
];

export function readingResult(diagnostics: readonly ConfigDiagnostic[]): ResultName {
  // An unknown option is passed over; the end of the file is what ends the reading.
  if (diagnostics.some(({ message }) => message === 'unexpected token near end of file'))
    return 'ISC_R_UNEXPECTEDTOKEN';
  const first = diagnostics.find(({ severity }) => severity === 'error');
  return RESULTS.find(([words]) => words.test(first?.message ?? ''))?.[1] ?? 'ISC_R_FAILURE';
}
