/**
 * Makes the index of BIND's Administrator Reference Manual that the reference of named.conf is held against: headings,
 * words and blocks, no text. Run by hand for a new release of the manual (Debian's bind9-doc), its outputs are
 * committed; with --check it only says whether they would change.
 *
 *   node app/hosts/launch/manual-index.mjs [--check] [/usr/share/doc/bind9-doc/arm]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at } from './home.mjs';

const words = process.argv.slice(2);
const folder = words.find((word) => !word.startsWith('-')) ?? '/usr/share/doc/bind9-doc/arm';
const CHAPTERS = ['chapter3', 'chapter4', 'chapter6', 'reference'];
const HEAD =
  '/**\n * Made by app/hosts/launch/manual-index.mjs from the BIND 9.18 Administrator Reference Manual.';

/**
 * @typedef {{ number: string, title: string, from: number, html: string }} Section
 * @typedef {{ word: string, section: Section, blocks: string, deprecated: boolean }} Statement
 */

/** @param {string} html */
function plain(html) {
  return html
    .replace(/<a class="headerlink"[^>]*>.*?<\/a>/gs, '')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}

/** @param {string} html @returns {Section[]} */
function sectionsOf(html) {
  const heads = [...html.matchAll(/<h[1-6]>(.*?)<\/h[1-6]>/gs)].map((match) => ({
    from: match.index,
    text: /^([\d.]+)\. (.*)$/.exec(plain(match[1] ?? '')),
  }));
  return heads.flatMap(({ from, text }, place) =>
    text
      ? [
          {
            number: text[1] ?? '',
            title: text[2] ?? '',
            from,
            html: html.slice(from, heads[place + 1]?.from),
          },
        ]
      : [],
  );
}

/** @param {readonly Section[]} sections @returns {Statement[]} */
function statementsOf(sections) {
  return sections.flatMap((section, place) => {
    const parts = section.html.split('id="namedconf-statement-').slice(1);
    // The form of a block has a section of its own; what is told of it stands in the next.
    const told = section.title.endsWith('Block Grammar') ? (sections[place + 1] ?? section) : section;
    return parts.map((part) => ({
      word: plain(part.slice(0, part.indexOf('"'))),
      section: told,
      blocks: /<strong>Blocks: <\/strong>(.*?)<\/p>/s.exec(part)?.[1] ?? '',
      deprecated: /This option is deprecated and will be removed/.test(part.slice(0, 900)),
    }));
  });
}

/** The terms of a list of definitions. @param {Section | undefined} section */
function termsOf(section) {
  return [...(section?.html ?? '').matchAll(/<dt[^>]*>(.*?)<\/dt>/gs)].map((match) => plain(match[1] ?? ''));
}

/** Words in lines of bounded length, each further in. @param {readonly string[]} list */
function wrapped(list) {
  const lines = [''];
  for (const word of list) {
    const last = lines.length - 1;
    if ((lines[last] + word).length > 96) lines.push(word);
    else lines[last] += (lines[last] === '' ? '' : ' ') + word;
  }
  return lines.map((line) => (line === '' ? '' : `  ${line}\n`)).join('');
}

/** @param {string} name @param {readonly string[]} list */
function constant(name, list) {
  return `export const ${name} = \`\n${wrapped(list)}\`;\n`;
}

const chapters = CHAPTERS.map((name) => sectionsOf(readFileSync(join(folder, `${name}.html`), 'utf8')));
const sections = chapters.flat();
const statements = chapters.flatMap(statementsOf).filter(({ word }) => !word.includes(' '));

/** The product's: sections, and which words each tells of. */
function sectionTable() {
  const told = sections.filter(
    ({ number, title }) =>
      !title.endsWith('Block Grammar') &&
      (/^8\.[12]\./.test(number) || statements.some(({ section }) => section.number === number)),
  );
  const lines = told.map((section) => {
    const own = statements.filter((one) => one.section === section).map(({ word }) => word);
    return `${section.number} ${section.title}\n${wrapped(own)}`;
  });
  return `${HEAD}\n * Its sections, and the words that each tells of.\n */\nexport const MANUAL = \`\n${lines.join('')}\`;\n`;
}

/** For tests: sections; in which blocks words stand, which are deprecated; categories of log lines; counters. */
function factTable() {
  const byNumber = new Map(sections.map((section) => [section.number, section]));
  const titles = sections.map(({ number, title }) => `${number} ${title}\n`).join('');
  const blocks = statements.map(({ word, blocks: of }) => `${word}: ${plain(of)}\n`).join('');
  const counters = [1, 2, 3, 4].flatMap((part) => termsOf(byNumber.get(`8.5.2.${part}`)));
  return [
    `${HEAD}\n * What tests hold our words against.\n */\nexport const SECTIONS = \`\n${titles}\`;\n\nexport const BLOCKS = \`\n${blocks}\`;\n`,
    constant(
      'DEPRECATED',
      statements.filter(({ deprecated }) => deprecated).map(({ word }) => word),
    ),
    constant(
      'CATEGORIES',
      termsOf(byNumber.get('8.2.8.2')).filter((term) => /^[a-z-]+$/.test(term) && term !== 'category'),
    ),
    constant(
      'COUNTERS',
      // The manual breaks one of them in two.
      counters.map((term) => term.replace(/ /g, '')),
    ),
  ].join('\n');
}

let changed = false;
for (const [path, text] of /** @type {const} */ ([
  ['app/engine/config/editor/reference/manual.ts', sectionTable()],
  ['app/testing/bind-manual.ts', factTable()],
])) {
  const file = at(path);
  if (words.includes('--check')) {
    const same = readFileSync(file, 'utf8') === text;
    console.log(`${path}: ${same ? 'as the manual' : 'differs from the manual'}`);
    changed ||= !same;
  } else writeFileSync(file, text);
}
process.exitCode = changed ? 1 : 0;
