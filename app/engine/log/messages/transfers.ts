/** What named says of the ways between a zone's primary and its secondaries: notifies, refreshes, transfers. */
import type { MessageGroup } from './message.ts';

const REFRESH = 'RFC 1034 §4.3.5; BIND ARM, type secondary';

export const TRANSFERS: readonly MessageGroup[] = [
  {
    opening: 'zone',
    category: 'notify',
    severity: 'info',
    reference: 'RFC 1996; BIND ARM, category notify',
    messages: [
      ['sending notifies (serial {serial})', 'The zone’s other servers are told that it has changed.'],
      [
        'sending notify to {server}',
        'This server is told that the zone has changed (debugging).',
        '',
        'debug',
      ],
      [
        'notify from {server}: zone is up to date',
        'A primary says that the zone has changed, but this version is here already.',
        '',
        'general info',
      ],
      [
        'notify from {server}: serial {serial}: refresh in progress, refresh check queued',
        'Told of a change while the zone is just being fetched: it will be looked at again.',
        '',
        'general info',
      ],
      [
        'notify from {server}: refresh in progress, refresh check queued',
        'Told of a change while the zone is just being fetched: it will be looked at again.',
        '',
        'general info',
      ],
      [
        'notify from {server}: serial {serial}',
        'A primary says that the zone has this serial now.',
        '',
        'general info',
      ],
      [
        'notify from {server}: no serial',
        'A primary says that the zone has changed, without the serial.',
        '',
        'general info',
      ],
      [
        'refused notify from non-primary: {server}',
        'Somebody who is not a configured primary says that the zone has changed.',
        'A primary with several addresses: add them to primaries, or allow-notify.',
        'general info',
      ],
      [
        'notify to {server} failed: {result}',
        'This server could not be told that the zone has changed; it will find out when the SOA’s refresh is over.',
        'Is it down, or does it refuse?',
        'debug',
      ],
      [
        'notify to {server}: retries exceeded',
        'This server did not answer; it will find out by itself.',
        '',
        'debug',
      ],
      [
        'notify response from {server}: {result}',
        'What the one who was told of the change answered. REFUSED and NOTAUTH: it does not see itself as a secondary of this zone.',
        '',
        'debug',
      ],
    ],
  },
  {
    opening: 'zone',
    category: 'general',
    severity: 'info',
    reference: REFRESH,
    messages: [
      [
        'refresh: unexpected rcode ({word}) from primary {server} (source {address})',
        'Asked for the zone’s serial, the primary gave an error.',
        'REFUSED: its access list. SERVFAIL: the zone is not loaded there. NOTAUTH: not its zone.',
      ],
      [
        'refresh: retry limit for primary {server} exceeded (source {address})',
        'The primary did not answer, several times over.',
        'Is it down, or is UDP port 53 blocked between you? dig SOA @PRIMARY.',
      ],
      [
        "refresh: failure trying primary {server} (source {address}): {'timed out'}",
        'The primary did not answer when asked for the serial.',
        'Is it down, or is the way blocked?',
      ],
      [
        "refresh: failure trying primary {server} (source {address}): {'connection refused'}",
        'The primary’s machine is there, but no name server listens at that address.',
      ],
      [
        'refresh: failure trying primary {server} (source {address}): {result}',
        'The primary could not be asked for the serial, for the reason at the end.',
      ],
      [
        'refresh: skipping {text} as primary {server} (source {address}) is unreachable (cached)',
        'The primary could not be reached a moment ago, and is not tried again for ten minutes.',
        'rndc refresh ZONE does not help before; a NOTIFY from it does.',
      ],
      [
        'refresh: non-authoritative answer from primary {server} (source {address})',
        'The primary does not speak for this zone itself.',
        'The zone is not loaded there, or that server is a mere cache.',
      ],
      [
        'refresh: truncated UDP answer, initiating TCP zone xfer for primary {server} (source {address})',
        'The SOA’s answer did not fit into UDP: the zone is asked for over TCP.',
      ],
      [
        'refresh: truncated TCP response from primary {server} (source {address})',
        'An answer over TCP that says it is cut short: nonsense.',
      ],
      [
        'refresh: unable to get SOA record from primary {server} (source {address})',
        'The primary’s answer has no SOA.',
      ],
      [
        'refresh: CNAME at top of zone in primary {server} (source {address})',
        'Where the SOA belongs, the primary has an alias.',
      ],
      [
        'refresh: NODATA response from primary {server} (source {address})',
        'The primary says that there is no SOA at this name: not its zone.',
      ],
      [
        'refresh: referral response from primary {server} (source {address})',
        'The primary points elsewhere: it does not have the zone.',
      ],
      [
        'refresh: rcode ({word}) retrying without EDNS primary {server} (source {address})',
        'The primary does not like EDNS; it is asked without.',
        '',
        'debug',
      ],
      [
        'refresh: rcode ({word}) retrying without EDNS EXPIRE OPTION primary {server} (source {address})',
        'The primary does not like one EDNS option (RFC 7314); it is asked without.',
        '',
        'debug',
      ],
      [
        'refresh: timeout retrying without EDNS primary {server} (source {address})',
        'No answer to a question with EDNS; it is asked without.',
        '',
        'debug',
      ],
      [
        'refresh: unexpected opcode ({word}) from {server} (source {address})',
        'What came back is no answer to the question.',
      ],
      [
        'serial number ({serial}) received from primary {server} < ours ({serial})',
        'The primary has an older serial than this secondary: nothing is fetched.',
        'Somebody set the serial back. Raise it there, or rndc retransfer ZONE here.',
      ],
      [
        'requesting IXFR from {server}',
        'The changes since the version here are asked for.',
        '',
        'xfer-in debug',
      ],
      [
        'no database exists yet, requesting AXFR of initial version from {server}',
        'Nothing of the zone is here yet: all of it is asked for.',
        '',
        'xfer-in debug',
      ],
      [
        'retrying with AXFR from {server} due to previous IXFR failure',
        'The changes alone did not come through: all of the zone is asked for.',
        '',
        'xfer-in debug',
      ],
      [
        'IXFR disabled, requesting {text}AXFR from {server}',
        'All of the zone is asked for, as the configuration wants it.',
        '',
        'xfer-in debug',
      ],
      ['Transfer started.', 'The zone is being fetched from its primary.', '', 'xfer-in info'],
      [
        "transferred serial {serial}: TSIG '{key}'",
        'The zone was fetched, signed by this key, and is served now.',
        '',
        'xfer-in info',
      ],
      [
        'transferred serial {serial}',
        'The zone was fetched from its primary, and is served now.',
        '',
        'xfer-in info',
      ],
      [
        'got_transfer_quota: skipping zone transfer as primary {server} (source {address}) is unreachable (cached)',
        'The primary could not be reached a moment ago: the transfer waits.',
        '',
        'xfer-in info',
      ],
      [
        'zone transfer deferred due to quota',
        'As many transfers run as transfers-in or transfers-per-ns allow: this one waits.',
        'Many zones at a start: raise the limits if it takes too long.',
        'xfer-in info',
      ],
      [
        'refreshing stub: unexpected rcode ({word}) from {server} (source {address})',
        'Asked for the stub zone’s NS records, the primary gave an error.',
      ],
      [
        'could not refresh stub from primary {server} (source {address}): {result}',
        'The stub zone’s NS records could not be fetched.',
      ],
    ],
  },
  {
    opening: 'transfer',
    category: 'xfer-in',
    severity: 'info',
    reference: 'RFC 5936, RFC 1995; BIND ARM, category xfer-in',
    messages: [
      [
        'connected using {address} TSIG {key}',
        'The connection to the primary stands, signed by this key; the address is this machine’s own.',
      ],
      [
        'connected using {address}',
        'The connection to the primary stands; the address is this machine’s own.',
      ],
      ["Transfer status: {'success'}", 'The zone came over whole.'],
      ["Transfer status: {'up to date'}", 'The version here is the newest.'],
      [
        "Transfer status: {'REFUSED'}",
        'The primary does not let this server have the zone.',
        'There: add this machine’s address (or key) to allow-transfer.',
      ],
      [
        "Transfer status: {'NOTAUTH'}",
        'The primary does not serve this zone.',
        'The zone’s name, or the primary’s address, is wrong; or it is not loaded there.',
      ],
      [
        "Transfer status: {'timed out'}",
        'The transfer took too long or stopped.',
        'TCP port 53 to the primary; the size of the zone; a firewall that forgets connections.',
      ],
      ["Transfer status: {'connection refused'}", 'The primary does not take TCP connections on port 53.'],
      ['Transfer status: {result}', 'How the transfer ended.', 'See the primary’s log for the same time.'],
      [
        'Transfer completed: {number} messages, {number} records, {number} bytes, {text}',
        'How much came over, and how quickly.',
      ],
      [
        'failed to connect: {result}',
        'No TCP connection to the primary could be made.',
        'TCP port 53, from this machine: dig +tcp SOA ZONE @PRIMARY.',
        'error',
      ],
      [
        "failed while receiving responses: {'REFUSED'}",
        'The primary does not let this server have the zone.',
        'There: add this machine’s address (or key) to allow-transfer.',
        'error',
      ],
      [
        "failed while receiving responses: {'NOTAUTH'}",
        'The primary does not serve this zone.',
        'Check the zone’s name and the primary’s address.',
        'error',
      ],
      [
        'failed while receiving responses: {result}',
        'The transfer broke off, for the reason at the end.',
        'See the primary’s log for the same time.',
        'error',
      ],
      [
        'got {result}, retrying with AXFR',
        'The changes alone could not be had: all of the zone is asked for.',
        '',
        'debug',
      ],
      ['resetting', 'The transfer begins again (debugging).'],
      [
        'requested serial {serial}, primary has {serial}, not updating',
        'The primary’s version is not newer: nothing to do.',
        '',
        'debug',
      ],
      [
        'empty answer section, retrying with AXFR',
        'The primary’s answer to IXFR was empty: all of the zone is asked for.',
        '',
        'debug',
      ],
      ['{result}', 'About a transfer of this zone from its primary.'],
    ],
  },
];
