/** `sendmail`, as Postfix has it: gives a message to the mail relay of this machine. `mailq` and `newaliases` are other names of it. */
import { recipientsIn, withoutBcc } from '../../server/mail/mail-text.ts';
import type { Tool, ToolContext } from '../tool.ts';
import { optionProblemWords, parseOptions } from '../system/options.ts';
import { printQueue } from './mailq.ts';

/** Postfix: what goes wrong here has an exit status of sysexits.h. */
const EX_USAGE = 64;
const EX_UNAVAILABLE = 69;
const EX_TEMPFAIL = 75;

export const sendmail: Tool = async (context) => {
  const { options, words, problem } = parseOptions(context.args, {
    letters: 'A:B:b:C:d:F:f:G:h:iIL:N:no:p:q:R:r:tUV:vX:x',
  });
  if (problem) {
    context.err(optionProblemWords('sendmail', problem));
    context.err('sendmail: fatal: usage: sendmail [options]\n');
    return EX_USAGE;
  }
  const mail = context.machine?.mail ?? null;
  if (!mail) {
    context.err('bash: sendmail: command not found\n');
    return 127;
  }
  const value = (letter: string): string | null =>
    options.findLast((option) => option.letter === letter)?.value ?? null;
  if (value('b') === 'p') return printQueue(context, mail);
  if (value('q') !== null || (value('b') ?? 'm') !== 'm') {
    if (value('q') === null)
      return complain(context, `sendmail: fatal: unsupported: -b${value('b')}`, EX_USAGE);
    mail.flush();
    return 0;
  }
  const fromText = value('t') !== null;
  if (words.length === 0 && !fromText)
    return complain(
      context,
      'sendmail: fatal: Recipient addresses must be specified on the command line or via the -t option',
      EX_USAGE,
    );
  const wrong = words.find((address) => !/^[^\s<>@]+(@[^\s<>@]+)?$/.test(address));
  if (wrong !== undefined)
    return complain(context, `sendmail: fatal: bad recipient address: ${wrong}`, EX_USAGE);
  const typed = await messageText(context, value('i') === null && value('o') !== 'i');
  if (typed === null) return 130;
  const recipients = [...new Set([...words, ...(fromText ? recipientsIn(typed) : [])])];
  if (recipients.length === 0)
    return complain(
      context,
      'sendmail: fatal: No recipient addresses found in message header',
      EX_UNAVAILABLE,
    );
  const user = context.user ?? 'root';
  const id = mail.submit(
    value('f') ?? value('r') ?? user,
    recipients,
    fromText ? withoutBcc(typed) : typed,
    uidOf(user),
  );
  return id === null ? complain(context, 'sendmail: fatal: mail queue is full', EX_TEMPFAIL) : 0;
};

function complain(context: ToolContext, words: string, exitCode: number): number {
  context.err(`${words}\n`);
  return exitCode;
}

function uidOf(user: string): string {
  return user === 'root' ? '0' : '1000';
}

/** What was piped in; else what is typed, to a line with a dot alone or Ctrl-D. Null: stopped. */
async function messageText(context: ToolContext, dotEnds: boolean): Promise<string | null> {
  const { input, signal } = context;
  if (!input?.interactive) return dotEnds ? upToDot(context.stdin) : context.stdin;
  let text = '';
  for (;;) {
    const line = await input.readLine('');
    if (signal.aborted) return null;
    if (line === null || (dotEnds && line === '.')) break;
    text += `${line}\n`;
  }
  input.close();
  return text;
}

function upToDot(text: string): string {
  const at = /^\.\r?$/m.exec(text)?.index;
  return at === undefined ? text : text.slice(0, at);
}
