/** Short manual pages for students: what the tools of the lab are for and what in their output to look at. */
export const MANUALS: ReadonlyMap<string, string> = new Map([
  [
    'dig',
    `dig sends one question to one name server and prints the whole answer. Without @server
it asks the first server of /etc/resolv.conf; without a type it asks for A.

What to look at in an answer:
  status   NOERROR, NXDOMAIN (the name does not exist), SERVFAIL (the server could not find
           out), REFUSED (it does not answer you)
  flags    qr it is an answer; aa the server speaks for the zone itself; rd you asked it to
           find out; ra it does that for you; tc cut short, asked again over TCP
  ANSWER SECTION      what you asked for. Empty with NOERROR: the name has no such records
  AUTHORITY SECTION   who is responsible: NS records send you on, SOA says "there is none"
  ADDITIONAL SECTION  addresses of servers named above (glue)
  the number behind a name is its TTL: how long a cache may keep it, in seconds

Options that this lab needs most:
  @server      ask this one: an address, or a name such as a.root-servers.net
  -x ADDRESS   ask which name an address has
  -t TYPE      the type, where it could be taken for a name
  +norecurse   "tell me only what you know yourself": see a cache, or play resolver
  +trace       ask the root, then follow each referral, and print every hop
  +short       the answer alone
  +tcp         ask over TCP
  +nocookie, +noedns   leave the extras out of the question
  +multiline   long records over several lines, with their fields explained

An option may be cut short as far as it stays unique: +norec, +sh. Options before the first
name hold for all names on the line, options behind a name for that name.

Exit status: 0 an answer came (whatever it says), 1 wrong usage, 9 no server answered,
10 something inside went wrong.`,
  ],
]);
