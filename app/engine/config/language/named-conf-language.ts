/** The whole language: `options`, and what stands on the top level of a file. In printing order. */
import type { ConfigDiagnostic } from '../syntax.ts';
import { matchList, portRanges } from './address-types.ts';
import { boolean, duration, integer, oneOf, oneOfOr, quoted, secret, string } from './basic-types.ts';
import { block, bracedList, parseClauses, tuple, type Clauses } from './block-types.ts';
import { controls, logging, MANY, statisticsChannels, table } from './logging-types.ts';
import { ConfigParser, type ParserFiles } from './parser.ts';
import { dnstapOutput } from './dnstap-output.ts';
import { classWord, dnssecPolicy, httpBlock, listenOn, namedServerList, tlsBlock } from './value-types.ts';
import type { MapValue } from './value.ts';
import { VIEW, VIEW_ONLY, VIEW_OR_TOP } from './view-clauses.ts';
import { ANCIENT, DEPRECATED, OBSOLETE, sizeOrNot, ZONE } from './zone-clauses.ts';

const quotedOrNone = oneOfOr('none', quoted);
const quotedOrNoneOrHost = oneOfOr('none hostname', quoted);

const OPTIONS = table(
  ['answer-cookie automatic-interface-scan', boolean],
  ['avoid-v4-udp-ports avoid-v6-udp-ports', portRanges, DEPRECATED],
  ['bindkeys-file', quoted],
  ['blackhole', matchList],
  ['cookie-algorithm', oneOf('aes siphash24')],
  ['cookie-secret', secret, MANY],
  ['coresize datasize', sizeOrNot, DEPRECATED],
  ['deallocate-on-exit', boolean, ANCIENT],
  ['directory', quoted],
  ['dscp', integer, OBSOLETE],
  ['dnstap-output', dnstapOutput],
  ['dnstap-identity', quotedOrNoneOrHost],
  ['dnstap-version', quotedOrNone],
  ['dump-file', quoted],
  ['fake-iquery', boolean, ANCIENT],
  ['files', sizeOrNot, DEPRECATED],
  ['flush-zones-on-shutdown', boolean],
  ['fstrm-set-buffer-hint fstrm-set-flush-timeout fstrm-set-input-queue-size', integer],
  ['fstrm-set-output-notify-threshold', integer],
  ['fstrm-set-output-queue-model', oneOf('mpsc spsc')],
  ['fstrm-set-output-queue-size', integer],
  ['fstrm-set-reopen-interval', duration],
  ['geoip-directory', quotedOrNone],
  ['geoip-use-ecs', boolean, ANCIENT],
  ['has-old-clients', boolean, ANCIENT],
  ['heartbeat-interval', integer, DEPRECATED],
  ['host-statistics host-statistics-max', boolean, ANCIENT],
  ['hostname', quotedOrNone],
  ['interface-interval', duration],
  ['keep-response-order', matchList],
  ['listen-on listen-on-v6', listenOn, MANY],
  ['lock-file', quotedOrNone],
  ['managed-keys-directory', quoted],
  ['match-mapped-addresses', boolean],
  ['max-rsa-exponent-size', integer],
  ['memstatistics', boolean],
  ['memstatistics-file', quoted],
  ['multiple-cnames', boolean, ANCIENT],
  ['named-xfer', quoted, ANCIENT],
  ['notify-rate', integer],
  ['pid-file', quotedOrNone],
  ['port tls-port http-port http-listener-clients http-streams-per-connection https-port', integer],
  ['querylog', boolean],
  ['random-device', quotedOrNone, OBSOLETE],
  ['recursing-file', quoted],
  ['recursive-clients', integer],
  ['reuseport', boolean],
  ['reserved-sockets', integer, DEPRECATED],
  ['secroots-file', quoted],
  ['serial-queries', integer, ANCIENT],
  ['serial-query-rate', integer],
  ['server-id', quotedOrNoneOrHost],
  ['session-keyalg', string],
  ['session-keyfile', quotedOrNone],
  ['session-keyname', string],
  ['sit-secret', string, ANCIENT],
  ['stacksize', sizeOrNot, DEPRECATED],
  ['startup-notify-rate', integer],
  ['statistics-file', quoted],
  ['statistics-interval', integer, ANCIENT],
  ['tcp-advertised-timeout tcp-clients tcp-idle-timeout tcp-initial-timeout', integer],
  ['tcp-keepalive-timeout tcp-listen-queue tcp-receive-buffer tcp-send-buffer', integer],
  ['tkey-dhkey', tuple({ name: quoted, id: integer }), DEPRECATED],
  ['tkey-domain tkey-gssapi-credential', quoted, DEPRECATED],
  ['tkey-gssapi-keytab', quoted],
  ['transfer-message-size transfers-in transfers-out transfers-per-ns', integer],
  ['treat-cr-as-space', boolean, ANCIENT],
  ['udp-receive-buffer udp-send-buffer update-quota', integer],
  ['use-id-pool use-ixfr', boolean, ANCIENT],
  ['use-v4-udp-ports use-v6-udp-ports', portRanges, DEPRECATED],
  ['version', quotedOrNone],
);

const view = tuple({
  name: string,
  class: classWord,
  options: block([VIEW_ONLY, VIEW_OR_TOP, VIEW, ZONE]),
});

const TOP = table(
  ['acl', tuple({ name: string, value: matchList }), MANY],
  ['controls', controls, MANY],
  ['dnssec-policy', dnssecPolicy, MANY],
  ['http', httpBlock, MANY],
  ['logging', logging],
  ['lwres', bracedList(string), { ...MANY, ...ANCIENT }],
  ['masters', namedServerList, MANY],
  ['options', block([OPTIONS, VIEW, ZONE])],
  ['parental-agents primaries', namedServerList, MANY],
  ['statistics-channels', statisticsChannels, MANY],
  ['tls', tlsBlock, MANY],
  ['view', view, MANY],
);
/** What may stand in a file outside all blocks; `include` may stand wherever a clause may. */
export const TOP_LEVEL: Clauses = new Map([...TOP, ...VIEW_OR_TOP]);
const ORDER = [...TOP_LEVEL.keys()];

export interface ParsedConfiguration {
  /** Null when it could not be read to its end. */
  readonly top: MapValue | null;
  readonly diagnostics: readonly ConfigDiagnostic[];
  /** With one, it is not to be used. */
  readonly errors: number;
}

/** @example parseNamedConf('options { recursion yes; };', { fileName: 'named.conf' }).errors === 0 */
export function parseNamedConf(text: string, files: ParserFiles): ParsedConfiguration {
  return parseFile(text, files, TOP_LEVEL, ORDER);
}

/** Reads a file of these clauses, of named.conf or another of BIND's. */
export function parseFile(
  text: string,
  files: ParserFiles,
  clauses: Clauses,
  order: readonly string[] = [],
): ParsedConfiguration {
  const parser = new ConfigParser(text, files);
  let top = parseClauses(parser, clauses, order, { file: files.fileName, line: 1, column: 1 });
  // BIND: what stands behind the last clause is told when nothing else was.
  if (top !== null && parser.errors === 0 && parser.next()?.kind !== 'end') {
    parser.failNear('syntax error');
    top = null;
  }
  const { diagnostics, errors } = parser;
  return { top: errors > 0 ? null : top, diagnostics, errors };
}
