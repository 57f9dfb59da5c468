/** The report as an SVG picture: a band for each zone, a cell for each server, legend and findings below. */
import { typeText } from '../../protocol/codes.ts';
import type { Name } from '../../protocol/name.ts';
import { serverText, zoneText, type ZoneFacts } from './facts.ts';
import type { Finding } from './judge.ts';
import { matrixOf, type MatrixRow } from './matrix.ts';
import { countText } from './text.ts';

const WIDTH = 1120;
const MARGIN = 24;
const CELL = { width: 249, height: 84, gap: 14 };
const COLUMNS = 4;
const BAND_HEAD = 40;
const BAND_GAP = 40;
const LINE = 20;
/** Characters of a finding's line. */
const WRAP = 150;

const STYLE = `text{font-family:"DejaVu Sans",Verdana,"Segoe UI",sans-serif;font-size:13px;fill:#1b1f24}
.title{font-size:20px;font-weight:bold}.zone{font-size:16px;font-weight:bold}.strong{font-weight:bold}.muted{fill:#57606a}.small{font-size:11px}
.mono{font-family:"DejaVu Sans Mono",Consolas,monospace;font-size:11.5px}.band{fill:#f6f8fa;stroke:#d0d7de}
.ok{fill:#fff;stroke:#1f7a3d;stroke-width:1.5}.bad{fill:#fff5f5;stroke:#b42318;stroke-width:2.5;stroke-dasharray:7 3}
.unknown{fill:#fff;stroke:#8c959f;stroke-dasharray:2 3}.mark{fill:none;stroke-width:3;stroke-linecap:round}
.mark.ok{stroke:#1f7a3d}.mark.bad{stroke:#b42318;stroke-dasharray:none}.mark.unknown{stroke:#8c959f;stroke-dasharray:none}
.way{fill:none;stroke:#57606a;stroke-width:2}.tip{fill:#57606a}`;

export function pictureOf(
  name: Name,
  type: number,
  zones: readonly ZoneFacts[],
  findings: readonly Finding[],
): string {
  const parts: string[] = [
    text(MARGIN, 44, `${serverText(name)} ${typeText(type)}: every server at every zone cut`, 'title'),
  ];
  let y = 68;
  for (const [at, facts] of zones.entries()) {
    const { svg, height } = band(facts, y, name);
    parts.push(svg);
    y += height;
    if (at < zones.length - 1) parts.push(arrow(y));
    y += BAND_GAP;
  }
  const legend = legendAt(y);
  parts.push(legend.svg);
  y += legend.height;
  for (const line of findingLines(findings)) {
    parts.push(text(MARGIN + line.indent, y, line.text, line.strong ? 'zone' : ''));
    y += LINE;
  }
  const height = y + MARGIN;
  const label = `Delegation of ${serverText(name)}: ${countText(findings)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(label)}">
<style>${STYLE}</style>
<rect width="100%" height="100%" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

function band(facts: ZoneFacts, y: number, name: Name): { readonly svg: string; readonly height: number } {
  const { rows, notAsked, networks, data } = matrixOf(facts);
  const lines = Math.ceil(rows.length / COLUMNS);
  const notes = data.map(({ letter, text: said }) => `data ${letter}: ${serverText(name)} ${said}`);
  const height = BAND_HEAD + lines * (CELL.height + CELL.gap) + notes.length * LINE + 6;
  const cells = rows.map((row, at) => {
    const x = MARGIN + 16 + (at % COLUMNS) * (CELL.width + CELL.gap);
    return cell(row, x, y + BAND_HEAD + Math.floor(at / COLUMNS) * (CELL.height + CELL.gap), facts.last);
  });
  const where = `${rows.length} in ${networks.length} ${networks.length === 1 ? 'network' : 'networks'}${notAsked > 0 ? `, ${notAsked} more not asked` : ''}${delegated(facts)}`;
  const svg = [
    `<rect class="band" x="${MARGIN}" y="${y}" width="${WIDTH - 2 * MARGIN}" height="${height}" rx="10"/>`,
    text(MARGIN + 16, y + 26, zoneText(facts.zone), 'zone'),
    text(WIDTH - MARGIN - 16, y + 26, where, 'muted', 'end'),
    ...cells,
    ...notes.map((note, at) =>
      text(MARGIN + 16, y + height - 12 - (notes.length - 1 - at) * LINE, clipped(note, WRAP), 'mono'),
    ),
  ].join('\n');
  return { svg, height };
}

function delegated({ parent, delegations }: ZoneFacts): string {
  if (parent === null) return '';
  return delegations.length > 0
    ? `, delegated by ${zoneText(parent)}`
    : `, on the servers of ${zoneText(parent)}`;
}

function cell(row: MatrixRow, x: number, y: number, last: boolean): string {
  const marks = [`net ${row.network}`, ...(last ? [`data ${row.data}`] : [])].join(' · ');
  const aa = { aa: 'aa', NO: 'no aa' }[row.aa] ?? 'aa -';
  const tcp = { yes: 'tcp', NO: 'no tcp' }[row.tcp] ?? 'tcp -';
  const checks = `${aa} · ${tcp} · NS ${row.ns} · glue ${row.glue}`;
  const status = row.answer === 'yes' ? `serial ${row.serial}` : row.answer;
  return [
    `<g><title>${escaped(`${row.server} ${row.address}: ${row.answer}`)}</title>`,
    `<rect class="${row.state}" x="${x}" y="${y}" width="${CELL.width}" height="${CELL.height}" rx="8"/>`,
    mark(row.state, x + CELL.width - 24, y + 12),
    text(x + 12, y + 22, clipped(row.server, 28)),
    text(x + 12, y + 39, row.address, 'mono muted'),
    text(x + 12, y + 57, status, row.state === 'bad' ? 'strong' : 'muted'),
    text(x + 12, y + 74, `${checks} · ${marks}`, 'small muted'),
    '</g>',
  ].join('');
}

/** A tick, a cross, a dash: told apart without colour. */
function mark(state: MatrixRow['state'], x: number, y: number): string {
  const paths = { ok: 'm0 6 4 5 8-11', bad: 'm0 0 11 11m0-11-11 11', unknown: 'm0 6h10' };
  return `<path class="mark ${state}" d="M${x} ${y}${paths[state]}"/>`;
}

function arrow(y: number): string {
  const x = WIDTH / 2;
  return `<path class="way" d="M${x} ${y}v${BAND_GAP - 10}"/><path class="tip" d="M${x - 7} ${y + BAND_GAP - 12}h14l-7 11z"/>`;
}

const LEGEND: readonly (readonly [MatrixRow['state'], string])[] = [
  ['ok', 'answers for the zone'],
  ['bad', 'does not, or not as it should'],
  ['unknown', 'not asked: no way leads there from here'],
];

const MARKS =
  'NS: = named by delegation and zone, < by the delegation only, > by the zone only. glue: = as its own zone says, ! otherwise, ? not known. The same letter: the same network, the same data.';

function legendAt(y: number): { readonly svg: string; readonly height: number } {
  const entries = LEGEND.map(([state, words], at) => {
    const x = MARGIN + at * 270;
    return `<rect class="${state}" x="${x}" y="${y}" width="30" height="20" rx="5"/>${mark(state, x + 9, y + 4)}${text(x + 40, y + 15, words)}`;
  });
  return { svg: `${entries.join('')}${text(MARGIN, y + 42, MARKS, 'small muted')}`, height: 80 };
}

interface FindingLine {
  readonly text: string;
  readonly indent: number;
  readonly strong: boolean;
}

function findingLines(findings: readonly Finding[]): FindingLine[] {
  const head = findings.length === 0 ? 'Nothing found.' : 'Findings';
  const lines: FindingLine[] = [{ text: head, indent: 0, strong: true }];
  const sorted = [...findings].sort((a, b) => Number(a.level === 'remark') - Number(b.level === 'remark'));
  for (const { level, zone, words, source } of sorted) {
    const sign = level === 'fault' ? '✕' : '–';
    wrapped(`${sign} ${zone}: ${words} (${source})`).forEach((line, at) =>
      lines.push({ text: line, indent: at === 0 ? 0 : 16, strong: false }),
    );
  }
  return lines;
}

function wrapped(words: string): string[] {
  const lines = [''];
  for (const word of words.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length < WRAP) lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function clipped(words: string, most: number): string {
  return words.length <= most ? words : `${words.slice(0, most - 1)}…`;
}

function text(x: number, y: number, words: string, kind = '', anchor = 'start'): string {
  const attributes = `${kind === '' ? '' : ` class="${kind}"`}${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}`;
  return `<text x="${x}" y="${y}"${attributes}>${escaped(words)}</text>`;
}

function escaped(words: string): string {
  // What no XML text may hold becomes a question mark: names may hold any octet.
  return words
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/gu, '?')
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
