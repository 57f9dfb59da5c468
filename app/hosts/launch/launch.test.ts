import { describe, expect, test } from 'vitest';
import { playwrightCounts, vitestCounts } from './counts.mjs';
import { windowProblem } from './electron-runtime.mjs';
import { nodeProblem } from './home.mjs';
import { fits } from './install.mjs';
import { parseOptions } from './options.mjs';

describe('options of npm start', () => {
  test('without any, the window opens and the gateway is on 5300', () => {
    expect(parseOptions([])).toEqual({
      kind: 'start',
      options: { web: false, open: true, port: null, gatewayPort: 5300, secretWord: null },
    });
  });

  test('ports are read from either form', () => {
    expect(parseOptions(['--no-open', '--port', '9000', '--gateway-port=5301'])).toEqual({
      kind: 'start',
      options: { web: true, open: false, port: 9000, gatewayPort: 5301, secretWord: null },
    });
  });

  test.each([
    [['--prot', '1'], "unknown option '--prot'"],
    [['--port'], 'nothing follows it'],
    [['--port', 'x'], "'x' is not one"],
    [['--port', '65536'], "'65536' is not one"],
    [['--gateway-port', '0'], "'0' is not one"],
    [['--web=yes'], '--web takes no value'],
    [['lab3'], "unknown option 'lab3'"],
  ])('%j is refused with a sentence', (words, message) => {
    const parsed = parseOptions(words);
    expect(parsed).toMatchObject({ kind: 'wrong' });
    expect(parsed.kind === 'wrong' && parsed.message).toContain(message);
  });
});

test('a Node that is too old is told so in one line', () => {
  expect(nodeProblem('18.20.1')).toContain('18.20.1');
  expect(nodeProblem('20.18.3')).toContain('20.19');
  for (const good of ['20.19.0', '22.0.0', '24.1.0']) expect(nodeProblem(good)).toBeNull();
});

test('installed packages fit a lock file when all but optional ones are there in the same version', () => {
  const wanted = { packages: { '': {}, a: { version: '1.0.0' }, b: { version: '2.0.0', optional: true } } };
  expect(fits(wanted, { packages: { a: { version: '1.0.0' } } })).toBe(true);
  expect(fits(wanted, { packages: { a: { version: '1.0.1' } } })).toBe(false);
  expect(fits(wanted, { packages: { b: { version: '2.0.0' } } })).toBe(false);
});

test('Electron is not tried where it could show no window', () => {
  expect(windowProblem({}, 'linux', 1000)).toContain('display');
  expect(windowProblem({ DISPLAY: ':0' }, 'linux', 0)).toContain('root');
  expect(windowProblem({ DISPLAY: ':0', CI: '1' }, 'linux', 1000)).toContain('CI');
  expect(windowProblem({ DISPLAY: ':0' }, 'linux', 1000)).toBeNull();
  expect(windowProblem({}, 'win32', undefined)).toBeNull();
});

describe('counting what ran', () => {
  test('a test file that cannot be loaded counts as a failure', () => {
    const json = {
      testResults: [
        { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'skipped', fullName: 'x' }] },
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'failed' }] },
      ],
    };
    expect(vitestCounts(json, [{ name: 'x', why: 'no dig here' }])).toEqual({
      passed: 1,
      failed: 3,
      skips: [{ name: 'x', why: 'no dig here' }],
    });
  });

  test('the end-to-end runner’s skips keep their reasons', () => {
    const spec = (status: string, annotations: unknown[] = []): unknown => ({
      title: 'opens',
      tests: [{ status, annotations, projectName: 'web' }],
    });
    const json = {
      errors: [],
      suites: [
        {
          title: 'a.spec.ts',
          specs: [spec('expected'), spec('unexpected')],
          suites: [
            { title: 'with dig', specs: [spec('skipped', [{ type: 'skip', description: 'no dig here' }])] },
          ],
        },
      ],
    };
    expect(playwrightCounts(json)).toEqual({
      passed: 1,
      failed: 1,
      skips: [{ name: 'a.spec.ts › with dig › opens [web]', why: 'no dig here' }],
    });
  });
});
