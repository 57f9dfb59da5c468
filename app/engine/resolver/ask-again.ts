/** Responses that say less about the question than about how it was asked: the same server is asked again, otherwise. */
import { EDNS_OPTION, RCODE } from '../protocol/codes.ts';
import type { Message } from '../protocol/message.ts';
import type { Candidate } from './server-list.ts';

/**
 * Whether the same server is to be asked again in another way, and why, in words. Each reason is good for one
 * more question only.
 */
export function askAgain(candidate: Candidate, message: Message, cookieMatched: boolean): string | null {
  const cookie = message.edns?.options.find(
    (option) => option.code === EDNS_OPTION.COOKIE && option.data.length > 8,
  );
  const expected =
    candidate.server.serverCookie !== null && !candidate.noCookie && !candidate.plain && !candidate.tcp;
  if (cookieMatched && cookie !== undefined) candidate.server.serverCookie = cookie.data.slice(8, 40);
  if (message.edns !== null) {
    candidate.server.edns = 'yes';
    candidate.server.udpSize = message.edns.udpSize;
  }
  // RFC 6891 §7: servers that do not know EDNS say FORMERR and send no OPT of their own. BIND: no other RCODE counts.
  if (message.rcode === RCODE.FORMERR && message.edns === null && !candidate.plain) {
    candidate.plain = true;
    return 'no EDNS there; asks without';
  }
  // BIND: who knows EDNS and makes nothing of the question may stumble over the cookie.
  if (message.rcode === RCODE.FORMERR && message.edns !== null && !candidate.plain && !candidate.noCookie) {
    candidate.noCookie = true;
    return 'FORMERR; asks without a cookie';
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
  if (expected && !cookieMatched) {
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
