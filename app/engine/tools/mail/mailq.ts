/** `mailq`, `postqueue` and `postsuper`, as Postfix has them: what waits in the mail relay of this machine. */
import type { MailRelay } from '../../server/mail/mail-relay.ts';
import type { QueuedMail } from '../../server/mail/queued-mail.ts';
import type { Tool, ToolContext } from '../tool.ts';
import { optionProblemWords, parseOptions } from '../system/options.ts';

const EX_USAGE = 64;
/** How wide a line with a reason may become. */
const REASON_COLUMN = 76;

export const mailq: Tool = async (context) => {
  const mail = context.machine?.mail ?? null;
  return mail ? printQueue(context, mail) : notInstalled(context, 'mailq');
};

export const postqueue: Tool = async (context) => {
  const mail = context.machine?.mail ?? null;
  if (!mail) return notInstalled(context, 'postqueue');
  const { options, words, problem } = parseOptions(context.args, { letters: 'c:fi:js:pv' });
  const letter = options.find(({ letter: one }) => one !== 'v' && one !== 'c')?.letter;
  if (problem || words.length > 0 || letter === undefined || letter === 's' || letter === 'j') {
    if (problem) context.err(optionProblemWords('postqueue', problem));
    context.err(
      'postqueue: fatal: usage: postqueue -f | postqueue -i queueid | postqueue -j | postqueue -p | postqueue -s site\n',
    );
    return EX_USAGE;
  }
  if (letter === 'p') return printQueue(context, mail);
  mail.flush();
  return 0;
};

export const postsuper: Tool = async (context) => {
  const mail = context.machine?.mail ?? null;
  if (!mail) return notInstalled(context, 'postsuper');
  if (!context.privileged) {
    context.err('postsuper: fatal: use of this command is reserved for the superuser\n');
    return 1;
  }
  const { options, words, problem } = parseOptions(context.args, { letters: 'd:v' });
  const ids = options.filter(({ letter }) => letter === 'd').map(({ value }) => value);
  if (problem || words.length > 0 || ids.length === 0) {
    context.err('postsuper: fatal: usage: postsuper [-d queue_id (delete)]\n');
    return EX_USAGE;
  }
  let removed = 0;
  for (const id of ids) removed += mail.remove(id === 'ALL' ? null : id);
  if (removed > 0) context.err(`postsuper: Deleted: ${removed} message${removed === 1 ? '' : 's'}\n`);
  return 0;
};

function notInstalled(context: ToolContext, name: string): number {
  context.err(`bash: ${name}: command not found\n`);
  return 127;
}

export function printQueue(context: ToolContext, mail: MailRelay): number {
  const queue = mail.queue();
  if (queue.length === 0) {
    context.out('Mail queue is empty\n');
    return 0;
  }
  context.out('-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n');
  context.out(queue.map((message) => entryText(message, context)).join('\n'));
  const kilobytes = Math.floor(queue.reduce((sum, { size }) => sum + size, 0) / 1024);
  context.out(`\n-- ${kilobytes} Kbytes in ${queue.length} Request${queue.length === 1 ? '' : 's'}.\n`);
  return 0;
}

function entryText(
  { id, active, size, arrivedAt, sender, recipients }: QueuedMail,
  context: ToolContext,
): string {
  const name = `${id}${active ? '*' : ''}`.padEnd(11);
  let text = `${name} ${String(size).padStart(7)} ${arrivalText(arrivedAt, context)}  ${sender || 'MAILER-DAEMON'}\n`;
  let reason: string | null = null;
  for (const recipient of recipients) {
    // Those who wait for the same reason stand below it together.
    if (recipient.reason !== null && recipient.reason !== reason)
      text += `${' '.repeat(Math.max(0, REASON_COLUMN - recipient.reason.length))}(${recipient.reason})\n`;
    reason = recipient.reason;
    text += `${' '.repeat(41)}${recipient.address}\n`;
  }
  return text;
}

/** `Sat Mar  7 14:00:05` */
function arrivalText(at: number, { localTime }: ToolContext): string {
  const date = new Date(at + localTime(at).offsetMinutes * 60_000);
  const [weekday = '', day = '', month = '', , time = ''] = date.toUTCString().split(' ');
  return `${weekday.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time}`;
}
