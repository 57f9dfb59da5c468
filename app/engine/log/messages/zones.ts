/** What named says of the zones that it serves: loading, loading and checking. */
import type { MessageGroup } from './message.ts';

const ARM = 'BIND ARM, category zoneload';

export const ZONES: readonly MessageGroup[] = [
  {
    opening: 'zone',
    category: 'zoneload',
    severity: 'error',
    reference: ARM,
    messages: [
      [
        "loading from master file {file} failed: {'file not found'}",
        'The zone’s file is not where the configuration says. The zone is not served: clients get SERVFAIL.',
        'A relative name counts from options { directory }. Check spelling and folder.',
      ],
      [
        "loading from master file {file} failed: {'permission denied'}",
        'named may not read the zone’s file.',
        'Owner and rights of the file and its folders; AppArmor or SELinux.',
      ],
      [
        "loading from master file {file} failed: {'not at top of zone'}",
        'The file’s SOA does not stand at the zone’s own name.',
        'A missing or wrong $ORIGIN, a missing closing dot, or the file of another zone. named-checkzone ZONE FILE.',
      ],
      [
        "loading from master file {file} failed: {'bad dotted quad'}",
        'An IPv4 address in the file is none. The zone is not served.',
        'The line before it names file and line. named-checkzone ZONE FILE.',
      ],
      [
        "loading from master file {file} failed: {'unknown class/type'}",
        'The file has a word where a record type belongs. The zone is not served.',
        'Often a name with a space, or # for a comment (it is ;).',
      ],
      [
        "loading from master file {file} failed: {'unexpected end of input'}",
        'The file ends in the middle of a record.',
        'Count brackets and quotes.',
      ],
      [
        "loading from master file {file} failed: {'CNAME and other data'}",
        'A name has a CNAME and something else: not allowed (RFC 2181 §10.1).',
        'Leave one of them.',
      ],
      [
        'loading from master file {file} failed: {result}',
        'The zone’s file could not be loaded, for the reason at the end. The zone is not served, or stays as it was before.',
        'The line before it often names the line. named-checkzone ZONE FILE.',
      ],
      [
        'not loaded due to errors.',
        'The zone is not served: clients get SERVFAIL for all of it. (At a reload the version before stays.)',
        'named-checkzone ZONE FILE, mend, rndc reload ZONE.',
      ],
      ['has no NS records', 'A zone must name its servers at its top.', 'Add NS records.'],
      ['has {number} SOA records', 'A zone has exactly one SOA.', 'Take the others out.'],
      [
        "NS '{name}' has no address records (A or AAAA)",
        'The zone names a server within itself that has no address: nobody can reach it.',
        'Add A or AAAA records; is a closing dot missing in the NS record?',
        'general error',
      ],
      [
        "NS '{name}' is a CNAME (illegal)",
        'An NS record leads to an alias. Resolvers do not follow it (RFC 2181 §10.3).',
        'Name the real host.',
        'general error',
      ],
      [
        "NS '{name}' is below a DNAME '{name}' (illegal)",
        'The server’s name is below a DNAME, so that it has no address of its own.',
        '',
        'general error',
      ],
      [
        'zone serial ({serial}) unchanged. zone may fail to transfer to secondaries.',
        'The file was changed, the serial was not: secondaries will not see the change.',
        'Raise the serial with every change.',
      ],
      [
        'zone serial ({serial}/{serial}) has gone backwards',
        'The new serial is smaller than the old one: secondaries will keep the old zone (RFC 1982).',
        'Raise it above the old one, or go round by two steps of 2147483647.',
      ],
      [
        'journal rollforward failed: journal out of sync with zone',
        'The zone’s file was changed by hand although updates change it too.',
        'rndc freeze ZONE before editing; now: remove the .jnl file, and the changes in it are lost.',
      ],
      [
        'journal rollforward failed: {result}',
        'The zone’s changes of the past (the journal, .jnl) do not fit its file.',
        'Somebody edited the file of a dynamic zone: rndc freeze before, rndc thaw after. Else remove the .jnl file.',
      ],
      ['loading zone: no master file configured', 'The zone has no file to be loaded from.'],
      ['zone_rekey failure: {text}', 'The zone’s keys could not be brought up to date.'],
    ],
  },
  {
    opening: 'zone',
    category: 'zoneload',
    severity: 'info',
    reference: ARM,
    messages: [
      ['loaded serial {serial} (DNSSEC signed)', 'The zone is loaded, with signatures, and served now.'],
      ['loaded serial {serial}', 'The zone is loaded and served now.', 'Is it the serial that you expect?'],
      [
        'journal rollforward completed successfully: {result}',
        'What was changed since the file was written has been added to it.',
        '',
        'debug',
      ],
      ['no master file', 'A secondary zone without a file yet: it will be transferred.', '', 'debug'],
      ['creating SOA', 'The zone of trust anchors begins empty (debugging).', '', 'general debug'],
      [
        'synchronizing trusted keys',
        'The trust anchors are compared with what was learned.',
        '',
        'general debug',
      ],
      ['starting load', 'The zone is being read (debugging).', '', 'debug'],
      ['loaded; checking validity', 'The zone was read and is looked over (debugging).', '', 'debug'],
      [
        'no master file, requesting db',
        'The signed form of the zone does not exist yet (debugging).',
        '',
        'debug',
      ],
      [
        'skipping load: master file older than last load',
        'The file has not changed: nothing to load.',
        'Did you edit another file than the one that is configured?',
        'debug',
      ],
      ['final reference detached', 'The zone is no longer held in memory (debugging).', '', 'general debug'],
      ['mirror zone is now in use', 'The mirrored zone was validated and answers now.'],
      [
        'mirror zone is no longer in use; reverting to normal recursion',
        'The mirrored zone could not be kept: names are looked up as usual.',
        '',
        'general info',
      ],
    ],
  },
  {
    opening: 'zone',
    category: 'general',
    severity: 'warning',
    reference: 'RFC 1912 §2.4; BIND ARM, check-integrity',
    messages: [
      [
        "{name}/MX '{name}' is a CNAME (illegal)",
        'A mail exchanger must be a real host, not an alias (RFC 2181 §10.3). The zone is loaded all the same.',
        'Name the host that the alias leads to.',
      ],
      [
        "{name}/MX '{name}' has no address records (A or AAAA)",
        'The mail exchanger is within the zone and has no address: mail cannot get there.',
        'Add an address, or mend the name (a missing closing dot?).',
      ],
      [
        "{name}/SRV '{name}' is a CNAME (illegal)",
        'An SRV record must name a real host (RFC 2782).',
        'Name the host that the alias leads to.',
      ],
      [
        "{name}/SRV '{name}' has no address records (A or AAAA)",
        'The service’s host is within the zone and has no address.',
        'Add an address, or mend the name.',
      ],
      [
        "{name}/NS '{name}' has no {text}address records (A or AAAA)",
        'A delegation names a server below itself without glue: nobody can get there.',
        'Add the A or AAAA record of that server (glue).',
      ],
      [
        "{name}/NS '{name}' is a CNAME (illegal)",
        'A delegation names an alias. Resolvers do not follow it.',
        'Name the real host.',
      ],
      [
        "'{name}' found type SPF record but no SPF TXT record found, add matching type TXT record",
        'The type SPF is no longer used (RFC 7208 §3.1).',
        'Put the same text into a TXT record.',
      ],
      [
        'IPv6 disabled and no IPv4 {text}',
        'named runs without IPv6 (-4), and what the zone needs (its primaries, for one) has IPv6 addresses alone.',
        '',
        'notice',
      ],
      ['{question} has semantically identical records', 'Two records of this name and type say the same.'],
      [
        'unable to load from {text}',
        'The file of the secondary zone is damaged; it is put aside, and the zone transferred anew.',
      ],
      [
        'signed dynamic zone has no resign event scheduled',
        'Signatures of this zone would not be renewed.',
        'Are its private keys there?',
        'dnssec warning',
      ],
      ['key {key}: {text}', 'About one of the zone’s keys.'],
      [
        'expired',
        'The primary could not be reached for as long as the SOA’s expire says: the zone is not served any more.',
        'Reach the primary again (dig SOA @PRIMARY), then rndc refresh ZONE.',
      ],
      ['dumping zone to {text}', 'The zone is being written to its file.'],
    ],
  },
];
