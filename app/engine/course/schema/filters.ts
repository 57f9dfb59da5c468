/** What lab files say of packets, served questions, cache entries and records: every field that is given must fit. */
import * as v from 'valibot';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

/** From `least` to `most`, both included; either may be left out. */
export const rangeSchema = v.strictObject({ least: v.optional(whole), most: v.optional(whole) });
export type Range = v.InferOutput<typeof rangeSchema>;

/** Seconds, minutes, hours, days: `90s`, `1h30m`, `2d`. No clock goes on for ever. */
export const durationSchema = v.pipe(
  v.string(),
  v.regex(
    /^(?=.)(\d{1,3}d)?(\d{1,4}h)?(\d{1,5}m)?(\d{1,6}s)?$/,
    'must be a time such as 90s, 1h30m or 2d, of 999 days at most',
  ),
);

/**
 * Host names of the lab, as packets show them. `*` stands for any letters, `|` for "or":
 * `*.root-servers.net`, `ns1.nic.uk|ns2.nic.uk`.
 */
const hosts = v.pipe(v.string(), v.minLength(1));

/** One record. Names and types without regard to case; `data` is a part of its text: `127.53.` or `ns1.nic.uk.`. */
export const recordSchema = v.strictObject({
  name: v.optional(v.string()),
  type: v.optional(v.string()),
  data: v.optional(v.string()),
  ttl: v.optional(rangeSchema),
});
export type RecordFilter = v.InferOutput<typeof recordSchema>;

/** A section of a message. The OPT pseudo-record counts for none. */
export const sectionSchema = v.strictObject({
  /** At least one record is so. */
  has: v.optional(recordSchema),
  /** No record is so. */
  lacks: v.optional(recordSchema),
  count: v.optional(rangeSchema),
});
export type SectionFilter = v.InferOutput<typeof sectionSchema>;

export const FATES = [
  'delivered',
  /** Any of those below. */
  'dropped',
  'loss',
  'no-host',
  'no-listener',
  'firewall',
  'host-down',
  'network-unreachable',
  'closed',
] as const;

/** A DNS message on the wire. */
export const packetSchema = v.strictObject({
  kind: v.picklist(['query', 'response']),
  /** Who sent it, who it is for. */
  from: v.optional(hosts),
  to: v.optional(hosts),
  'not-from': v.optional(hosts),
  'not-to': v.optional(hosts),
  protocol: v.optional(v.picklist(['udp', 'tcp'])),
  'from-port': v.optional(rangeSchema),
  'to-port': v.optional(rangeSchema),
  qname: v.optional(v.string()),
  /** The QNAME is this name or lies below it. */
  below: v.optional(v.string()),
  qtype: v.optional(v.string()),
  rcode: v.optional(v.string()),
  aa: v.optional(v.boolean()),
  tc: v.optional(v.boolean()),
  rd: v.optional(v.boolean()),
  ra: v.optional(v.boolean()),
  ad: v.optional(v.boolean()),
  cd: v.optional(v.boolean()),
  /** With an OPT record (RFC 6891); with its DO bit. */
  edns: v.optional(v.boolean()),
  do: v.optional(v.boolean()),
  meaning: v.optional(
    v.picklist(['answer', 'nodata', 'nxdomain', 'referral', 'servfail', 'refused', 'error']),
  ),
  answer: v.optional(sectionSchema),
  authority: v.optional(sectionSchema),
  additional: v.optional(sectionSchema),
  /** Octets of the message. */
  length: v.optional(rangeSchema),
  /** What became of it. Without this a query counts when it is sent, a response when it is delivered. */
  fate: v.optional(v.picklist(FATES)),
});
export type PacketFilter = v.InferOutput<typeof packetSchema>;

/** An ICMP message. */
export const icmpSchema = v.strictObject({
  kind: v.optional(
    v.picklist(['port-unreachable', 'host-unreachable', 'admin-prohibited', 'echo-request', 'echo-reply']),
  ),
  from: v.optional(hosts),
  to: v.optional(hosts),
});
export type IcmpFilter = v.InferOutput<typeof icmpSchema>;

/** A TCP segment of port 53 that asks for a connection (`syn`), or that refuses or breaks one (`rst`). */
export const segmentSchema = v.strictObject({
  flag: v.picklist(['syn', 'rst']),
  from: v.optional(hosts),
  to: v.optional(hosts),
});
export type SegmentFilter = v.InferOutput<typeof segmentSchema>;

/** The caching server that is meant; the lab's `defaults` may say another. */
export const hostSchema = v.optional(v.string(), 'cache');

/** A question that a caching server has answered, from the server's own record. */
export const servedSchema = v.strictObject({
  host: hostSchema,
  name: v.string(),
  type: v.optional(v.string()),
  rcode: v.optional(v.string()),
  'from-cache': v.optional(v.boolean()),
  /** Exactly so many questions of its own. */
  upstream: v.optional(whole),
});
export type ServedFilter = v.InferOutput<typeof servedSchema>;

/** An entry of a cache. */
export const cacheFields = {
  host: hostSchema,
  view: v.optional(v.string()),
  name: v.string(),
  /** Entries below the name count too. */
  below: v.optional(v.boolean(), false),
  type: v.optional(v.string()),
  /** `negative` is `nodata` or `nxdomain`. */
  kind: v.optional(v.picklist(['rrset', 'nodata', 'nxdomain', 'negative'])),
  trust: v.optional(v.string()),
  /** Seconds that are left. */
  ttl: v.optional(rangeSchema),
  /** A part of the text of one of its records: `127.53.9.9`. */
  data: v.optional(v.string()),
};
export const cacheSchema = v.strictObject(cacheFields);
export type CacheFilter = v.InferOutput<typeof cacheSchema>;

/** What a file on a machine's disk says. All that is given must hold. */
export const fileFields = {
  host: hostSchema,
  path: v.pipe(v.string(), v.startsWith('/')),
  exists: v.optional(v.boolean(), true),
  contains: v.optional(v.string()),
  lacks: v.optional(v.string()),
  /** A regular expression, line by line (`m`). */
  matches: v.optional(v.string()),
  /** A clause of a named.conf, includes followed, as `named-checkconf -p` has it: `options recursion`, `view internal recursion`, `zone example.org type`. */
  option: v.optional(v.string()),
  /** What the clause says, spaces aside: `no`, `{ 127.0.0.1; }`. Without it: that it stands there. */
  is: v.optional(v.string()),
  /** That the clause does not say so, or does not stand there. */
  'is-not': v.optional(v.string()),
  /** A record of a zone file. */
  record: v.optional(recordSchema),
  /** The zone of a zone file, where `record` or `clean` asks for it. */
  origin: v.optional(v.string()),
  /** Whether named-checkconf (with `origin`: named-checkzone) finds no error. */
  clean: v.optional(v.boolean()),
};
export type FileFilter = v.InferOutput<v.StrictObjectSchema<typeof fileFields, undefined>>;

/** What a server would answer now, looked up inside it: no packet is sent, no cache changes. */
export const serverFields = {
  host: hostSchema,
  /** Whether its name server runs. */
  running: v.optional(v.boolean()),
  name: v.optional(v.string()),
  type: v.optional(v.string(), 'A'),
  /** Who asks, for views and access lists. Default: the student's machine. */
  client: v.optional(v.string()),
  rcode: v.optional(v.string()),
  aa: v.optional(v.boolean()),
  answer: v.optional(sectionSchema),
  /** Whether that client would be given recursion. */
  recursion: v.optional(v.boolean()),
  /** The root hints that it has for that client. */
  hints: v.optional(sectionSchema),
};
export type ServerFilter = v.InferOutput<v.StrictObjectSchema<typeof serverFields, undefined>>;

/** A line of a machine's log. */
export const logFields = {
  host: hostSchema,
  program: v.optional(v.string()),
  category: v.optional(v.string()),
  severity: v.optional(v.picklist(['debug', 'info', 'notice', 'warning', 'error', 'critical'])),
  contains: v.optional(v.string()),
  matches: v.optional(v.string()),
};
export const logSchema = v.strictObject(logFields);
export type LogFilter = v.InferOutput<typeof logSchema>;

/** What a command printed and how it ended; what was typed does not count. */
export const outputFields = {
  host: v.optional(v.string()),
  contains: v.optional(v.string()),
  matches: v.optional(v.string()),
  exit: v.optional(whole),
};
export type OutputFilter = v.InferOutput<v.StrictObjectSchema<typeof outputFields, undefined>>;
