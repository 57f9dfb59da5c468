/** What the commands of a mail relay are to the shell. Only the machine of one has them. */
import type { ToolEntry } from '../shell/command.ts';
import { mailq, postqueue, postsuper } from '../tools/mail/mailq.ts';
import { sendmail } from '../tools/mail/sendmail.ts';
import { MAIL_MANUAL } from './system-manuals.ts';

export const MAIL_TOOLS: readonly (readonly [string, ToolEntry])[] = [
  [
    'sendmail',
    {
      tool: sendmail,
      summary: 'give a message to the mail relay of this machine',
      usage: 'sendmail [-f sender] [-t] [recipient ...] < message',
      options: ['-bp', '-f', '-i', '-q', '-t'],
      examples: [
        { line: 'echo hello | sendmail info@tiscali.co.uk', what: 'send a line to somebody' },
        { line: 'sendmail -t < letter.txt', what: 'send a file to those that its To line names' },
      ],
      manual: MAIL_MANUAL,
    },
  ],
  [
    'mailq',
    {
      tool: mailq,
      summary: 'see which messages the mail relay could not deliver yet, and why',
      usage: 'mailq',
      examples: [{ line: 'mailq', what: 'the queue; see /var/log/mail.log for what was tried' }],
      manual: MAIL_MANUAL,
    },
  ],
  [
    'postqueue',
    {
      tool: postqueue,
      summary: 'see the mail queue, or have everything in it tried again now',
      usage: 'postqueue -p | -f',
      options: ['-f', '-p'],
      examples: [{ line: 'postqueue -f', what: 'try again now' }],
      manual: MAIL_MANUAL,
    },
  ],
  [
    'postsuper',
    {
      tool: postsuper,
      summary: 'take messages out of the mail queue',
      usage: 'postsuper -d queue-id|ALL',
      options: ['-d'],
      examples: [{ line: 'sudo postsuper -d ALL', what: 'empty the queue' }],
      manual: MAIL_MANUAL,
    },
  ],
];
