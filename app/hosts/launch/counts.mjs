/**
 * Numbers from the test runners' own JSON: what passed, what failed, what was skipped and why.
 *
 * @typedef {{ name: string, why: string }} Skip
 * @typedef {{ passed: number, failed: number, skips: Skip[] }} Counts
 */

/**
 * @param {any} json What `vitest --reporter=json` wrote.
 * @param {Skip[]} reasons What vitest-skips.mjs wrote.
 * @returns {Counts}
 */
export function vitestCounts(json, reasons) {
  /** @type {Counts} */
  const counts = { passed: 0, failed: 0, skips: [] };
  for (const file of json.testResults) {
    let failedHere = 0;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') counts.passed++;
      else if (test.status === 'failed') failedHere++;
      else counts.skips.push({ name: test.fullName, why: 'marked as skipped in its source' });
    }
    // A file that could not even be loaded has no failed test, but it failed.
    counts.failed += file.status === 'failed' ? Math.max(1, failedHere) : failedHere;
  }
  if (reasons.length === counts.skips.length) counts.skips = reasons;
  return counts;
}

/**
 * @param {any} json What `playwright test --reporter=json` wrote.
 * @returns {Counts}
 */
export function playwrightCounts(json) {
  /** @type {Counts} */
  const counts = { passed: 0, failed: json.errors?.length ?? 0, skips: [] };
  /** @param {any} suite @param {string} above */
  const walk = (suite, above) => {
    const name = above === '' ? suite.title : `${above} › ${suite.title}`;
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        if (test.status === 'expected' || test.status === 'flaky') counts.passed++;
        else if (test.status === 'unexpected') counts.failed++;
        else {
          const notes = test.annotations.filter(
            (/** @type {any} */ note) => note.type === 'skip' || note.type === 'fixme',
          );
          const why = notes.map((/** @type {any} */ note) => note.description).find(Boolean);
          counts.skips.push({
            name: `${name} › ${spec.title} [${test.projectName}]`,
            why: why ?? 'marked as skipped in its source',
          });
        }
      }
    }
    for (const inner of suite.suites ?? []) walk(inner, name);
  };
  for (const suite of json.suites) walk(suite, '');
  return counts;
}
