import { writeFileSync } from 'node:fs';

/**
 * Vitest's JSON leaves out why a test was skipped; this reporter writes names and reasons to the file that
 * `ROOTWALK_SKIPS` names.
 */
export default class SkipReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    const file = process.env['ROOTWALK_SKIPS'];
    if (!file) return;
    /** @type {{ name: string, why: string }[]} */
    const skips = [];
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'skipped')
          skips.push({
            name: `${module.relativeModuleId}: ${test.fullName}`,
            why: result.note ?? 'marked as skipped in its source',
          });
      }
    }
    writeFileSync(file, JSON.stringify(skips));
  }
}
