import { describe, expect, test } from 'vitest';
import { contentOf } from './content.ts';
import { readLab, readLabs } from './lab-folder.ts';
import { diagnosticLines, diagnosticText } from './yaml-file.ts';

const LAB = `number: 9
title: A lab
minutes: 5
level: beginner
summary: Short.
goals: [one]
steps: [01-only]
`;

const STEP = `---
title: The step
checks:
  - { id: asked, of: packet, title: Asked, packet: { kind: query, to: cache } }
solution:
  - run: dig www.example.com
closing: Done.
---
Text of the step.
`;

function lab(files: Record<string, string>): ReturnType<typeof readLab> {
  return readLab(contentOf(new Map(Object.entries(files))), '09-a-lab');
}

function problems(files: Record<string, string>): string[] {
  const read = lab(files);
  return read.ok ? [] : read.diagnostics.map(diagnosticText);
}

describe('a lab folder', () => {
  test('is read with its steps, defaults filled in', () => {
    const read = lab({ '09-a-lab/lab.yaml': LAB, '09-a-lab/steps/01-only.md': STEP });
    expect(read).toMatchObject({
      ok: true,
      lab: { id: '09-a-lab', network: 'internet.yaml', seed: 'rootwalk', prepare: [] },
    });
    expect(read.ok && read.lab.steps[0]).toMatchObject({
      id: '01-only',
      text: 'Text of the step.',
      hints: [],
      wrong: [],
    });
  });

  test('with an unknown key is refused at the line and column of the key', () => {
    const files = { '09-a-lab/lab.yaml': LAB + 'colour: red\n', '09-a-lab/steps/01-only.md': STEP };
    expect(problems(files)).toEqual([
      expect.stringMatching(
        /^09-a-lab\/lab\.yaml:8:1: unknown key "colour"\. Known here: number, title, minutes, /,
      ),
    ]);
  });

  test('that lies too deep, is too long or goes on for ever is told so, and nothing else happens', () => {
    const step = { '09-a-lab/steps/01-only.md': STEP };
    const of = (yaml: string): string => {
      const said = problems({ '09-a-lab/lab.yaml': yaml, ...step });
      expect(said.length).toBeLessThanOrEqual(10);
      return said[0] ?? '';
    };
    expect(of(`${LAB}more: ${'['.repeat(2_000)}`)).toMatch(
      /^09-a-lab\/lab\.yaml:8:1: .*lie too deep in each other/,
    );
    expect(of(`${LAB}more: ["${'['.repeat(2_000)}"]`)).toContain('unknown key "more"');
    expect(of(`${LAB}# ${'x'.repeat(1_000_000)}`)).toContain('longer than a million characters');
    expect(of(`${LAB}prepare: [{ jump: 99999999999d }]\n`)).toMatch(
      /^09-a-lab\/lab\.yaml:8:\d+: "prepare.0.jump"/,
    );
    expect(of(`${LAB}prepare: [{ jump: '' }]\n`)).toContain('"prepare.0.jump"');
    const deep = `${'{ of: all, parts: ['.repeat(2_000)}{ of: elapsed, seconds: {} }${'] }'.repeat(2_000)}`;
    const check = STEP.replace(
      / {2}- \{ id: asked.*/,
      `  - { id: deep, title: Deep, of: all, parts: [${deep}] }`,
    );
    expect(problems({ '09-a-lab/lab.yaml': LAB, '09-a-lab/steps/01-only.md': check })[0]).toContain(
      'too deep',
    );
  });

  test('with a missing key names the key', () => {
    const files = { '09-a-lab/lab.yaml': LAB.replace('minutes: 5\n', ''), '09-a-lab/steps/01-only.md': STEP };
    expect(problems(files)).toEqual(['09-a-lab/lab.yaml:1:1: "minutes" is missing.']);
  });

  test('with a wrong value in a step counts lines from the top of the Markdown file', () => {
    const files = {
      '09-a-lab/lab.yaml': LAB,
      '09-a-lab/steps/01-only.md': STEP.replace('kind: query', 'kind: questoin'),
    };
    const [problem, ...more] = problems(files);
    expect(more).toEqual([]);
    expect(problem).toMatch(
      /^09-a-lab\/steps\/01-only\.md:4:\d+: "checks\.0\.packet\.kind" must be \("query" \| "response"\), not "questoin"\.$/,
    );
  });

  test('with a wrong value is shown with the line itself and a mark under the place', () => {
    const files = {
      '09-a-lab/lab.yaml': LAB.replace('minutes: 5', 'minutes: soon'),
      '09-a-lab/steps/01-only.md': STEP,
    };
    const read = lab(files);
    expect(read.ok ? [] : read.diagnostics.map(diagnosticLines)).toEqual([
      '09-a-lab/lab.yaml:3:10: "minutes" must be number, not "soon".\n  minutes: soon\n           ^',
    ]);
  });

  test('with YAML that cannot be read says where', () => {
    const files = { '09-a-lab/lab.yaml': 'title: [unclosed\n', '09-a-lab/steps/01-only.md': STEP };
    expect(problems(files)[0]).toMatch(/^09-a-lab\/lab\.yaml:\d+:\d+: /);
  });

  test('with a step that is not there names the file', () => {
    expect(problems({ '09-a-lab/lab.yaml': LAB })).toEqual(['09-a-lab/steps/01-only.md:1:1: no such file.']);
  });

  test('cannot reach outside its folder by a step name', () => {
    const files = { '09-a-lab/lab.yaml': LAB.replace('01-only', '../../secret'), 'secret.md': STEP };
    expect(problems(files)).toEqual(['09-a-lab/steps/../../secret.md:1:1: no such file.']);
  });

  test('with an "after" that names no earlier check is refused', () => {
    const step = STEP.replace('title: Asked,', 'title: Asked, after: nothing,');
    expect(problems({ '09-a-lab/lab.yaml': LAB, '09-a-lab/steps/01-only.md': step })[0]).toContain(
      'comes after "nothing"',
    );
  });

  test('with an alias bomb is refused, and quickly', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((c, i) => `${c}: &${c} [${`*${'abcdefg'[i]},`.repeat(9)}]`),
    ];
    expect(problems({ '09-a-lab/lab.yaml': bomb.join('\n') }).length).toBeGreaterThan(0);
  });

  test('that is broken does not hide the others', () => {
    const files = new Map([
      ['01-bad/lab.yaml', 'number: x'],
      ['09-a-lab/lab.yaml', LAB],
      ['09-a-lab/steps/01-only.md', STEP],
      ['networks/internet.yaml', ''],
    ]);
    expect(readLabs(contentOf(files)).map((read) => read.ok)).toEqual([false, true]);
  });
});
