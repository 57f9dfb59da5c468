/** What named says of a line in a file: of its configuration, or of a zone. The same words as the checkers print. */
import type { MessageGroup } from './message.ts';

export const FILES: readonly MessageGroup[] = [
  {
    opening: 'file',
    category: 'config',
    severity: 'error',
    reference: 'BIND ARM, named.conf',
    messages: [
      [
        "missing ';' before '{text}'",
        'Every statement ends with a semicolon; here one is missing. named goes on with the old configuration, or does not start.',
        'Look at the end of the line before. named-checkconf shows it without a restart.',
      ],
      [
        "missing ';' before end of file",
        'The file ends before the last statement does.',
        'A semicolon or a closing brace is missing, perhaps much further up.',
      ],
      [
        "unknown option '{text}'",
        'named does not know this word here: misspelt, in the wrong place, or from another version.',
        'named-checkconf; the manual says where an option may stand.',
      ],
      [
        "expected '{text}' near '{text}'",
        'Something else must stand here.',
        'Look at the braces and quotes around this line.',
      ],
      ["expected {text} near '{text}'", 'Something of another kind must stand here.'],
      [
        "unexpected token near '{text}'",
        'This does not belong here.',
        'Look at the line before: a semicolon or brace too few or too many.',
      ],
      [
        "'{text}' redefined near '{text}'",
        'This may stand here only once.',
        'Often in an included file: look at the included ones too.',
      ],
      [
        "zone '{zone}': already exists previous definition: {text}",
        'The zone is configured twice in one view.',
        'Look at both places; one may be in an included file.',
      ],
      ["zone '{zone}': {text}", 'About the configuration of this zone.'],
      [
        "writeable file '{file}': already in use: {text}",
        'Two zones would write the same file.',
        'Give each its own.',
      ],
      [
        "undefined ACL '{text}' near {text}",
        'The access list is not defined above.',
        'acl statements must come before their use.',
      ],
      ["undefined category: '{text}'", 'There is no such category of log lines.'],
      ["undefined channel: '{text}'", 'The category names a channel that is not defined.'],
      [
        "option '{text}' is obsolete and should be removed",
        'This option has no effect any more.',
        'Take it out: newer versions will refuse it.',
      ],
      ["option '{text}' is deprecated", 'This option will go.', 'The manual names what takes its place.'],
      ["option '{text}' no longer exists", 'This option was removed.', 'Take it out.'],
      ["option '{text}' was not enabled at compile time", 'This named was built without it.'],
      ["option '{text}' is not implemented", 'The option is known and does nothing.'],
      [
        'disabling lame cache despite lame-ttl > 0 as it may cause performance issues',
        'Lame servers are no longer remembered, whatever lame-ttl says: it could be abused.',
        'Take lame-ttl out.',
        'warning',
      ],
      [
        "'max-cache-size {text}' - setting to {text}",
        'How much memory the cache may take, reckoned from the machine’s.',
        'Set max-cache-size where the machine does other things, too.',
        'info',
      ],
      ['dnssec-policy: {text}', 'About a DNSSEC policy.', '', 'debug'],
      [
        'open: {file}: {result}',
        'A file that is included cannot be opened.',
        'Its name counts from the working directory; may named read it?',
      ],
      ["'{text}' is not a valid {text}", 'The value does not fit.'],
      [
        "change directory to '{file}' failed: {result}",
        'options { directory } names a folder that is not there, or not for named.',
      ],
      [
        "couldn't add command channel {server}: {result}",
        'rndc will not reach the server there.',
        'Another program has the port, or a key is missing.',
        'warning',
      ],
      [
        'using specific query-source port suppresses port randomization and can be insecure.',
        'With one fixed port, answers are easy to forge (RFC 5452 §4.5).',
        'Leave the port out of query-source.',
        'info',
      ],
      ['no forwarders seen; disabling forwarding', 'forward is set, but forwarders is empty.', '', 'warning'],
      ["unknown logging category '{text}' ignored", 'There is no such category of log lines.'],
      [
        "when using 'view' statements, all zones must be in views",
        'With views, no zone may stand outside of them.',
        'Move it into a view; the default zones’ file too.',
      ],
    ],
  },
  {
    opening: 'file',
    category: 'zoneload',
    severity: 'error',
    reference: 'RFC 1035 §5; BIND ARM, zone file',
    messages: [
      ["near '{text}': {'bad dotted quad'}", 'An IPv4 address here is none.', '', 'general error'],
      [
        "near '{text}': {'unknown class/type'}",
        'Here a record type should stand.',
        'A name with a space? A comment with # (it is ;)?',
      ],
      ["near '{text}': {'not a valid number'}", 'Here a number should stand.'],
      [
        "near '{text}': {'extra input text'}",
        'There is more on the line than belongs to the record.',
        'A missing ; before a comment, or quotes around a text.',
      ],
      [
        "near '{text}': {result}",
        'The record at this word cannot be read, for the reason at the end.',
        'named-checkzone ZONE FILE shows all such lines.',
      ],
      [
        'near eol: {result}',
        'The line ends before the record does.',
        'Brackets open, or a field is missing.',
      ],
      ['near eof: {result}', 'The file ends before the record does.'],
      [
        "unknown RR type '{text}'",
        'There is no such record type.',
        'Often a name with a space in it, or a misspelt type.',
      ],
      ["unknown $ directive '{text}'", 'Only $ORIGIN, $TTL, $INCLUDE and $GENERATE are known.'],
      [
        'ignoring out-of-zone data ({name})',
        'The record’s name does not belong to the zone: it is left out.',
        'A missing or wrong $ORIGIN; the file of another zone?',
      ],
      [
        'SOA record not at top of zone ({name})',
        'The SOA must stand at the zone’s own name.',
        'A missing closing dot, or a wrong $ORIGIN.',
      ],
      [
        'no TTL specified; using SOA MINTTL instead',
        'Without a TTL in front, the SOA’s last number is used.',
        'Put $TTL at the top of the file (RFC 2308 §4).',
      ],
      ['no TTL specified; zone rejected', 'No TTL anywhere.', 'Put $TTL at the top of the file.'],
      [
        'using RFC1035 TTL semantics',
        'A record without a TTL takes that of the record before.',
        'Put $TTL at the top of the file.',
      ],
      [
        'no current owner name',
        'The first record of the file has no name.',
        'The line begins with a space, and no record came before.',
      ],
      ["NS record '{text}' appears to be an address", 'An NS record needs a host name, not an address.'],
      [
        'record with inherited owner ({name}) immediately after $ORIGIN ({name})',
        'The record takes the name of the one before $ORIGIN: perhaps not what was meant.',
        'Write @ or the name in front.',
      ],
      ['file does not end with newline', 'The last line may be cut off.'],
      ['signature has expired', 'A signature in the file is too old.', 'Sign the zone anew.'],
      ['TTL set to prior TTL ({number})', 'The TTL was out of range; that of the record before is used.'],
      [
        "warning: ownername '{text}' contains an non-terminal wildcard",
        'A * in the middle of a name is no wildcard.',
      ],
      [
        '{name}: bad owner name (check-names)',
        'A host’s name may hold letters, digits and hyphens (RFC 1123 §2.1). _ is not among them.',
        'Rename it, or check-names ignore for this zone.',
      ],
      ['{name}: {result}', 'The record of this name cannot be read, for the reason at the end.'],
      [
        '{result}',
        'About this line of the file.',
        'named-checkconf or named-checkzone says the same, without a restart.',
      ],
    ],
  },
];
