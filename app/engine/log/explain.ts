/** A message explained: what it means, what to do, and each part of it with what it is. */
import { readMessage } from './known-message.ts';
import type { MessagePart, PartKind } from './message-pattern.ts';
import { queryFlagNotes } from './query-flags.ts';
import { resultNote } from './result-words.ts';

interface LogExplanation {
  /** Whether it is one of the known messages. */
  readonly known: boolean;
  /** The message with its parts left out: `lame server resolving '…' (in '…'?): …`. */
  readonly pattern: string;
  readonly category: string;
  readonly severity: string;
  readonly means: string;
  readonly todo: string;
  readonly reference: string;
  readonly parts: readonly ExplainedPart[];
}

interface ExplainedPart {
  readonly kind: PartKind;
  /** What it is, in a word or two. */
  readonly label: string;
  readonly value: string;
  /** Of a client or server: its address alone. */
  readonly address: string;
  /** More about the value; empty where there is nothing to tell. */
  readonly note: string;
  /** Places in the message. */
  readonly start: number;
  readonly end: number;
}

const LABELS: Readonly<Record<PartKind, string>> = {
  name: 'Name',
  zone: 'Zone',
  question: 'Question',
  type: 'Type',
  class: 'Class',
  client: 'Client',
  server: 'Server',
  address: 'Address',
  view: 'View',
  key: 'Key',
  file: 'File',
  line: 'Line',
  number: 'Number',
  serial: 'Serial',
  flags: 'Flags',
  result: 'Why',
  word: 'Word',
  text: 'Text',
};

export function explainMessage(text: string): LogExplanation {
  const { message, parts } = readMessage(text);
  return {
    known: message !== null,
    pattern: message ? message.pattern.template.replace(/\{[a-z]+\}/g, '…') : '',
    category: message?.category ?? '',
    severity: message?.severity ?? '',
    means: message?.means ?? '',
    todo: message?.todo ?? '',
    reference: message?.reference ?? '',
    parts: [...parts].sort((a, b) => a.start - b.start).map(explained),
  };
}

function explained({ kind, value, start, end }: MessagePart): ExplainedPart {
  return {
    kind,
    label: LABELS[kind],
    value,
    address: addressIn(kind, value),
    note: noteOf(kind, value),
    start,
    end,
  };
}

/** `127.0.0.1#4242` is an address and a port. */
function addressIn(kind: PartKind, value: string): string {
  if (kind !== 'client' && kind !== 'server' && kind !== 'address') return '';
  const hash = value.indexOf('#');
  const address = hash < 0 ? value : value.slice(0, hash);
  return /^[0-9a-f.:]+(%\w+)?$/i.test(address) ? address : '';
}

function noteOf(kind: PartKind, value: string): string {
  if (kind === 'flags') return queryFlagNotes(value);
  return kind === 'result' ? resultNote(value) : '';
}
