/** What the commands around the name server are to the shell: named and its checkers, service, systemctl, journalctl. */
import type { ToolEntry } from '../shell/command.ts';
import { namedCheckconf } from '../tools/named/checkconf.ts';
import { namedCheckzone, namedCompilezone } from '../tools/named/checkzone.ts';
import { named } from '../tools/named/named.ts';
import { journalctl } from '../tools/service/journalctl.ts';
import { service } from '../tools/service/service.ts';
import { systemctl } from '../tools/service/systemctl.ts';

const SERVICE_MANUAL = `service starts and stops what runs in the background on a machine. The name server's service
is called named; bind9 is another name for it.

  start          begins; the cache is empty
  stop           ends it: whoever asks it then is refused
  restart        both: what it knew is forgotten
  reload         has it read its configuration and its zones anew (rndc reload); the cache stays
  force-reload   the same, or a start where it did not run
  status         whether it runs, since when, and the newest lines of its log

A service that cannot begin, because of a mistake in /etc/bind/named.conf for instance, stays
stopped: \`journalctl -u named\` and /var/log/syslog say why, with file and line.

Nothing is printed when all went well. Exit status: 0 done, 1 it failed, 3 (status) it does not
run, 4 or 5 there is no such service.

Example: after a change in /etc/bind, \`named-checkconf && service bind9 reload\`.`;

const JOURNALCTL_MANUAL = `journalctl shows what the programs of a machine have logged: the same lines as in
/var/log/syslog, to be had by service, by time and by severity.

  -u UNIT        of one service: named
  -n N           the newest N lines
  -f             the newest ten, and then what comes, until Ctrl-C
  -r             the newest first
  -S, --since    from a moment on: "14:00", "10 min ago", "today", "2026-03-07 14:00"
  -U, --until    up to a moment
  -p PRIORITY    this severe and worse: err, warning, notice, info
  -o FORM        short, short-iso, short-precise, cat (the words alone)

Example: \`journalctl -u named -p warning --since today\` tells what went wrong today.`;

const SYSTEMCTL_MANUAL = `systemctl is what \`service\` calls: the same jobs, with the service behind the job.

  systemctl restart named
  systemctl status named
  systemctl is-active named      prints active, inactive or failed

Jobs: start, stop, restart, try-restart, reload, reload-or-restart, force-reload.
Questions: status, is-active, is-failed, is-enabled, list-units.
Exit status as of \`service\`.`;

const NAMED_MANUAL = `named is the name server. On a lab machine it runs as a service (see \`man service\`); called by
hand with -g it runs in this terminal and logs here, until Ctrl-C.

  -v, -V     its version; -V also tells where it looks for its files
  -g         in the foreground, the log to the terminal
  -c FILE    with this configuration instead of /etc/bind/named.conf
  -p PORT    on this port instead of 53

While the service runs, its ports are taken. Example: \`service bind9 stop; named -g\` shows at
once what is wrong with a configuration, or that nothing is.`;

const CHECKCONF_MANUAL = `named-checkconf reads a configuration as named would, and prints what is wrong with it: file,
line, what. It prints nothing where all is well, and changes nothing.

  -z         also loads the zones' files
  -l         lists the zones
  -t FOLDER  takes that folder for the root of all paths

Without a file it reads /etc/bind/named.conf. Exit status: 0 it can be used, 1 it cannot.

Example: \`named-checkconf -z && rndc reconfig\``;

const CHECKZONE_MANUAL = `named-checkzone reads a zone file as named would, and prints what is wrong with it, or the serial
number and OK. named-compilezone does the same and writes the zone, one record a line.

  -D         also prints the zone
  -o FILE    writes it to a file; - is the terminal
  -k WHAT    of names that are no host names: fail, warn or ignore; -m, -n, -r, -M and -S take the same words,
             for MX and NS records that look like addresses, records that only DNSSEC takes for different
             ones, and MX and SRV records that lead to aliases
  -i WHICH   which hosts must be there: full (asks for those elsewhere), local, full-sibling, local-sibling, none
  -l TTL     no TTL may be longer, in seconds
  -t, -w     the folders that paths count from
  -q         says nothing: the exit status tells

Journals (-j, -J) are not read: a zone that has one is not loaded with them.

Exit status: 0 the zone can be loaded, 1 it cannot.

Example: \`named-checkzone workshop.example /etc/bind/db.workshop.example\``;

const JOBS = ['force-reload', 'reload', 'restart', 'start', 'status', 'stop'];
const QUESTIONS = ['is-active', 'is-enabled', 'is-failed', 'list-units'];
const UNITS = ['bind9', 'named'];
const PRIORITIES = ['crit', 'debug', 'err', 'info', 'notice', 'warning'];
const FORMS = ['cat', 'short', 'short-iso', 'short-precise'];

export const SERVICE_TOOLS: readonly (readonly [string, ToolEntry])[] = [
  [
    'named',
    {
      tool: named,
      summary: 'the name server: its version, or one in this terminal',
      usage: 'named [-v|-V] [-g] [-c file] [-p port]',
      options: ['-4', '-6', '-c', '-d', '-f', '-g', '-n', '-p', '-u', '-V', '-v'],
      examples: [
        { line: 'named -v', what: 'which version it is' },
        { line: 'named -g', what: 'run it here and see its log; Ctrl-C ends it' },
      ],
      manual: NAMED_MANUAL,
    },
  ],
  [
    'named-checkconf',
    {
      tool: namedCheckconf,
      summary: 'check a configuration of the name server',
      usage: 'named-checkconf [-chijlvz] [-p [-x]] [-t directory] [named.conf]',
      options: ['-c', '-h', '-i', '-j', '-l', '-p', '-t', '-v', '-x', '-z'],
      examples: [{ line: 'named-checkconf -z', what: 'check /etc/bind/named.conf and its zones' }],
      manual: CHECKCONF_MANUAL,
    },
  ],
  [
    'named-checkzone',
    {
      tool: namedCheckzone,
      summary: 'check a zone file',
      usage: 'named-checkzone [-Dq] [-i mode] [-k fail|warn|ignore] [-l ttl] [-o file] zonename [file]',
      options: [
        '-c',
        '-D',
        '-h',
        '-i',
        '-k',
        '-l',
        '-m',
        '-M',
        '-n',
        '-o',
        '-q',
        '-r',
        '-S',
        '-t',
        '-T',
        '-v',
        '-w',
        '-W',
      ],
      examples: [{ line: 'named-checkzone localhost /etc/bind/db.local', what: 'check one zone' }],
      manual: CHECKZONE_MANUAL,
    },
  ],
  [
    'named-compilezone',
    {
      tool: namedCompilezone,
      summary: 'write a zone file anew, one record a line',
      usage: 'named-compilezone [-q] -o file zonename [file]',
      options: ['-h', '-k', '-o', '-q', '-v'],
      examples: [{ line: 'named-compilezone -o - localhost /etc/bind/db.local', what: 'to the terminal' }],
      manual: CHECKZONE_MANUAL,
    },
  ],
  [
    'service',
    {
      tool: service,
      summary: 'start and stop the name server of this machine',
      usage: 'service bind9 start|stop|restart|reload|force-reload|status',
      options: ['--full-restart', '--status-all'],
      words: UNITS,
      wordsAfter: Object.fromEntries(UNITS.map((unit) => [unit, JOBS])),
      examples: [
        { line: 'service bind9 restart', what: 'begin anew, with an empty cache' },
        { line: 'service bind9 status', what: 'see whether it runs, and what it logged last' },
      ],
      manual: SERVICE_MANUAL,
    },
  ],
  [
    'systemctl',
    {
      tool: systemctl,
      summary: "the same, in systemd's words",
      usage: 'systemctl [-n lines] [-q] start|stop|restart|reload|status|is-active unit',
      options: ['--full', '--lines', '--no-pager', '--quiet', '-l', '-n', '-q'],
      words: [...JOBS, ...QUESTIONS],
      wordsAfter: Object.fromEntries([...JOBS, ...QUESTIONS.slice(0, -1)].map((job) => [job, UNITS])),
      examples: [{ line: 'systemctl is-active named', what: 'one word: active, inactive or failed' }],
      manual: SYSTEMCTL_MANUAL,
    },
  ],
  [
    'journalctl',
    {
      tool: journalctl,
      summary: 'read what the programs of this machine have logged',
      usage: 'journalctl [-u unit] [-n lines] [-f] [-r] [-p priority] [-o form] [-S moment] [-U moment]',
      wordsAfter: { '-u': UNITS, '-fu': UNITS, '-p': PRIORITIES, '-o': FORMS },
      options: ['--no-pager', '--since', '--until', '-S', '-U', '-f', '-n', '-o', '-p', '-r', '-t', '-u'],
      examples: [
        { line: 'journalctl -u named -n 20', what: 'the newest lines of the name server' },
        { line: 'journalctl -fu named', what: 'and those that come' },
      ],
      manual: JOURNALCTL_MANUAL,
    },
  ],
];
