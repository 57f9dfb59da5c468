/**
 * DNS over TLS (RFC 7858) and over HTTP/2 (RFC 8484) for the engine's tools: streams of framed messages, as over TCP.
 */
import { readFileSync } from 'node:fs';
import { connect as connectHttp, type ClientHttp2Session } from 'node:http2';
import { createConnection, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { Endpoint } from '../../engine/network/journal.ts';
import type { LocalBinding, NetProblem, SecureStream, ToolTcp } from '../../engine/tools/tool.ts';
import { Inbox } from './inbox.ts';

/** What the runtime names by a code, in OpenSSL's words. */
const TRUST_WORDS: Readonly<Record<string, string>> = {
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unable to get local issuer certificate',
  // The runtime looks on after OpenSSL's first complaint, which is this one.
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unable to get local issuer certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'self-signed certificate in certificate chain',
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not yet valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'hostname mismatch',
};

export async function openSecure(
  remote: Endpoint,
  local: LocalBinding,
  how: SecureStream,
  timeoutMs: number,
  signal: AbortSignal,
  problemOf: (error: unknown) => NetProblem,
): Promise<ToolTcp | NetProblem> {
  const context = secureContext(how);
  if (context === null) return problem('tls-setup', 'TLS context cannot be created');
  const inbox = new Inbox<Uint8Array>(signal);
  const opened = new Inbox<Socket>(signal);
  let connected = false;
  const tcp = createConnection(
    {
      host: remote.address,
      port: remote.port,
      noDelay: true,
      ...(local.address === undefined ? {} : { localAddress: local.address }),
      ...(local.port === undefined ? {} : { localPort: local.port }),
    },
    () => {
      connected = true;
      if (how.protocol === 'http') opened.put(tcp);
    },
  );
  const failed = (error: unknown): void => {
    opened.put(connected ? problem('tls-failed', String(error)) : problemOf(error));
    inbox.put(problemOf(error));
  };
  tcp.on('error', failed);
  let socket: Socket = tcp;
  if (how.protocol !== 'http') {
    const tls = connectTls({ ...context, socket: tcp }, () => opened.put(checked(tls, how)));
    tls.on('error', failed);
    socket = tls;
  }
  const outcome = await opened.take(timeoutMs);
  if ('kind' in outcome) {
    tcp.destroy();
    return outcome;
  }
  return how.protocol === 'tls' ? overTls(socket, inbox) : overHttp(socket, remote, how, inbox);
}

/** Null: a file that was named cannot be read, or is none. */
function secureContext(how: SecureStream): ConnectionOptions | null {
  try {
    const { identity } = how;
    const { authorities, name } = how.verify ?? { authorities: null, name: null };
    const secure = createSecureContext({
      ...(authorities === null ? {} : { ca: readFileSync(authorities) }),
      ...(identity === null
        ? {}
        : { cert: readFileSync(identity.certificate), key: readFileSync(identity.key) }),
    });
    return {
      secureContext: secure,
      // Looked at afterwards: a tool says itself what is wrong.
      rejectUnauthorized: false,
      ALPNProtocols: [how.protocol === 'tls' ? 'dot' : 'h2'],
      minVersion: 'TLSv1.2',
      ...(name === null ? {} : { servername: name }),
    };
  } catch {
    return null;
  }
}

function checked(tls: TLSSocket, how: SecureStream): Socket | NetProblem {
  if (how.verify === null || tls.authorized) return tls;
  // The runtime gives the code alone, or an error with one.
  const error: unknown = tls.authorizationError;
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return problem('tls-untrusted', TRUST_WORDS[code] ?? code.toLowerCase().replaceAll('_', ' '));
}

function overTls(socket: Socket, inbox: Inbox<Uint8Array>): ToolTcp {
  socket.on('data', (octets: Buffer) => inbox.put(octets));
  socket.on('end', () => inbox.put(problem('closed', 'end of file')));
  return {
    local: { address: socket.localAddress ?? '', port: socket.localPort ?? 0 },
    send: (octets) => void socket.write(octets),
    receive: (ms) => inbox.take(ms),
    close: () => void socket.destroy(),
  };
}

/** Each framed message is a request of its own, each response's body a framed message. */
function overHttp(socket: Socket, remote: Endpoint, how: SecureStream, inbox: Inbox<Uint8Array>): ToolTcp {
  const host = remote.address.includes(':') ? `[${remote.address}]` : remote.address;
  const session = connectHttp(`${how.protocol}://${host}:${remote.port}`, { createConnection: () => socket });
  session.on('error', () => inbox.put(problem('closed', 'end of file')));
  session.on('close', () => inbox.put(problem('closed', 'end of file')));
  return {
    local: { address: socket.localAddress ?? '', port: socket.localPort ?? 0 },
    send: (framed) => request(session, framed.subarray(2), how, inbox),
    receive: (ms) => inbox.take(ms),
    close: () => {
      session.destroy();
      socket.destroy();
    },
  };
}

function request(
  session: ClientHttp2Session,
  message: Uint8Array,
  how: SecureStream,
  inbox: Inbox<Uint8Array>,
): void {
  const get = how.method === 'GET';
  const stream = session.request({
    ':method': how.method,
    // RFC 8484 §4.1.
    ':path': get ? `${how.path}?dns=${Buffer.from(message).toString('base64url')}` : how.path,
    accept: 'application/dns-message',
    ...(get ? {} : { 'content-type': 'application/dns-message', 'content-length': message.length }),
  });
  const body: Buffer[] = [];
  let status = 0;
  stream.on('response', (headers) => void (status = headers[':status'] ?? 0));
  stream.on('data', (octets: Buffer) => body.push(octets));
  stream.on('error', () => inbox.put(problem('closed', 'end of file')));
  stream.on('end', () => {
    const whole = Buffer.concat(body);
    if (status === 0) inbox.put(problem('closed', 'end of file'));
    else if (status < 200 || status > 299) inbox.put(problem('http-failed', `HTTP status ${status}`));
    else inbox.put(Buffer.concat([Buffer.from([whole.length >> 8, whole.length & 255]), whole]));
  });
  if (get) stream.end();
  else stream.end(message);
}

function problem(reason: NetProblem['reason'], message: string): NetProblem {
  return { kind: 'net-problem', reason, message };
}
