/** What tcpdump is to the shell. On each machine it captures what that machine sends and gets. */
import type { ToolEntry } from '../shell/command.ts';
import type { CaptureSource } from '../tools/tcpdump/capture-source.ts';
import { tcpdumpOn } from '../tools/tcpdump/tcpdump.ts';

const MANUAL = `tcpdump prints every packet that this machine's interface sends or gets, a line each, until Ctrl-C
ends it. Only root may: sudo tcpdump ... Without a word it shows everything on eth0.

WHAT TO SHOW
Behind the options stands a filter. It is made of tests, joined by and, or, not and
parentheses (which the shell wants in quotes):
  host 127.53.0.53        from or to that address; also src host, dst host
  net 127.53.0.0/16       from or to a network
  port 53                 also src port, dst port, portrange 1000-2000
  udp, tcp, icmp, ip6     packets of that protocol; also udp port 53
  less 100, greater 512   by length
  udp[10] & 0x80 != 0     octets of the packet: here the answers, whose QR bit is set

HOW TO READ A LINE
  127.53.0.2.40001 > 127.53.0.53.53: 4242+ [1au] A? www.tiscali.co.uk. (58)
a query from port 40001 with id 4242; + recursion is desired, 1au one additional
record (that is EDNS); the question; the length of the DNS message.
  127.53.0.53.53 > 127.53.0.2.40001: 4242 1/0/1 A 127.53.9.80 (62)
its answer: 1 answer, 0 authority and 1 additional record, and the first of them.
Behind the id stand an error, if there is one (ServFail, NXDomain, Refused), and
  *  the answer is authoritative   -  recursion is not available
  |  it was cut short              $  its data are authentic (AD)

OPTIONS
  -i any|eth0|lo   the interface        -c N      stop after N packets
  -n               numbers, no names    -t        no time; -tt, -ttt, -tttt other times
  -v -vv -vvv      more of each packet  -q        less
  -e               Ethernet addresses   -X -x -A  the octets too
  -w FILE          write packets to a file instead; -r FILE reads them
  -S               absolute TCP sequence numbers; -# numbers the lines; -D lists interfaces

EXAMPLE
  sudo tcpdump -n -i eth0 port 53
and in another terminal: dig www.tiscali.co.uk

A capture of the caching server's machine shows both its sides: what it is asked, and what
it asks others. Without -n a real tcpdump asks DNS for the name of every address it shows;
here it takes names from /etc/hosts only, so as not to disturb what you look at.

Exit status: 0; 1 for a mistake or without the right to capture.`;

export function tcpdumpEntry(source: CaptureSource): ToolEntry {
  return {
    tool: tcpdumpOn(source),
    endsItself: true,
    summary: 'watch the packets that this machine sends and gets',
    usage: 'tcpdump [-nvqetXxA] [-i interface] [-c count] [-w file] [-r file] [filter]',
    options: [
      '-A',
      '-c',
      '-D',
      '-e',
      '-F',
      '-i',
      '-K',
      '-l',
      '-N',
      '-n',
      '-nn',
      '-Q',
      '-q',
      '-r',
      '-S',
      '-s',
      '-T',
      '-t',
      '-tt',
      '-ttt',
      '-tttt',
      '-U',
      '-v',
      '-vv',
      '-vvv',
      '-w',
      '-X',
      '-XX',
      '-x',
      '-#',
      '--count',
      '--version',
    ],
    words: [
      'any',
      'dst',
      'eth0',
      'host',
      'icmp',
      'icmp6',
      'ip',
      'ip6',
      'lo',
      'net',
      'not',
      'port',
      'portrange',
      'src',
      'tcp',
      'udp',
    ],
    examples: [
      { line: 'sudo tcpdump -n port 53', what: 'watch questions and answers, addresses as numbers' },
      {
        line: 'sudo tcpdump -n -c 4 udp port 53 and host 127.53.0.53',
        what: 'four packets from or to the caching server',
      },
      { line: 'sudo tcpdump -nvv port 53', what: 'with all sections of each answer' },
      { line: "sudo tcpdump -n 'udp[10] & 0x80 != 0'", what: 'only answers: the QR bit is set' },
      { line: 'sudo tcpdump -w /tmp/dns.pcap port 53', what: 'into a file, for Wireshark or for tcpdump -r' },
    ],
    manual: MANUAL,
  };
}
