/** `rootwalk named` and BIND's with the same statistics-channels and the same questions: the same paths, names and counts. */
import { afterAll, afterEach, beforeAll, expect, test, type TestContext } from 'vitest';
import { readStatistics } from '../../../engine/statistics/read/read.ts';
import type { Statistics } from '../../../engine/statistics/statistics.ts';
import { freePort } from '../../../testing/free-port.ts';
import { NamedPrograms } from '../../../testing/named-program.ts';
import { needsPrograms, runProgram } from '../../../testing/programs.ts';

const ZONE = '$TTL 1h\n@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 127.0.0.1\nwww A 192.0.2.80\n';

interface Side {
  readonly url: string;
  readonly port: number;
  readonly log: () => string;
  says(text: string): Promise<unknown>;
}

let programs: NamedPrograms;

beforeAll(async () => {
  programs = await NamedPrograms.make();
}, 60_000);

afterEach(() => programs.stopAll());
afterAll(() => programs.remove());

async function start(
  context: TestContext,
  allow = 'allow { 127.0.0.1; };',
): Promise<readonly [ours: Side, real: Side]> {
  needsPrograms(context, 'named', 'dig', 'curl');
  programs.write('example.zone', ZONE);
  const sides: Side[] = [];
  for (const name of ['ours', 'real'] as const) {
    const [port, http] = [await freePort(), await freePort()];
    const program = programs[name](
      `options { directory "${programs.folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
         pid-file none; session-keyfile none; dnssec-validation no; recursion no; empty-zones-enable no; };
       controls { };
       statistics-channels { inet 127.0.0.1 port ${http} ${allow} };
       zone "example.test" { type primary; file "example.zone"; };`,
      '-g',
    );
    await program.says(`statistics channel listening on 127.0.0.1#${http}`);
    await program.says('running\n');
    sides.push({
      url: `http://127.0.0.1:${http}`,
      port,
      log: () => program.log(),
      says: (text) => program.says(text),
    });
  }
  return sides as unknown as readonly [Side, Side]; // one of each
}

async function curl(url: string, ...more: string[]): Promise<string> {
  return (await runProgram('curl', ['-s', '-m', '5', '-w', '\n%{http_code} %{content_type}', ...more, url]))
    .out;
}

async function statistics(url: string): Promise<Statistics> {
  const text = (await curl(url)).replace(/\n[^\n]*$/, '');
  const { times, problems } = readStatistics(text);
  expect(problems).toEqual([]);
  const [time] = times;
  if (!time) throw new Error(`no statistics at ${url}`);
  return time;
}

/** Names of all counters, each with its group and view. */
function names({ sections }: Statistics): ReadonlySet<string> {
  return new Set(
    sections.flatMap(({ group, view, counters }) =>
      [...counters.keys()].map((name) => `${group} ${view} ${name}`),
    ),
  );
}

function counts({ sections }: Statistics, group: string): Record<string, number> {
  const found = sections.find(
    (section) => section.group === group && section.view === null && section.part === null,
  );
  return Object.fromEntries([...(found?.counters ?? [])].filter(([, count]) => count > 0));
}

test('the same questions, the same counters', { timeout: 60_000 }, async (context) => {
  const sides = await start(context);
  for (const { port } of sides) {
    const ask = (...words: string[]) =>
      runProgram('dig', ['-p', String(port), '@127.0.0.1', '+tries=1', ...words]);
    await ask('www.example.test');
    await ask('+noedns', 'www.example.test', 'AAAA');
    await ask('+nocookie', 'nothing.example.test', 'CAA');
    await ask('+tcp', 'www.example.test', 'MX');
    await ask('+opcode=status', '.');
  }
  const [ours, real] = sides;
  for (const form of ['xml/v3', 'json/v1']) {
    const [mine, theirs] = [await statistics(`${ours.url}/${form}`), await statistics(`${real.url}/${form}`)];
    for (const group of ['opcode', 'qtype', 'rcode'])
      expect(counts(mine, group), group).toEqual(counts(theirs, group));
    // named tells more; what both tell is the same.
    expect(counts(theirs, 'nsstat')).toMatchObject(without(counts(mine, 'nsstat'), 'TCPConnHighWater'));
    expect(
      mine.zones
        .filter(({ view }) => view === 'default')
        .map(({ name, type, serial }) => [name, type, serial]),
    ).toEqual(
      theirs.zones
        .filter(({ view }) => view === 'default')
        .map(({ name, type, serial }) => [name, type, serial]),
    );
    // In XML named has all names, so that none of ours is one that it does not know.
    const known = form === 'xml/v3' ? names(theirs) : null;
    if (known) expect([...names(mine)].filter((name) => !known.has(name))).toEqual([]);
  }
});

function without(all: Record<string, number>, name: string): Record<string, number> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => key !== name));
}

test('each path has what named has there', { timeout: 60_000 }, async (context) => {
  const [ours, real] = await start(context);
  for (const subtree of ['', '/status', '/server', '/zones', '/net', '/traffic', '/nosuch'])
    for (const form of ['xml/v3', 'json/v1']) {
      const path = `/${form}${subtree}`;
      const [mine, theirs] = [await curl(ours.url + path), await curl(real.url + path)];
      expect([path, ending(mine)]).toEqual([path, ending(theirs)]);
      if (form === 'xml/v3')
        expect([path, elements(mine).filter((name) => !elements(theirs).includes(name))]).toEqual([path, []]);
      else if (subtree !== '/nosuch')
        expect([path, keys(mine).filter((key) => !keys(theirs).includes(key))]).toEqual([path, []]);
    }
});

function ending(answer: string): string | undefined {
  return answer.split('\n').at(-1);
}

function elements(xml: string): string[] {
  return [...new Set([...xml.matchAll(/<([\w-]+)/g)].map(([, name = '']) => name))];
}

function keys(answer: string): string[] {
  return Object.keys(JSON.parse(answer.replace(/\n[^\n]*$/, '')) as object); // the document's members
}

test(
  'whom the list does not name is not heard, nor is a page of another site',
  { timeout: 60_000 },
  async (context) => {
    const [ours] = await start(context);
    expect(await curl(`${ours.url}/json/v1/status`)).toContain('200 application/json');
    expect(await curl(`${ours.url}/json/v1/status`, '--interface', '127.0.0.2')).toMatch(/^\n000/);
    expect(ours.log()).toContain('Accepting TCP connection failed: failure');
    expect(await curl(`${ours.url}/json/v1`, '-H', 'Origin: https://elsewhere.example')).toContain(
      '403 text/plain',
    );
    expect(await curl(`${ours.url}/json/v1`, '-X', 'DELETE')).toContain('405 text/plain');
  },
);
