/** The outline of a configuration file: its views with their zones, and what else has a name. */
import { LineCounter, readConfigText, type TextBlock, type TextStatement } from './config-text.ts';

export interface OutlineItem {
  readonly kind: string;
  readonly name: string;
  /** Of a zone its type and file. */
  readonly detail: string;
  /** From 1. */
  readonly line: number;
  /** 0: on the top level. */
  readonly level: number;
}

const SHOWN = new Set(
  'acl controls dnssec-policy http include key logging masters options parental-agents primaries server statistics-channels tls trust-anchors view zone'.split(
    ' ',
  ),
);
const MOST = 20_000;

export function outlineOf(text: string): OutlineItem[] {
  const items: OutlineItem[] = [];
  const lines = new LineCounter(text);
  const add = (block: TextBlock, level: number): void => {
    for (const statement of block.statements) {
      const [word, name] = statement.terms;
      const kind = word?.text.toLowerCase() ?? '';
      if (!SHOWN.has(kind) || items.length >= MOST) continue;
      const body = statement.terms.at(-1)?.block ?? null;
      const named = name === undefined || name.kind === 'block' ? '' : name.text;
      const detail = kind === 'zone' && body !== null ? zoneDetail(body) : '';
      items.push({ kind, name: named, detail, line: lines.at(statement.from), level });
      if (kind === 'view' && body !== null) add(body, level + 1);
    }
  };
  add(readConfigText(text), 0);
  return items;
}

function zoneDetail({ statements }: TextBlock): string {
  const value = (word: string): string =>
    statements.find(({ terms }: TextStatement) => terms[0]?.text.toLowerCase() === word)?.terms[1]?.text ??
    '';
  const type = value('type') || (value('in-view') && `in view ${value('in-view')}`);
  return [type, value('file')].filter(Boolean).join(', ');
}
