/** Formatting changes blanks and nothing else: named-checkconf prints the same of both. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needsPrograms, runProgram } from '../../../testing/programs.ts';
import { parseNamedConf } from '../language/named-conf-language.ts';
import { printConfiguration } from '../language/print.ts';
import { formatConfiguration } from './format.ts';

const CORPUS = join(
  import.meta.dirname,
  '../../../../../shared/oracles/bind/corpus/bin/tests/system/checkconf',
);

function formatted(text: string): string {
  const set = formatConfiguration(text);
  if ('problem' in set) throw new Error(set.problem);
  return set.text;
}

test('blocks, comments and blanks are set in one way', () => {
  const ugly = `// head
options{directory "/x";   // where
allow-query{any;};
    forwarders   {
10.0.0.1;   10.0.0.2 ; // second
} ;


# own line
  recursion yes; /* behind */ listen-on port 53{!10.1.2.3;10/8;};
};
zone "a"{type primary;
file "a.db"; # last
// before the brace
};
acl empty { };
key k { algorithm hmac-sha256; secret "a b" /* in */ ; };
`;
  expect(formatted(ugly)).toBe(`// head
options {
	directory "/x"; // where
	allow-query { any; };
	forwarders {
		10.0.0.1;
		10.0.0.2; // second
	};

	# own line
	recursion yes; /* behind */
	listen-on port 53 { !10.1.2.3; 10/8; };
};
zone "a" {
	type primary;
	file "a.db"; # last
	// before the brace
};
acl empty { };
key k { algorithm hmac-sha256; secret "a b" /* in */; };
`);
});

test('a comment to the end of a line ends the line, wherever it stands', () => {
  expect(formatted('options // why\n{ recursion // really\nyes // so\n; };\n')).toBe(
    'options // why\n\t{\n\trecursion // really\n\t\tyes // so\n\t\t;\n};\n',
  );
});

test('line ends stay of their kind, somebody else’s text stays as it is, and a broken file too', () => {
  expect(formatted('options {\r\nrecursion yes;\r\n};\r\n')).toBe('options {\r\n\trecursion yes;\r\n};\r\n');
  const plugin = 'plugin query "x.so" {\n   odd   {  stuff; };\n  };\n';
  expect(formatted(plugin)).toBe(plugin);
  expect(formatConfiguration('options {\n recursion yes\n};\n')).toMatchObject({ line: 3 });
  expect(formatConfiguration('options { "')).toHaveProperty('problem');
});

interface Sample {
  readonly name: string;
  readonly text: string;
}

/** All of the judge's files that have no syntax error. */
function corpus(): Sample[] {
  return readdirSync(CORPUS)
    .filter((name) => name.endsWith('.conf') || name.endsWith('.conf.in'))
    .map((name) => ({ name, text: readFileSync(join(CORPUS, name), 'latin1') }))
    .filter(({ text }) => 'text' in formatConfiguration(text));
}

test('of BIND’s own files the meaning stays, comments stay, and setting twice changes nothing', (context) => {
  if (!existsSync(CORPUS)) return context.skip('needs the judge’s files');
  const samples = corpus();
  expect(samples.length).toBeGreaterThan(200);
  for (const { name, text } of samples) {
    const set = formatted(text);
    expect(formatted(set), name).toBe(set);
    expect(printed(set), name).toEqual(printed(text));
    expect(commentsOf(set), name).toEqual(commentsOf(text));
  }
});

function printed(text: string): unknown {
  const { top, diagnostics } = parseNamedConf(text, { fileName: 'x', readInclude: () => ({ text: '' }) });
  return top === null ? diagnostics.map(({ message }) => message) : printConfiguration(top);
}

function commentsOf(text: string): string[] {
  return [...text.matchAll(/"(?:[^"\\]|\\[\s\S])*"|\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\//g)]
    .map(([one]) => one.trimEnd())
    .filter((one) => !one.startsWith('"'));
}

test('named-checkconf -p prints the same of a file and of its formatted text', async (context) => {
  if (!existsSync(CORPUS)) return context.skip('needs the judge’s files');
  needsPrograms(context, 'named-checkconf');
  const folder = mkdtempSync(join(tmpdir(), 'format-'));
  const file = join(folder, 'named.conf');
  const byNamed = async (text: string): Promise<string> => {
    writeFileSync(file, text, 'latin1');
    const { out, status } = await runProgram('named-checkconf', ['-p', file]);
    return `${status}\n${out.replaceAll(/named.conf:\d+/g, '')}`;
  };
  const good = corpus().filter(({ name }) => name.startsWith('good'));
  expect(good.length).toBeGreaterThan(50);
  try {
    for (const { name, text } of good) {
      const after = await byNamed(formatted(text));
      // What we print of the text before is mostly named's word for word; else named is asked of it too.
      if (after !== `0\n${String(printed(text))}`) expect(after, name).toBe(await byNamed(text));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 20_000);
