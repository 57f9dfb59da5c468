import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { realContext } from './real-context.ts';
import { testRun } from '../../testing/tool-run.ts';
import type { ToolContext } from '../../engine/tools/tool.ts';
import { dump } from '../../engine/tools/dump/dump.ts';

const sample = (name: string): string =>
  fileURLToPath(new URL(`../../engine/dump/read/samples/${name}`, import.meta.url));

const AGED = sample('07-aged-expired.db');

/** With real files, read piece by piece. */
async function run(...words: string[]): Promise<{ status: number; out: string; err: string }> {
  const printed = { out: '', err: '' };
  const context = Object.create(realContext(words, new AbortController().signal), {
    out: { value: (text: string) => void (printed.out += text) },
    err: { value: (text: string) => void (printed.err += text) },
  }) as ToolContext;
  return { status: await dump(context), ...printed };
}

test('the figures are those that were counted by other means', async () => {
  const { status, out } = await run('--totals', AGED);
  const { totals } = JSON.parse(readFileSync(AGED.replace('.db', '.json'), 'utf8')) as {
    totals: { rrsets: number; expired: number };
  };
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    format: 'bind',
    complete: true,
    totals: { rrsets: totals.rrsets, expired: totals.expired },
  });
});

test('without options it says what the file is, in a few lines', async () => {
  const { out } = await run(AGED);
  expect(out).toContain("BIND's named_dump.db");
  expect(out).toContain('problems: 0\n');
  expect((await run(sample('unbound-1.17.txt'))).out).toContain("Unbound's dump_cache");
});

test('entries are chosen, sorted and printed as a list, JSON or CSV', async () => {
  const words = ['--name', 'com.', '--type', 'mx,txt', '--sort', 'ttl', '--reverse'];
  const list = await run(...words, AGED);
  const lines = list.out.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(line).toMatch(/^\S*com\.\t\d+\t(?:MX|TXT|RRSIG)\t/);
  const json = JSON.parse((await run('--json', ...words, AGED)).out) as { owner: string; ttl: number }[];
  expect(json.map(({ owner, ttl }) => `${owner}\t${ttl}`)).toEqual(
    lines.map((line) => line.split('\t').slice(0, 2).join('\t')),
  );
  expect(json.map(({ ttl }) => ttl)).toEqual(json.map(({ ttl }) => ttl).sort((a, b) => b - a));
  const csv = await run('--csv', ...words, AGED);
  expect(csv.out.split('\r\n').length).toBe(lines.length + 2);
});

test('the dump written anew is the dump', async () => {
  expect((await run('--text', AGED)).out).toBe(readFileSync(AGED, 'latin1'));
});

test('two dumps differ, or they do not: the exit status says so', async () => {
  expect(await run('--diff', AGED, AGED)).toEqual({
    status: 0,
    out: '0 appeared, 0 gone, 0 changed\n',
    err: '',
  });
  const { status, out } = await run('--diff', sample('02-one-query-cache.db'), AGED);
  expect(status).toBe(1);
  expect(out).toMatch(/^\+ \S+/m);
  const json = await run('--diff', '--json', sample('02-one-query-cache.db'), AGED);
  expect((JSON.parse(json.out) as unknown[]).length).toBe(out.trimEnd().split('\n').length - 1);
});

test('the name space and the ends of the entries', async () => {
  expect((await run('--tree', AGED)).out).toMatch(/^\d+\t\d+\t\d+\tcom\.$/m);
  expect((await run('--tree', 'com.', AGED)).out).toMatch(/\texample\.com\.$/m);
  expect((await run('--expiry', AGED)).out).toMatch(/^below 1 second\t\d+$/m);
});

test.each([
  [['--nonsense', 'f'], "unknown option '--nonsense'"],
  [[], 'one file is needed'],
  [['--diff', 'f'], '--diff needs two files'],
  [['--type', 'NOPE', 'f'], "'NOPE' is no type"],
  [['--trust', 'much', 'f'], "'much' is no trust"],
  [['--ttl', 'long', 'f'], "'long' is no span of seconds"],
  [['--sort', 'beauty', 'f'], "'beauty' is no order"],
  [['--name'], '--name needs a value'],
])('%j: %s', async (words, message) => {
  const { status, out, err } = await run(...words);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain(`rootwalk dump: ${message}\nusage:`);
});

test('a file that is not there, and one that is a folder', async () => {
  expect(await run('/nowhere')).toMatchObject({
    status: 2,
    err: 'rootwalk dump: /nowhere: No such file or directory\n',
  });
  expect(await run('/')).toMatchObject({ status: 2, err: 'rootwalk dump: /: Is a directory\n' });
});

test('a file with problems: they are counted on standard error and listed with their lines', async () => {
  const files = { f: "; Start view v\n; Cache dump of view 'v' (cache v)\nwhat is this\n" };
  const list = testRun(['--list', 'f'], { files });
  expect(await dump(list.context)).toBe(1);
  expect(list.err()).toBe('rootwalk dump: 2 problems: --problems lists them\n');
  const problems = testRun(['--problems', 'f'], { files });
  await dump(problems.context);
  expect(problems.out()).toMatch(/^line 3: .*\nline 3: "; Dump complete" is missing/);
});
