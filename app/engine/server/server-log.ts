/** The server's log lines, in named's words and categories, written to the journal. */
import type { Endpoint, Journal } from '../network/journal.ts';
import { CLASS, classText, EDNS_OPTION, typeText } from '../protocol/codes.ts';
import type { Message, Question } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';

/** BIND's name for the view of a configuration without views. */
export const DEFAULT_VIEW = '_default';

export type LogSeverity = 'debug' | 'info' | 'notice' | 'warning' | 'error' | 'critical';

export class ServerLog {
  readonly #journal: Journal;
  readonly #host: string;
  /** `view internal: ` in lines about a client; nothing for the only view. */
  readonly #view: string;

  constructor(journal: Journal, host: string, view = DEFAULT_VIEW) {
    this.#journal = journal;
    this.#host = host;
    this.#view = view === DEFAULT_VIEW ? '' : `view ${view}: `;
  }

  inView(view: string): ServerLog {
    return new ServerLog(this.#journal, this.#host, view);
  }

  write(category: string, severity: LogSeverity, text: string): void {
    this.#journal.write({ kind: 'log', host: this.#host, program: 'named', category, severity, text });
  }

  /** `client @0x7f… 127.53.0.2#41000 (www.example.com): query: www.example.com IN A +E(0)K (127.53.0.53)` */
  query(query: Message, client: Endpoint, to: string, transport: 'udp' | 'tcp', goodCookie: boolean): void {
    const question = query.questions[0];
    if (question === undefined) return;
    const name = question.name.toRelaxedString();
    this.write(
      'queries',
      'info',
      `${clientText(client)} (${name}): ${this.#view}query: ${name} ${classText(question.class)} ${typeText(question.type)} ` +
        `${queryFlags(query, transport, goodCookie)} (${to})`,
    );
  }

  /** `client @0x7f… 127.53.0.2#41000 (www.example.com): query 'www.example.com/A/IN' denied` */
  queryDenied(query: Message, client: Endpoint, asked: Question): void {
    this.#denied(query, client, `query '${questionText(asked)}' denied`);
  }

  /**
   * `client @0x7f… 127.53.0.2#41000 (www.example.com): query (cache) 'www.example.com/A/IN' denied
   * (allow-query-cache did not match)`. After an alias `asked` is what the alias led to.
   */
  cacheDenied(query: Message, client: Endpoint, asked: Question): void {
    this.#denied(
      query,
      client,
      `query (cache) '${questionText(asked)}' denied (allow-query-cache did not match)`,
    );
  }

  /** `client @0x7f… 127.53.0.2#41000: no matching view in class 'IN'` */
  noView(query: Message, client: Endpoint): void {
    const rrClass = query.questions[0]?.class ?? CLASS.IN;
    this.write('client', 'debug', `${clientText(client)}: no matching view in class '${classText(rrClass)}'`);
  }

  /** `client @0x7f… 127.53.0.2#41000 (www.example.com): no more recursive clients (1000/900/1000): quota reached` */
  clientLimit(client: Endpoint, name: Name, what: string): void {
    this.write(
      'client',
      'warning',
      `${clientText(client)} (${name.toRelaxedString()}): ${this.#view}${what}`,
    );
  }

  #denied(query: Message, client: Endpoint, what: string): void {
    const name = query.questions[0]?.name.toRelaxedString() ?? '';
    this.write('security', 'info', `${clientText(client)} (${name}): ${this.#view}${what}`);
  }
}

function questionText({ name, type, class: rrClass }: Question): string {
  return `${name.toRelaxedString()}/${typeText(type)}/${classText(rrClass)}`;
}

/** The address of a client object stands in named's lines; here it is made from the port, so that runs are alike. */
function clientText(client: Endpoint): string {
  return `client @0x7f53${(0x1000_0000 + client.port * 0x98).toString(16)} ${client.address}#${client.port}`;
}

/** BIND: `+` recursion desired, `E(v)` EDNS, `T` TCP, `D` DO, `C` CD, `V` a good cookie, `K` any other. */
function queryFlags(query: Message, transport: 'udp' | 'tcp', goodCookie: boolean): string {
  let flags = query.rd ? '+' : '-';
  if (query.edns !== null) flags += `E(${query.edns.version})`;
  if (transport === 'tcp') flags += 'T';
  if (query.edns?.dnssecOk === true) flags += 'D';
  if (query.cd) flags += 'C';
  if (query.edns?.options.some((option) => option.code === EDNS_OPTION.COOKIE) === true)
    flags += goodCookie ? 'V' : 'K';
  return flags;
}
