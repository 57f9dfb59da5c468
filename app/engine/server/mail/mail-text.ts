/** Messages as text (RFC 5322): the headers that are missing, and the notification that a message could not be delivered. */
import type { Instant } from '../../network/clock.ts';
import type { DeliveryOutcome } from './queued-mail.ts';

export interface HeaderFacts {
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly messageId: string;
  readonly at: Instant;
  readonly ownName: string;
}

/** With LF line ends; `Received`, `Message-Id`, `Date` and `From` are there afterwards. */
export function withHeaders(text: string, { id, from, messageId, at, ownName }: HeaderFacts): string {
  const { headers, body } = splitMessage(text);
  const has = (name: string): boolean => new RegExp(`^${name}:`, 'im').test(headers);
  const when = mailDate(at);
  let all = `Received: by ${ownName} (Postfix)\n\tid ${id}; ${when}\n`;
  if (headers !== '') all += `${headers}\n`;
  if (!has('Message-Id')) all += `Message-Id: <${messageId}>\n`;
  if (!has('Date')) all += `Date: ${when}\n`;
  if (!has('From')) all += `From: ${from}\n`;
  return `${all}\n${body}${body === '' || body.endsWith('\n') ? '' : '\n'}`;
}

/** The headers without the empty line behind them; a text that does not begin with one has none. */
export function splitMessage(text: string): { readonly headers: string; readonly body: string } {
  const plain = text.replace(/\r\n/g, '\n');
  const lines = plain.split('\n');
  let count = 0;
  while (
    count < lines.length &&
    (/^[!-9;-~]+:/.test(lines[count] as string) || (count > 0 && /^[ \t]/.test(lines[count] as string)))
  )
    count++;
  const body = lines.slice(lines[count] === '' ? count + 1 : count).join('\n');
  return { headers: lines.slice(0, count).join('\n'), body };
}

/** The addresses of To, Cc and Bcc. */
export function recipientsIn(text: string): string[] {
  const { headers } = splitMessage(text);
  const unfolded = headers.replace(/\n[ \t]+/g, ' ').split('\n');
  return unfolded
    .filter((line) => /^(to|cc|bcc):/i.test(line))
    .flatMap((line) => line.slice(line.indexOf(':') + 1).split(','))
    .map((one) => /<([^>]*)>/.exec(one)?.[1] ?? one.trim())
    .filter((address) => address !== '');
}

/** `-t` sends nobody the list of those who get a copy unseen. */
export function withoutBcc(text: string): string {
  const { headers, body } = splitMessage(text);
  const kept = headers.replace(/^bcc:.*(\n[ \t].*)*\n?/gim, '').replace(/\n$/, '');
  return `${kept}\n\n${body}`;
}

export interface NotificationFacts {
  readonly id: string;
  readonly message: { readonly sender: string; readonly content: string };
  readonly returned: readonly { readonly address: string; readonly outcome: DeliveryOutcome }[];
  readonly messageId: string;
  readonly at: Instant;
  readonly ownName: string;
}

/** In the parts of RFC 3464, in our own words. */
export function notificationText({
  id,
  message,
  returned,
  messageId,
  at,
  ownName,
}: NotificationFacts): string {
  const boundary = `${id}.${Math.floor(at / 1000)}/${ownName}`;
  const people = returned.map(({ address, outcome }) => `<${address}>: ${outcome.words}\n`).join('\n');
  const status = returned
    .map(
      ({ address, outcome }) =>
        `Final-Recipient: rfc822; ${address}\nAction: failed\nStatus: ${outcome.dsn}\nDiagnostic-Code: X-Postfix; ${outcome.words}\n`,
    )
    .join('\n');
  return `Received: by ${ownName} (Postfix)
	id ${id}; ${mailDate(at)}
Date: ${mailDate(at)}
From: MAILER-DAEMON@${ownName} (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: ${message.sender}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="${boundary}"
Message-Id: <${messageId}>

--${boundary}
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host ${ownName}.

Your message could not be delivered. It is attached below.

${people}
--${boundary}
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; ${ownName}

${status}
--${boundary}
Content-Description: Undelivered Message
Content-Type: message/rfc822

${message.content}
--${boundary}--
`;
}

/** `Sat,  7 Mar 2026 14:00:05 +0000 (UTC)` */
export function mailDate(at: Instant): string {
  const [weekday, day = '', ...rest] = new Date(at).toUTCString().split(' ');
  const [month, year, time] = rest;
  return `${weekday} ${String(Number(day)).padStart(2)} ${month} ${year} ${time} +0000 (UTC)`;
}
