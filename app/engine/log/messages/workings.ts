/** What named says of its control channel, its addresses and its configuration, and of what went wrong there. */
import type { MessageGroup } from './message.ts';

const ARM = 'BIND ARM, category general';
const RNDC = 'man rndc';

export const WORKINGS: readonly MessageGroup[] = [
  {
    category: 'general',
    severity: 'info',
    reference: RNDC,
    messages: [
      [
        "received control channel command '{text}'",
        'Somebody used rndc.',
        'The next lines say what came of it.',
      ],
      [
        "unknown control channel command '{text}'",
        'rndc sent something that this server does not know: misspelt, or of another version.',
        '',
        'warning',
      ],
      [
        "invalid command from {server}: {'bad auth'}",
        'rndc came with the wrong key.',
        'rndc.key of the one who calls must be the key in controls.',
        'error',
      ],
      [
        "invalid command from {server}: {'expected'}",
        'What came to the control channel was not from rndc.',
        '',
        'error',
      ],
      [
        'invalid command from {server}: {result}',
        'What came to the control channel could not be used.',
        'Wrong key, or clocks more than five minutes apart.',
        'error',
      ],
      [
        'rejected command channel message from {server}',
        'The address is not among those that controls allows.',
        '',
        'warning',
      ],
      [
        "configuring command channel from '{file}'",
        'The key for rndc is read from this file (rndc.key): controls names none.',
      ],
      ['command channel listening on {server}', 'rndc reaches the server here.', '', 'notice'],
      [
        'error sending command response to {server}: {result}',
        'rndc was gone before its answer came.',
        '',
        'warning',
      ],
    ],
  },
  {
    category: 'general',
    severity: 'error',
    reference: ARM,
    messages: [
      [
        'reloading configuration failed: {result}',
        'The new configuration has an error: the old one goes on. A restart now would fail.',
        'named-checkconf, mend, rndc reconfig again.',
      ],
      [
        'loading configuration: {result}',
        'The configuration has an error: the server does not start.',
        'The lines before name file and line. named-checkconf.',
        'critical',
      ],
      ['reloading zones failed: {result}', 'Some zones could not be read anew.'],
      ['loading new zones failed: {result}', 'Some of the new zones could not be read.'],
      ['open: {file}: {result}', 'The file could not be opened.', 'Does it exist, and may named read it?'],
      ['dumpdb failed: {result}', 'The cache could not be written.', 'May named write in its directory?'],
      [
        'dumpstats failed: {result}',
        'The statistics could not be written.',
        'May named write in its directory?',
      ],
      ['could not open dump file', 'The dump file could not be made.', 'May named write in its directory?'],
      [
        "managed-keys-directory '{file}' is not writable",
        'What is learned of trust anchors cannot be kept.',
        'Give the folder to the user that named runs as.',
      ],
      [
        "isc_log_open '{file}' failed: {result}",
        'A log file could not be opened.',
        'Does its folder exist, and may named write there? (AppArmor!)',
      ],
      ["user '{text}' unknown", 'The user of -u does not exist.', '', 'critical'],
      [
        'could not lock {file}; another named process may be running',
        'Another named runs with the same files.',
      ],
      [
        "couldn't add command channel {server}: {result}",
        'rndc will not reach the server there.',
        'Another program has the port, or a key is missing.',
        'notice',
      ],
      [
        "set maximum {text} to {number}: {'success'}",
        'A limit of the process was set (debugging).',
        '',
        'general debug',
      ],
      [
        'set maximum {text} to {number}: {result}',
        'The system does not let the server have that much.',
        '',
        'warning',
      ],
    ],
  },
  {
    category: 'network',
    severity: 'info',
    reference: 'BIND ARM, listen-on',
    messages: [
      ['listening on {word} interface {word}, {server}', 'Questions are taken at this address.'],
      ['no longer listening on {server}', 'Questions are not taken at this address any more.'],
      ['listening on IPv6 interfaces, port {number}', 'Questions are taken at all IPv6 addresses.'],
      ['no IPv4 interfaces found', 'The machine has no IPv4 address.'],
      ['no IPv6 interfaces found', 'The machine has no IPv6 address.'],
      [
        'not listening on any interfaces',
        'No question can come in.',
        'listen-on names addresses that the machine does not have, or another program has port 53 (systemd-resolved, dnsmasq): ss -lnup.',
        'warning',
      ],
      [
        'unable to listen on any configured interfaces',
        'The server cannot start: no address is free for it.',
        'ss -lnup shows who has port 53. Below 1024 only root may listen.',
        'general error',
      ],
      [
        'creating {word} interface {word} failed; interface ignored',
        'At this address no questions are taken.',
        'The line before says why.',
        'error',
      ],
      [
        'creating TCP socket: {result}',
        'At this address no TCP connections are taken.',
        '“address in use”: another program has the port; ss -lntp.',
        'error',
      ],
      [
        'Accepting TCP connection failed: {result}',
        'A TCP connection came and could not be taken.',
        '“quota reached”: tcp-clients. “socket is not connected”: the client was gone, harmless.',
        'general error',
      ],
      [
        'statistics channel listening on {server}',
        'Statistics can be read here with a browser.',
        '',
        'general notice',
      ],
    ],
  },
  {
    category: 'config',
    severity: 'warning',
    reference: 'BIND ARM, named.conf',
    messages: [
      [
        "zone '{zone}' allows unsigned updates from remote hosts, which is insecure",
        'Who can forge an address can change the zone.',
        'Let updates be signed: a key in allow-update or update-policy.',
        'security warning',
      ],
      [
        'dnssec-validation auto: WARNING: root zone key not found',
        'Validation is on, but the root’s key is missing.',
        'Look at bind.keys, or leave it to the built-in one.',
        'security warning',
      ],
    ],
  },
  {
    category: 'trust-anchor-telemetry',
    severity: 'info',
    reference: 'RFC 8145; BIND ARM, category trust-anchor-telemetry',
    messages: [
      ["trust-anchor-telemetry '{question}' from {address}", 'A resolver tells which keys it trusts.'],
      [
        'root-key-sentinel-is-ta query label found',
        'A client asks which root key is trusted here (RFC 8509).',
      ],
      [
        'root-key-sentinel-not-ta query label found',
        'A client asks which root key is trusted here (RFC 8509).',
      ],
    ],
  },
  {
    category: 'database',
    severity: 'debug',
    reference: 'BIND ARM, category database',
    messages: [
      ['calling free_rbtdb({zone})', 'Memory of a zone or a cache is given back (debugging).'],
      ['done free_rbtdb({zone})', 'Memory of a zone or a cache was given back (debugging).'],
      ['delete_node(): {word} {name} (bucket {number})', 'A name was taken out of memory (debugging).'],
      [
        'adb reached {word} water mark',
        'The memory for other servers’ addresses is nearly full (or no more).',
      ],
    ],
  },
];
