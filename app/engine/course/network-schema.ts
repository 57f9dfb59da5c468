/**
 * The form of a network file and of the changes that labs make to a network: `labs/networks/README.md` tells authors.
 *
 * The schema is the one source: the types are inferred from it; unknown keys are errors. Defaults are filled in by the
 * reader (network-file.ts), since a file that extends another says only what is different.
 */
import * as v from 'valibot';
import { BIND_VERSIONS } from '../server/old-ways.ts';

const DNSMASQ_POLICIES = ['answer', 'try-next'] as const;

/** A host whose name server is dnsmasq: it asks others and keeps what they say. */
const dnsmasqSchema = v.strictObject({
  /** Addresses of the servers that it asks, in order. */
  servers: v.pipe(v.array(v.string()), v.minLength(1)),
  /** What SERVFAIL and REFUSED from a server are: an answer to pass on, or a reason to try the next. Default: `try-next`. */
  servfail: v.optional(v.picklist(DNSMASQ_POLICIES)),
  refused: v.optional(v.picklist(DNSMASQ_POLICIES)),
  /** Asks all servers each time (--all-servers), or always in their order (--strict-order). */
  'all-servers': v.optional(v.boolean()),
  'strict-order': v.optional(v.boolean()),
  /** Names kept; 0: none. Default 150. */
  'cache-size': v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000))),
});
export type DnsmasqSettings = v.InferOutput<typeof dnsmasqSchema>;

export const hostSchema = v.strictObject({
  /** IPv4 first; all in the lab's own networks. */
  addresses: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
  /** This host's part of the way, in milliseconds in one direction. */
  latency: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(60_000))),
  /** The share of packets that are lost, 0 to 1. */
  loss: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  /** A host that is down answers nothing, not even that it is down. */
  up: v.optional(v.boolean()),
  /** What is wrong with it: `[refuses]`, `[late 20s, no-aa]`, `[loss 30%]`; the words are those of server/fault-text.ts. */
  faults: v.optional(v.array(v.string())),
  /** Makes it a middlebox: addresses and networks that it stands before. Its `faults` then are its rules. */
  behind: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
  /** Whether its name server logs every question. */
  querylog: v.optional(v.boolean()),
  /** Who may have its zones as a whole (AXFR). Nobody, unless this says so: as operators have it, other than BIND 9.18 by itself. */
  transfers: v.optional(v.array(v.string())),
  role: v.optional(
    v.picklist([
      'client',
      'caching-server',
      'root-server',
      'tld-server',
      'authoritative-server',
      /** Stands between other hosts: a firewall, a router that translates addresses. */
      'middlebox',
      /** Any machine that others talk about: it has an address, and no name server. */
      'host',
    ]),
  ),
  /** Whether mail has to do with it: a `relay` takes messages on its machine and sends them on; a `sink` takes all that come. */
  mail: v.optional(v.picklist(['relay', 'sink'])),
  /** Who sits at its terminal. A client has a student's unless this says otherwise; other machines have none. */
  terminal: v.optional(v.picklist(['student', 'root'])),
  /** Texts of /etc/resolv.conf and /etc/hosts, for machines with a terminal. */
  'resolv-conf': v.optional(v.string()),
  'hosts-file': v.optional(v.string()),
  /** Files of its disk, for machines with a terminal: a path on the machine, and a file beside this one that has the text. */
  files: v.optional(v.record(v.string(), v.string())),
  /** Makes it a caching server: `hints` is a file beside this one, `allow` whom it serves. */
  recursion: v.optional(
    v.strictObject({
      hints: v.string(),
      allow: v.pipe(v.array(v.string()), v.minLength(1)),
      /** Whose ways it has where they changed over the years (server/old-ways.ts). Default: those of 9.18. Not with a terminal. */
      bind: v.optional(v.picklist(BIND_VERSIONS)),
      /** Whether it asks the root servers who they are before it believes its hints (RFC 8109), and logs what differs. Default: no. */
      priming: v.optional(v.boolean()),
      /** Whether its SERVFAIL says why (RFC 8914). Default: no, as with 9.18. Not with a terminal. */
      'extended-errors': v.optional(v.boolean()),
    }),
  ),
  dnsmasq: v.optional(dnsmasqSchema),
});
export type HostFile = v.InferOutput<typeof hostSchema>;
export type HostRole = NonNullable<HostFile['role']>;

const zoneSchema = v.strictObject({
  origin: v.string(),
  /** A zone file, beside this one. */
  file: v.string(),
  servers: v.pipe(v.array(v.string()), v.minLength(1)),
  /** What is wrong with the file on purpose, in words. A broken file without this is trouble that people are told of. */
  broken: v.optional(v.string()),
});
export type ZoneFileEntry = v.InferOutput<typeof zoneSchema>;

/** What is wrong with a host from now on. */
const hostChangeSchema = v.strictObject({
  host: v.string(),
  /** Faults that it gets, beside those that it has. */
  faults: v.optional(v.array(v.string())),
  /** Faults that it loses, in the words that gave them; `all`: every one. */
  mends: v.optional(v.array(v.string())),
});

/** What a zone's servers have from now on. */
const zoneChangeSchema = v.strictObject({
  zone: v.string(),
  /** The servers that change; the others keep what they have. Default: all that have the zone. */
  servers: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
  /** The whole zone anew: a file beside this one. */
  file: v.optional(v.string()),
  /** Records that go: `www A`, or `www` for all types. `@` is the zone itself. */
  remove: v.optional(v.array(v.string())),
  /** Records that come, as lines of a zone file. */
  add: v.optional(v.string()),
  /** Every record's TTL, in seconds. */
  ttl: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2_147_483_647))),
  /** Whether the SOA's serial goes up by one, as it should: default true. */
  serial: v.optional(v.boolean()),
  /** `missing`: the server does not have the zone at all; `unloaded`: its file has a syntax error. */
  state: v.optional(v.picklist(['missing', 'unloaded'])),
});

/** A switch of the network file, by its name. */
const switchChangeSchema = v.strictObject({
  switch: v.string(),
  /** Default true. */
  on: v.optional(v.boolean()),
});

/** One change of a network, as a lab or a switch has it. */
export const networkChangeSchema = v.union([hostChangeSchema, zoneChangeSchema, switchChangeSchema]);
export type NetworkChange = v.InferOutput<typeof networkChangeSchema>;
export type HostChange = v.InferOutput<typeof hostChangeSchema>;
export type ZoneChange = v.InferOutput<typeof zoneChangeSchema>;

/** Changes under a name, off until something turns them on. */
const switchSchema = v.strictObject({
  /** What it does, in words. */
  title: v.string(),
  changes: v.pipe(v.array(v.union([hostChangeSchema, zoneChangeSchema])), v.minLength(1)),
});

export const networkSchema = v.strictObject({
  title: v.optional(v.string()),
  /** Another network file, which this one changes: its path from this one's folder. */
  extends: v.optional(v.string()),
  /** In a file that extends another: what is said of a host that is there already takes the place of what was said of it. */
  hosts: v.optional(v.record(v.string(), hostSchema)),
  /** Hosts of the extended file that are not there. */
  without: v.optional(v.array(v.string())),
  /** In a file that extends another, a zone takes the place of that of its name on the servers that it names. */
  zones: v.optional(v.array(zoneSchema)),
  /** What is different from the start. */
  changes: v.optional(v.array(v.union([hostChangeSchema, zoneChangeSchema]))),
  switches: v.optional(v.record(v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)), switchSchema)),
});
export type NetworkFile = v.InferOutput<typeof networkSchema>;
