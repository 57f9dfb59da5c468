/** Messages as a relay keeps them, and what becomes of a recipient's copy. */
import type { Instant } from '../../network/clock.ts';

/** How the delivery to one recipient ended this time. */
export type DeliveryOutcome =
  | { readonly kind: 'sent'; readonly relay: string; readonly dsn: string; readonly words: string }
  /** A temporary error: it is tried again later (RFC 5321 §4.2.1). */
  | { readonly kind: 'deferred'; readonly relay: string; readonly dsn: string; readonly words: string }
  /** A permanent one: the sender gets it back. */
  | { readonly kind: 'bounced'; readonly relay: string; readonly dsn: string; readonly words: string };

export interface WaitingRecipient {
  readonly address: string;
  /** Why it is still here; null while it was not tried. */
  readonly reason: string | null;
}

/** A message in the queue, as `mailq` sees it. */
export interface QueuedMail {
  readonly id: string;
  /** Empty: a notification, which nobody gets back. */
  readonly sender: string;
  readonly recipients: readonly WaitingRecipient[];
  /** Octets. */
  readonly size: number;
  readonly arrivedAt: Instant;
  /** Whether it is being delivered now. */
  readonly active: boolean;
}

/** The domain of an address in small letters; empty where it has none. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase() === address.toLowerCase()
    ? ''
    : address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
