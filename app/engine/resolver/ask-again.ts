/** Responses that say less about the question than about how it was asked: the same server is asked again, otherwise. */
import { EDNS_OPTION, RCODE } from '../protocol/codes.ts';
import type { Message } from '../protocol/message.ts';
import type { Candidate } from './server-list.ts';

/**
 * Whether the same server is to be asked again in another way, and why, in words. Each reason is good for one
 * more question only.
 */
export function askAgain(candidate: Candidate, message: Message, cookieMatched: boolean): string | null {
  const cookie = message.edns?.options.find(({ code }) => code === EDNS_OPTION.COOKIE)?.data;
  const sent = cookieFor(candidate);
  const echoed = cookie !== undefined && sent !== null && sameOctets(cookie, sent);
  const expected =
    candidate.server.serverCookie !== null && !candidate.noCookie && !candidate.plain && !candidate.tcp;
  if (cookieMatched && cookie !== undefined && cookie.length > 8)
    candidate.server.serverCookie = cookie.slice(8, 40);
  if (message.edns !== null) {
    candidate.server.edns = 'yes';
    candidate.server.udpSize = message.edns.udpSize;
  }
  // RFC 6891 §7: servers that do not know EDNS say FORMERR and send no OPT of their own. BIND: no other RCODE counts.
  if (message.rcode === RCODE.FORMERR && message.edns === null && !candidate.plain) {
    candidate.plain = true;
    return 'no EDNS there; asks without';
  }
  // BIND: who makes nothing of the question and sends our cookie back as it was stumbles over the cookie.
  if (message.rcode === RCODE.FORMERR && echoed && !candidate.noCookie) {
    candidate.noCookie = true;
    return 'FORMERR with our own cookie; asks without';
  }
  if (message.rcode === RCODE.BADCOOKIE && !candidate.retriedCookie) {
    candidate.retriedCookie = true;
    return 'BADCOOKIE; asks with the new cookie';
  }
  if (candidate.tcp) return null;
  if (message.tc || message.rcode === RCODE.BADCOOKIE) {
    candidate.tcp = true;
    return 'truncated; asks over TCP';
  }
  // BIND: a server that has sent cookies before and now sends none may be somebody else.
  if (expected && cookie === undefined) {
    candidate.tcp = true;
    return 'expected cookie missing; asks over TCP';
  }
  return null;
}

/** The cookie option for a question to a server: our half, and the server's where it has given one (RFC 7873 §5.1); null where it wants none. */
export function cookieFor({ server: record, noCookie }: Candidate): Uint8Array | null {
  if (noCookie) return null;
  const { clientCookie: client, serverCookie: server } = record;
  if (server === null) return client;
  const both = new Uint8Array(client.length + server.length);
  both.set(client);
  both.set(server, client.length);
  return both;
}

function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}
