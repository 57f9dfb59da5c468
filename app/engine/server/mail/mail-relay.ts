/**
 * A mail relay in Postfix's manner: it takes messages from its machine, looks up where they go, delivers them, keeps
 * those that could not be delivered yet, and sends back those that never can be.
 *
 * A walk of a message to info@sbs-music.com: `submit` puts it into the queue and activates it; the route is looked up
 * (mail-route.ts) through the machine's resolver. SERVFAIL is a temporary error: the message is deferred, and a scan of
 * the queue tries it again after 5 minutes, then at longer and longer intervals. After five days it is returned. NXDOMAIN
 * is final: a notification goes to the sender's mailbox at once. Each step is a line of the log.
 */
import type { Instant, LabClock, Timer } from '../../network/clock.ts';
import type { Journal } from '../../network/journal.ts';
import type { Host } from '../../network/transport.ts';
import type { Random } from '../../random.ts';
import { delayText } from './delay-text.ts';
import { findRoute, type MailResolver, type MailRoute } from './mail-route.ts';
import { notificationText, withHeaders } from './mail-text.ts';
import { queueId } from './queue-id.ts';
import { domainOf, type DeliveryOutcome, type QueuedMail, type WaitingRecipient } from './queued-mail.ts';
import { sendBySmtp } from './smtp-client.ts';

export interface MailRelayOptions {
  readonly host: Host;
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly random: Random;
  /** The machine's whole name: relay.workshop.example. */
  readonly ownName: string;
  readonly resolver: MailResolver;
  /** Puts a message into a user's mailbox; false where there is no such user. */
  readonly deliverLocally: (user: string, text: string) => boolean;
}

/** Postfix's defaults, in milliseconds: queue_run_delay, minimal_ and maximal_backoff_time, maximal_queue_lifetime. */
const SCAN_MS = 300_000;
const SHORTEST_WAIT_MS = 300_000;
const LONGEST_WAIT_MS = 4_000_000;
const LIFETIME_MS = 5 * 86_400_000;
/** Messages that the queue holds at most. */
const MAX_MESSAGES = 10_000;

interface Message {
  readonly id: string;
  readonly sender: string;
  readonly content: string;
  readonly arrivedAt: Instant;
  recipients: WaitingRecipient[];
  /** When it may be tried again. */
  dueAt: Instant;
  active: boolean;
}

export class MailRelay {
  readonly ownName: string;
  readonly #options: MailRelayOptions;
  readonly #queue = new Map<string, Message>();
  readonly #startedAt: Instant;
  #scan: Timer | null = null;
  #closed = false;

  constructor(options: MailRelayOptions) {
    this.#options = options;
    this.ownName = options.ownName;
    this.#startedAt = options.clock.now();
  }

  /** In the order in which they came. */
  queue(): readonly QueuedMail[] {
    return [...this.#queue.values()].map(({ content, ...rest }) => ({ ...rest, size: content.length }));
  }

  /** Takes a message from a user of the machine. Gives its number; null where the queue is full. `uid` is for the log. */
  submit(sender: string, recipients: readonly string[], text: string, uid: string): string | null {
    if (this.#queue.size >= MAX_MESSAGES || this.#closed) return null;
    const { clock, random } = this.#options;
    const id = queueId(random);
    const from = this.#whole(sender);
    const messageId = `${stampOf(clock.now())}.${id}@${this.ownName}`;
    const to = recipients.map((address) => this.#whole(address));
    const content = withHeaders(text, { id, from, to, messageId, at: clock.now(), ownName: this.ownName });
    this.#log('pickup', `${id}: uid=${uid} from=<${sender}>`);
    this.#log(
      'cleanup',
      `${id}: message-id=<${/^message-id:\s*<([^>]*)>/im.exec(content)?.[1] ?? messageId}>`,
    );
    this.#enter({ id, sender: from, content, recipients: to });
    return id;
  }

  /** Tries everything again now. */
  flush(): void {
    for (const message of this.#queue.values()) this.#activate(message);
  }

  /** Takes messages out of the queue; gives how many. Null: all. */
  remove(id: string | null): number {
    const messages = [...this.#queue.values()].filter((message) => id === null || message.id === id);
    for (const { id: one } of messages) {
      this.#queue.delete(one);
      this.#log('postsuper', `${one}: removed`);
    }
    return messages.length;
  }

  close(): void {
    this.#closed = true;
    this.#scan?.cancel();
    this.#queue.clear();
  }

  #whole(address: string): string {
    return address === '' || address.includes('@') ? address : `${address}@${this.ownName}`;
  }

  #enter(what: { id: string; sender: string; content: string; recipients: readonly string[] }): void {
    const now = this.#options.clock.now();
    const message: Message = {
      ...what,
      recipients: what.recipients.map((address) => ({ address, reason: null })),
      arrivedAt: now,
      dueAt: now,
      active: false,
    };
    this.#queue.set(message.id, message);
    this.#activate(message);
  }

  #activate(message: Message): void {
    if (message.active) return;
    message.active = true;
    // What is begun here goes on in promises; time must wait for it.
    this.#options.clock.woke();
    const { id, sender, content, recipients } = message;
    this.#log(
      'qmgr',
      `${id}: from=<${sender}>, size=${content.length}, nrcpt=${recipients.length} (queue active)`,
    );
    void this.#deliver(message).then(() => this.#settle(message));
  }

  /** Each domain for itself, all at once; a domain's recipients share the search for the way. */
  async #deliver(message: Message): Promise<void> {
    const routes = new Map<string, Promise<MailRoute>>();
    const tried = await Promise.all(
      message.recipients.map(async ({ address }) => ({
        address,
        outcome: await this.#deliverTo(message, address, routes),
      })),
    );
    if (this.#closed) return;
    message.recipients = tried.flatMap(({ address, outcome }) =>
      outcome.kind === 'deferred' ? [{ address, reason: outcome.words }] : [],
    );
    const returned = tried.filter(({ outcome }) => outcome.kind === 'bounced');
    if (returned.length > 0) this.#return(message, returned);
  }

  /** What is left waits; what has waited too long goes back; what has nobody left is done. */
  #settle(message: Message): void {
    if (this.#closed || !this.#queue.has(message.id)) return;
    message.active = false;
    const now = this.#options.clock.now();
    const age = now - message.arrivedAt;
    if (message.recipients.length > 0 && age > LIFETIME_MS) {
      this.#log('qmgr', `${message.id}: from=<${message.sender}>, status=expired, returned to sender`);
      const expired = message.recipients.map(({ address, reason }) => ({
        address,
        outcome: {
          kind: 'bounced',
          relay: 'none',
          dsn: '4.4.7',
          words: reason ?? 'delivery time expired',
        } as const,
      }));
      message.recipients = [];
      this.#return(message, expired);
    }
    if (message.recipients.length === 0) {
      this.#queue.delete(message.id);
      this.#log('qmgr', `${message.id}: removed`);
      return;
    }
    // Postfix: as long again as it has been here, within bounds.
    message.dueAt = now + Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, age));
    this.#planScan();
  }

  /** The queue is looked through at fixed times, as long as something waits in it. */
  #planScan(): void {
    if (this.#scan !== null || this.#closed) return;
    const { clock } = this.#options;
    const since = clock.now() - this.#startedAt;
    const at = this.#startedAt + (Math.floor(since / SCAN_MS) + 1) * SCAN_MS;
    this.#scan = clock.at(at, 'queue run of the mail relay', () => {
      this.#scan = null;
      for (const message of this.#queue.values()) if (message.dueAt <= clock.now()) this.#activate(message);
      if ([...this.#queue.values()].some(({ active }) => !active)) this.#planScan();
    });
  }

  async #deliverTo(
    message: Message,
    address: string,
    routes: Map<string, Promise<MailRoute>>,
  ): Promise<DeliveryOutcome> {
    const { clock } = this.#options;
    const domain = domainOf(address);
    if (domain === this.ownName || domain === 'localhost' || domain === '')
      return this.#deliverHere(message, address);
    const begunAt = clock.now();
    const search = routes.get(domain) ?? findRoute(this.#options.resolver, domain, [this.ownName]);
    routes.set(domain, search);
    const route = await search;
    const foundAt = clock.now();
    const outcome = 'kind' in route ? route : await this.#sendAlong(route, message, address);
    const times = { arrivedAt: message.arrivedAt, begunAt, foundAt, endedAt: clock.now() };
    this.#logDelivery('smtp', message.id, address, outcome, times);
    return outcome;
  }

  async #sendAlong(
    route: readonly { name: string; address: string }[],
    message: Message,
    recipient: string,
  ): Promise<DeliveryOutcome> {
    const { host, clock } = this.#options;
    const envelope = { sender: message.sender, recipient, content: message.content };
    let words = '';
    for (const to of route) {
      const outcome = await sendBySmtp({ host, clock, ownName: this.ownName }, to, envelope);
      if (outcome.kind !== 'unreachable') return outcome;
      words = outcome.words;
      this.#log('smtp', words);
    }
    return { kind: 'deferred', relay: 'none', dsn: '4.4.1', words };
  }

  #deliverHere(message: Message, address: string): DeliveryOutcome {
    const now = this.#options.clock.now();
    const user = address.split('@')[0] ?? '';
    const stored = this.#options.deliverLocally(user, `${message.content}`);
    const outcome: DeliveryOutcome = stored
      ? { kind: 'sent', relay: 'local', dsn: '2.0.0', words: 'delivered to mailbox' }
      : { kind: 'bounced', relay: 'local', dsn: '5.1.1', words: `unknown user: "${user}"` };
    const times = { arrivedAt: message.arrivedAt, begunAt: now, foundAt: now, endedAt: now };
    this.#logDelivery('local', message.id, address, outcome, times);
    return outcome;
  }

  /** RFC 5321 §6.1: the sender is told; a notification that cannot be delivered is not answered by another. */
  #return(
    message: Message,
    returned: readonly { readonly address: string; readonly outcome: DeliveryOutcome }[],
  ): void {
    if (message.sender === '') return;
    const { clock, random } = this.#options;
    const id = queueId(random);
    const at = clock.now();
    const messageId = `${stampOf(at)}.${id}@${this.ownName}`;
    const content = notificationText({ id, message, returned, messageId, at, ownName: this.ownName });
    this.#log('cleanup', `${id}: message-id=<${messageId}>`);
    this.#log('bounce', `${message.id}: sender non-delivery notification: ${id}`);
    this.#enter({ id, sender: '', content, recipients: [message.sender] });
  }

  #logDelivery(
    program: 'smtp' | 'local',
    id: string,
    address: string,
    { kind, relay, dsn, words }: DeliveryOutcome,
    {
      arrivedAt,
      begunAt,
      foundAt,
      endedAt,
    }: Readonly<Record<'arrivedAt' | 'begunAt' | 'foundAt' | 'endedAt', Instant>>,
  ): void {
    // Before the queue manager, in it, setting up, sending. The search for the way belongs to setting up.
    const delays = [begunAt - arrivedAt, 0, foundAt - begunAt, endedAt - foundAt].map(delayText).join('/');
    const delay = delayText(endedAt - arrivedAt);
    this.#log(
      program,
      `${id}: to=<${address}>, relay=${relay}, delay=${delay}, delays=${delays}, dsn=${dsn}, status=${kind} (${words})`,
    );
  }

  #log(program: string, text: string): void {
    const { journal, host } = this.#options;
    journal.write({
      kind: 'log',
      host: host.name,
      program: `postfix/${program}`,
      category: 'mail',
      severity: 'info',
      text,
    });
  }
}

/** `20260307140005` */
function stampOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 19).replace(/[-T:]/g, '');
}
