/** Manual pages of the everyday commands of a lab machine. */
export const PING_MANUAL = `ping sends ICMP echo requests to a machine and prints a line for each reply. A reply shows that
the machine is there and that packets get there and back. It does not show that a server
runs on it: a machine whose name server has stopped answers pings as before, and one behind
a firewall may answer none while its name server works.

A name is looked up in /etc/hosts and through the caching server first, which adds packets
of its own; so does asking for the name of the address that replies. -n leaves that out.
In the real Internet it reaches the lab's own machines alone.

  -c COUNT     stop after so many replies
  -i SECONDS   between requests, 1 by default; on the lab clock, as all times here
  -W SECONDS   how long to wait for the last reply, 10 by default
  -w SECONDS   stop after so long, whatever has come
  -s OCTETS    of data in a request, 56 by default
  -q           only the summary

Exit status: 0 a reply came, 1 none came, 2 the name or the way was not found.`;

export const SS_MANUAL = `ss lists sockets: the ends of connections, and what listens for them.

  -t, -u   streams (TCP), datagrams (UDP); both where neither is given
  -l       only what listens; -a that and open connections; else open connections alone
  -n       numbers for ports: 53 for domain
  -p       whose each socket is; other people's are shown to root alone
  -4, -6   one family of addresses
  -s       counts alone;  -H no heading

What to look at:
  State               LISTEN a stream may be opened here; UNCONN datagrams are taken from anybody
  Local Address:Port  where it listens. 127.0.0.1:53 is heard on this machine alone, 0.0.0.0:53
                      at every address of it
  users:(("named",pid=655,fd=21))   the process

A filter may follow: sport = :53, dport, src ADDRESS/BITS, dst, state listening; joined by
and, or, not, with parentheses (quote them).`;

export const IP_MANUAL = `ip shows how this machine stands in the network.

  ip address   its links and the addresses on each; lo is the machine itself
  ip link      the links alone
  ip route     where packets go: the line whose network fits best
  ip route get ADDRESS   the line that holds for one address, and the address that is sent from

  -br   a line each;  -o one line for each address;  -4, -6 one family

A lab machine has one link, eth0, behind which all of the lab's networks lie: 127.53.0.0/16
and fd53::/16. There is no default route; nothing lies beyond. Links and addresses are as
the network file has them, and cannot be changed from here.`;

export const PS_MANUAL = `ps lists processes.

  ps        those of this terminal
  ps aux    everything, with its user and since when it runs
  ps -ef    the same, with the parent of each
  -p PID, -C NAME, -u USER   only these
  -o FIELDS  what to show: pid, ppid, user, comm, args, tty, stat, start, lstart, etime

What a process uses of processor and memory nobody measures in the lab: those columns are 0.`;

export const KILL_MANUAL = `kill sends a signal to processes by number, pkill by name; pgrep only finds them. Without a signal
TERM is sent. Only root may send one to other people's processes.

What named makes of it:
  HUP         reads its configuration and zones anew; the cache stays (as rndc reload)
  TERM, INT   ends in good order (as rndc stop)
  KILL        is gone at once, with nothing said in the log

What the process of a command makes of it: it ends.`;

export const MAIL_MANUAL = `A mail relay takes messages on its machine and carries them to the machine that takes the
recipient's mail. sendmail gives it one, from standard input or typed up to a line with a dot
alone. mailq and postqueue -p show what waits; postqueue -f tries it again now; postsuper -d
takes it out. Only a machine that is a relay has them (root@relay).

Where a message goes is asked of the DNS (RFC 5321 section 5.1): the MX records of the domain
first, the lowest number first, then the addresses of the hosts that they name; without MX
records the domain's own address. How that fails decides what becomes of the message:
  SERVFAIL, no answer   a temporary error: status=deferred. It waits, and is tried again after
                        5 minutes, then at longer intervals; after 5 days it goes back
  NXDOMAIN, no address  final: status=bounced. It goes back to its sender at once
  no connection         status=deferred

/var/log/mail.log has a line for each step. What came back lies in /var/mail/USER.`;
