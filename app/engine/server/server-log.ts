/** The server's log lines, in named's words and categories, written to the journal. */
import type { Journal } from '../network/journal.ts';
import { CLASS, classText, EDNS_OPTION, TYPE, typeText } from '../protocol/codes.ts';
import type { Message, Question } from '../protocol/message.ts';
import type { Client, Refusal } from './access.ts';
import { TSIG_ERROR, type TsigCheck } from './tsig.ts';
import type { Name } from '../protocol/name.ts';

/** BIND's name for the view of a configuration without views. */
export const DEFAULT_VIEW = '_default';

export type LogSeverity = 'debug' | 'info' | 'notice' | 'warning' | 'error' | 'critical';

/** Why a query was answered with an error, in named's words; and where the query.c of 9.18.49 says so. */
const FAILED_AT = {
  REFUSED: 5708,
  'zone not loaded': 5713,
  SERVFAIL: 7177,
  failure: 7916,
  'timed out': 7916,
  NOTIMP: 12_446,
  FORMERR: 12_459,
} as const;

export type FailureReason = keyof typeof FAILED_AT;

/** What named calls what the resolver says of a SERVFAIL. */
export function failureReason(failure: string): FailureReason {
  if (failure === 'timed out') return 'timed out';
  return failure.endsWith('(failure cache)') ? 'SERVFAIL' : 'failure';
}

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
  query(query: Message, client: Client, to: string, transport: 'udp' | 'tcp', goodCookie: boolean): void {
    const question = query.questions[0];
    if (question === undefined) return;
    const name = question.name.toRelaxedString();
    this.write(
      'queries',
      'info',
      `${clientText(client)} (${name}): ${this.#view}query: ${name} ${classText(question.class)} ${typeText(question.type)} ` +
        `${queryFlags(query, client.signer !== undefined, transport, goodCookie)} (${to})`,
    );
  }

  /** `client @0x7f… 127.53.0.2#41000 (www.example.com): query 'www.example.com/A/IN' denied` */
  queryDenied(query: Message, client: Client, asked: Question, by: Refusal['by']): void {
    const what = by === 'allow-query-on' ? 'query-on denied' : `query '${questionText(asked)}' denied`;
    this.#denied(query, client, what);
  }

  /**
   * `client @0x7f… 127.53.0.2#41000 (www.example.com): query (cache) 'www.example.com/A/IN' denied
   * (allow-query-cache did not match)`. After an alias `asked` is what the alias led to.
   */
  cacheDenied(query: Message, client: Client, asked: Question, by: Refusal['by']): void {
    this.#denied(query, client, `query (cache) '${questionText(asked)}' denied (${by} did not match)`);
  }

  /** `client @0x7f… 127.53.0.2#41000: no matching view in class 'IN'` */
  noView(query: Message, client: Client): void {
    const rrClass = query.questions[0]?.class ?? CLASS.IN;
    this.write('client', 'debug', `${clientText(client)}: no matching view in class '${classText(rrClass)}'`);
  }

  /** `client @0x7f… 127.53.0.2#41000 (www.example.com): no more recursive clients (1000/900/1000): quota reached` */
  clientLimit(client: Client, name: Name, what: string): void {
    this.write(
      'client',
      'warning',
      `${clientText(client)} (${name.toRelaxedString()}): ${this.#view}${what}`,
    );
  }

  /** `client @0x7f… 127.53.0.2#41000: request has invalid signature: TSIG laptop: tsig verify failure (BADSIG)` */
  badSignature(query: Message, client: Client, { error }: TsigCheck): void {
    const name = query.additional.find(({ type }) => type === TYPE.TSIG)?.name.toRelaxedString() ?? '';
    const word = error === TSIG_ERROR.BADKEY ? 'BADKEY' : error === TSIG_ERROR.BADSIG ? 'BADSIG' : 'BADTIME';
    this.write(
      'security',
      'error',
      `${clientText(client)}: ${this.#view}request has invalid signature: TSIG ${name}: tsig verify failure (${word})`,
    );
  }

  /** `client @0x7f… 127.53.0.2#41000 (a.example.com): query iterations limit reached` */
  tooManyAliases(query: Message, client: Client): void {
    const name = query.questions[0]?.name.toRelaxedString() ?? '';
    this.write(
      'client',
      'info',
      `${clientText(client)} (${name}): ${this.#view}query iterations limit reached`,
    );
  }

  /**
   * `client @0x7f… 127.53.0.2#41000 (www.example.com): query failed (timed out) for www.example.com/IN/A at query.c:7916`
   * BIND: in the category `query-errors`; told without debugging only where each query is logged.
   */
  queryFailed(query: Message, client: Client, reason: FailureReason, loud: boolean): void {
    const question = query.questions[0];
    if (question === undefined) return;
    const name = question.name.toRelaxedString();
    const what = `${name}/${classText(question.class)}/${typeText(question.type)}`;
    this.write(
      'query-errors',
      loud ? 'info' : 'debug',
      `${clientText(client)} (${name}): ${this.#view}query failed (${reason}) for ${what} at query.c:${FAILED_AT[reason]}`,
    );
  }

  /** `client @0x7f… 127.53.0.2#41000 (example.com): bad zone transfer request: attempted AXFR over UDP (FORMERR)` */
  badTransfer(query: Message, client: Client, why: string): void {
    this.transfer(query, client, 'info', `bad zone transfer request: ${why}`);
  }

  /** `client @0x7f… 127.53.0.2#41000 (example.com): transfer of 'example.com/IN': AXFR started (serial 5)` */
  transfer(query: Message, client: Client, severity: LogSeverity, text: string): void {
    const name = query.questions[0]?.name.toRelaxedString() ?? '';
    this.write('xfer-out', severity, `${clientText(client)} (${name}): ${this.#view}${text}`);
  }

  /** `client @0x7f… 127.53.0.2#41000 (example.com): zone transfer 'example.com/AXFR/IN' denied` */
  transferDenied(query: Message, client: Client): void {
    const question = query.questions[0];
    if (question === undefined) return;
    this.#denied(query, client, `zone transfer '${questionText(question)}' denied`, 'error');
  }

  #denied(query: Message, client: Client, what: string, severity: LogSeverity = 'info'): void {
    const name = query.questions[0]?.name.toRelaxedString() ?? '';
    this.write('security', severity, `${clientText(client)} (${name}): ${this.#view}${what}`);
  }
}

function questionText({ name, type, class: rrClass }: Question): string {
  return `${name.toRelaxedString()}/${typeText(type)}/${classText(rrClass)}`;
}

/** The address of a client object stands in named's lines; here it is made from the port, so that runs are alike. */
function clientText(client: Client): string {
  const object = (0x1000_0000 + client.port * 0x98).toString(16);
  const key = client.signer === undefined ? '' : `/key ${client.signer}`;
  return `client @0x7f53${object} ${client.address}#${client.port}${key}`;
}

/** BIND: `+` recursion desired, `S` signed, `E(v)` EDNS, `T` TCP, `D` DO, `C` CD, `V` a good cookie, `K` any other. */
function queryFlags(query: Message, signed: boolean, transport: 'udp' | 'tcp', goodCookie: boolean): string {
  let flags = query.rd ? '+' : '-';
  if (signed) flags += 'S';
  if (query.edns !== null) flags += `E(${query.edns.version})`;
  if (transport === 'tcp') flags += 'T';
  if (query.edns?.dnssecOk === true) flags += 'D';
  if (query.cd) flags += 'C';
  if (query.edns?.options.some((option) => option.code === EDNS_OPTION.COOKIE) === true)
    flags += goodCookie ? 'V' : 'K';
  return flags;
}
