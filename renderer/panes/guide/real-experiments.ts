/** What is worth asking in the real Internet: do this, look there. Markdown, with the labs' own `run` blocks. */
export const REAL_EXPERIMENTS: readonly { readonly title: string; readonly text: string }[] = [
  {
    title: 'Fill a real cache',
    text: 'Ask once, and watch the Packets pane: root, `org`, `isc.org`. No server is told more of the name than it needs (RFC 9156). Press a packet, then **Why this answer**.\n\n```run\ndig www.isc.org\n```\n\nAsk again: nobody else is asked.',
  },
  {
    title: 'Walk it yourself',
    text: 'From the root down, without the cache:\n\n```run\ndig +trace www.nlnetlabs.nl\n```\n\nOr ask one root server, and take its referral apart:\n\n```run\ndig +norec @a.root-servers.net www.nic.cz\n```',
  },
  {
    title: 'How far is it?',
    text: 'Ask two root servers, and compare `Query time`. Their names are few; the machines behind them are hundreds, and one of them may be near.\n\n```run\ndig +norec @k.root-servers.net . SOA\n```\n\n```run\ndig +norec @b.root-servers.net . SOA\n```',
  },
  {
    title: 'Too large for UDP',
    text: 'The root’s keys and signatures, over UDP and over TCP. In the Packets pane each message of a stream is one packet.\n\n```run\ndig +norec +dnssec +tcp @l.root-servers.net . DNSKEY\n```',
  },
  {
    title: 'Two kinds of no',
    text: 'The name exists, the type does not; then a name that does not exist. Compare how long each is kept.\n\n```run\ndig www.isc.org MX\n```\n\n```run\ndig no-such-name.isc.org\n```',
  },
];
