/** The server as a program: its files, its name, its limits in the system, what it writes down. */
import { section, type ReferenceEntries } from './entry.ts';

export const SERVER: ReferenceEntries = {
  ...section('options Block Definition and Usage', {
    directory: [
      'The working directory: relative paths count from here. The server must be able to write there.',
      'where it was started',
    ],
    'dump-file': ['Where `rndc dumpdb` writes the cache.', '"named_dump.db"'],
    'statistics-file': ['Where `rndc stats` appends its numbers.', '"named.stats"'],
    'memstatistics-file': ['Where the use of memory is written at the end.', '"named.memstats"'],
    memstatistics: ['Whether it is.', 'no'],
    'recursing-file': ['Where `rndc recursing` writes which searches are going on.', '"named.recursing"'],
    'secroots-file': ['Where `rndc secroots` writes the trust anchors.', '"named.secroots"'],
    'pid-file': ['Where the process writes its number.', '/run/named/named.pid'],
    'lock-file': ['Keeps a second named from the same files.', 'none', '9.11'],
    'geoip-directory': ['Where the GeoIP databases lie, for `geoip` in lists.', '"/usr/share/GeoIP"', '9.10'],
    'geoip-use-ecs': ['Took the client’s network from EDNS.', '', 'gone since 9.14'],
    'named-xfer': ['The program for transfers, in BIND 8.', '', 'gone: nothing since 9.0'],
    'random-device': ['Where randomness came from. OpenSSL has it now.'],
    querylog: [
      'Writes every query to the log (category queries) from the start; `rndc querylog` turns it on and off.',
      'no',
    ],
    dscp: ['A mark for the network on what is sent. Not any more.'],
    'deallocate-on-exit': ['Gave memory back at the end, in BIND 8.', '', 'gone: nothing since 9.0'],
    'fake-iquery': ['Answered inverse queries, in BIND 8.', '', 'gone: nothing since 9.0'],
    'has-old-clients': ['For clients of BIND 4, in BIND 8.', '', 'gone: nothing since 9.0'],
    'host-statistics': ['Counted for each host, in BIND 8.', '', 'gone: nothing since 9.0'],
    'host-statistics-max': ['For how many hosts it counted.', '', 'gone: nothing since 9.0'],
    'multiple-cnames': ['Allowed several CNAMEs of one name.', '', 'gone: nothing since 9.0'],
    'serial-queries': ['Questions for serials at a time, in BIND 8.', '', 'gone: nothing since 9.0'],
    'treat-cr-as-space': ['Took CR for a space in zone files. It always does.', '', 'gone'],
    'use-id-pool': ['Better message ids, in BIND 8. They always are.', '', 'gone'],
    'allow-v6-synthesis': ['Made up AAAA records out of A6.', '', 'gone since 9.14'],
  }),
  ...section('Periodic Task Intervals', {
    'heartbeat-interval': ['Minutes between the upkeeps of `dialup` zones.', '60'],
    'statistics-interval': [
      'Minutes between statistics in the log, in BIND 8.',
      '',
      'gone: nothing since 9.0',
    ],
    'cleaning-interval': ['Minutes between two cleanings of the cache. It cleans as it goes.', '', 'gone'],
  }),
  ...section('Operating System Resource Limits', {
    coresize: ['The largest core dump. Set it in the service’s own settings instead.', 'default'],
    datasize: ['The most memory of the process. `max-cache-size` is what is wanted mostly.', 'default'],
    files: ['The most open files.', 'unlimited'],
    stacksize: ['The largest stack.', 'default'],
  }),
  ...section('Built-in Server Information Zones', {
    version: ['What `version.bind` (class CH) is answered; `none` refuses it.', 'the true version'],
    hostname: ['What `hostname.bind` is answered; `none` refuses it.', 'the machine’s name'],
    'server-id': [
      'What `id.server` and NSID (RFC 5001) are answered: which of several servers one has reached.',
      'none',
    ],
  }),
  ...section('dnstap', {
    dnstap: [
      'Which messages are written down whole, in a binary form that costs little: client, auth, resolver, forwarder, update; query or response.',
      '',
      '9.11',
    ],
    'dnstap-output': ['Where dnstap messages go: a file, or a UNIX socket.', '', '9.11'],
    'dnstap-identity': ['The server’s name in dnstap messages.', 'hostname', '9.11'],
    'dnstap-version': ['The server’s version in dnstap messages.', 'the true version', '9.11'],
    'fstrm-set-buffer-hint': ['Octets that are gathered before they are written.', '', '9.11'],
    'fstrm-set-flush-timeout': ['Seconds that they may wait.', '', '9.11'],
    'fstrm-set-input-queue-size': ['Messages that may wait in one thread.', '', '9.11'],
    'fstrm-set-output-notify-threshold': ['So many messages wake the writer.', '', '9.11'],
    'fstrm-set-output-queue-model': ['Whether one thread writes or several: spsc or mpsc.', '', '9.11'],
    'fstrm-set-output-queue-size': ['Buffers that may wait for the writer.', '', '9.11'],
    'fstrm-set-reopen-interval': ['Seconds before a lost socket is tried again.', '', '9.11'],
  }),
};
