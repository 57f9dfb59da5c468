/** What stands in a dump beside its caches, as pages for the window. */
import { explainFailure, explainServer } from '../../../engine/dump/explain.ts';
import { LINE_KIND } from '../../../engine/dump/read/columns.ts';
import type { DumpIndex } from '../../../engine/dump/read/dump-index.ts';
import {
  addressLine,
  failureLine,
  linesOf,
  messageLine,
  serverLine,
  sideLine,
} from '../../../engine/dump/read/side-lines.ts';
import { rcodeText } from '../../../engine/protocol/codes.ts';
import type {
  DumpFailure,
  DumpLineProblem,
  DumpMessage,
  DumpServer,
  DumpZone,
} from '../../../reader-contract.ts';
import { linesText } from './blob-text.ts';

interface Page {
  readonly first: number;
  readonly count: number;
}

export class SideLists {
  readonly #index: DumpIndex;
  readonly #content: Blob;
  readonly #servers: Uint32Array;
  readonly #failures: Uint32Array;
  readonly #messages: Uint32Array;

  constructor(index: DumpIndex, content: Blob) {
    this.#index = index;
    this.#content = content;
    this.#servers = linesOf(index, ['server', 'address', 'unassociated'], ['addresses']);
    this.#failures = linesOf(index, ['failure'], ['bad', 'failures']);
    this.#messages = linesOf(index, ['message'], ['messages']);
  }

  async servers({ first, count }: Page): Promise<readonly DumpServer[]> {
    const rows = this.#servers.subarray(first, first + count);
    // An address belongs to the name before it, which may stand on the page before.
    const names = Array.from(rows, (row) => this.#nameBefore(row));
    const text = await linesText(this.#index, this.#content, [
      ...rows,
      ...names.filter((row) => row !== null),
    ]);
    return Array.from(rows, (row, i) => {
      const line = sideLine(this.#index, text, row);
      const name = names[i] ?? null;
      const server = name === null ? null : serverLine(sideLine(this.#index, text, name));
      const address = addressLine(line);
      return {
        line: this.#index.lines.line[row] as number,
        view: this.#viewOf(row),
        name: server?.name ?? '',
        address: address?.address ?? null,
        families: address === null && server !== null ? `v4 ${server.v4}, v6 ${server.v6}` : '',
        srtt: address?.srtt ?? null,
        edns: address?.edns.join('/') ?? '',
        plain: address?.plain.join('/') ?? '',
        udpSize: address?.udpSize ?? null,
        cookie: (address?.cookie ?? null) !== null,
        ttl: address?.ttl ?? null,
        text: line,
        explanations: explainServer(server, address),
      };
    });
  }

  async failures({ first, count }: Page): Promise<readonly DumpFailure[]> {
    const rows = this.#failures.subarray(first, first + count);
    const text = await linesText(this.#index, this.#content, rows);
    return Array.from(rows, (row) => {
      const failure = failureLine(sideLine(this.#index, text, row));
      const cache = this.#sectionOf(row)?.kind === 'bad' ? 'bad' : 'failures';
      const left = failure?.left ?? 0;
      return {
        line: this.#index.lines.line[row] as number,
        view: this.#viewOf(row),
        cache,
        name: failure?.name ?? '',
        type: failure?.type ?? '',
        left,
        explanation: explainFailure(cache, left),
      };
    });
  }

  async messages({ first, count }: Page): Promise<readonly DumpMessage[]> {
    const rows = this.#messages.subarray(first, first + count);
    const text = await linesText(this.#index, this.#content, rows);
    return Array.from(rows, (row) => {
      const [line = ''] = sideLine(this.#index, text, row).split('\n');
      const message = messageLine(line);
      return {
        line: this.#index.lines.line[row] as number,
        name: message?.name ?? '',
        type: message?.type ?? '',
        rcode: message === null ? '' : rcodeText(message.rcode),
        ttl: message?.ttl ?? 0,
        counts: message?.counts ?? [],
      };
    });
  }

  zones({ first, count }: Page): readonly DumpZone[] {
    const { sections } = this.#index;
    const zones = sections.flatMap((section, zone) =>
      section.kind !== 'zone'
        ? []
        : [
            {
              zone,
              line: section.line,
              view: this.#index.viewOf(section),
              name: section.name,
              entries: section.endEntry - section.firstEntry,
              statement: section.statement ?? '',
            },
          ],
    );
    // Those with records first: a resolver has a hundred empty ones.
    return zones
      .toSorted((a, b) => Number(b.entries > 0) - Number(a.entries > 0))
      .slice(first, first + count);
  }

  problems({ first, count }: Page): readonly DumpLineProblem[] {
    return this.#index.problems.list
      .slice(first, first + count)
      .map(({ line, message, hint }) => ({ line, message, hint }));
  }

  /** The row of the name that an address stands under; a name's own; null for an address that has none. */
  #nameBefore(row: number): number | null {
    const { kind } = this.#index.lines;
    if (kind[row] === LINE_KIND.indexOf('unassociated')) return null;
    const first = this.#sectionOf(row)?.firstLine ?? 0;
    for (let at = row; at >= first; at--) if (kind[at] === LINE_KIND.indexOf('server')) return at;
    return null;
  }

  #sectionOf(row: number): DumpIndex['sections'][number] | undefined {
    return this.#index.sections.find(({ firstLine, endLine }) => row >= firstLine && row < endLine);
  }

  #viewOf(row: number): string {
    const section = this.#sectionOf(row);
    return section === undefined ? '' : this.#index.viewOf(section);
  }
}
