/** The report as text: a matrix for each zone as it becomes known, then the findings. */
import type { Name } from '../../protocol/name.ts';
import { typeText } from '../../protocol/codes.ts';
import { serverText, zoneText, type ZoneFacts } from './facts.ts';
import type { Finding } from './judge.ts';
import { matrixOf, type MatrixRow } from './matrix.ts';

const COLUMNS: readonly (readonly [title: string, field: keyof MatrixRow])[] = [
  ['', 'state'],
  ['server', 'server'],
  ['address', 'address'],
  ['answers', 'answer'],
  ['aa', 'aa'],
  ['serial', 'serial'],
  ['NS', 'ns'],
  ['glue', 'glue'],
  ['tcp', 'tcp'],
  ['net', 'network'],
  ['data', 'data'],
];

const STATE_MARKS = { ok: ' ', bad: 'X', unknown: ' ' } as const;

/** Printed before the servers are asked. */
export function beginText(zone: Name, servers: readonly Name[]): string {
  return `${zoneText(zone)}: ${servers.length} ${servers.length === 1 ? 'server' : 'servers'}\n`;
}

export function matrixText(facts: ZoneFacts, name: Name, type: number): string {
  const { rows, notAsked, networks, data } = matrixOf(facts);
  const columns = COLUMNS.filter(([, field]) => facts.last || field !== 'data').map(([title, field]) => [
    title,
    ...rows.map((row) => (field === 'state' ? STATE_MARKS[row.state] : row[field])),
  ]);
  const widths = columns.map((cells) => Math.max(1, ...cells.map((cell) => cell.length)));
  const lines = ['', ...rows].map((_, at) =>
    columns
      .map((cells, column) => (cells[at] ?? '').padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const count = networks.length === 1 ? 'network' : 'networks';
  if (networks.length > 0)
    lines.push(
      `   ${networks.length} ${count}: ${networks.map(({ letter, text }) => `${letter} ${text}`).join(', ')}`,
    );
  if (notAsked > 0)
    lines.push(`   not asked, no way leads there from here: ${number(notAsked, 'address', 'es')}`);
  if (facts.parent !== null && facts.delegations.length === 0)
    lines.push(
      `   the servers of ${zoneText(facts.parent)} have this zone too: what the delegation says cannot be seen`,
    );
  for (const { letter, text } of data)
    lines.push(`   data ${letter}: ${serverText(name)} ${typeText(type)}: ${text}`);
  return `${lines.join('\n')}\n\n`;
}

/** The findings, faults first, and a last line that counts. */
export function findingsText(findings: readonly Finding[], asked: number, gaveUp: boolean): string {
  const faults = findings.filter(({ level }) => level === 'fault');
  const remarks = findings.filter(({ level }) => level === 'remark');
  const line = (mark: string) => (finding: Finding) =>
    `${mark} ${finding.zone}: ${finding.words} [${finding.source}]\n`;
  const counted = `${countText(findings)}; ${asked} questions sent${gaveUp ? ', too many: the rest was not asked' : ''}.`;
  return `${faults.map(line('X')).join('')}${remarks.map(line('-')).join('')}${counted}\n`;
}

/** `1 finding, 3 remarks` */
export function countText(findings: readonly Finding[]): string {
  const remarks = findings.filter(({ level }) => level === 'remark').length;
  return `${number(findings.length - remarks, 'finding')}, ${number(remarks, 'remark')}`;
}

function number(count: number, what: string, ending = 's'): string {
  return `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : ending}`;
}
