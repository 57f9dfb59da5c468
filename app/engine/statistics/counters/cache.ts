/** Cache statistics of a view. */
import { counterTexts } from './counter.ts';

export const CACHE_COUNTERS = counterTexts([
  [
    'CacheHits',
    'cache hits',
    'lookups',
    'Lookups in the cache that found something, the resolver’s own (for name servers, for instance) among them.',
  ],
  ['CacheMisses', 'cache misses', 'lookups', 'Lookups in the cache that found nothing.'],
  [
    'QueryHits',
    'cache hits (from query)',
    'lookups',
    'Lookups for a client’s question that the cache could answer. Hits ÷ (hits + misses) is the hit ratio; a busy resolver has 80 to 95 %.',
  ],
  [
    'QueryMisses',
    'cache misses (from query)',
    'lookups',
    'Lookups for a client’s question that it could not: other servers had to be asked.',
  ],
  [
    'DeleteLRU',
    'cache records deleted due to memory exhaustion',
    'entries',
    'Entries thrown out before their time, as max-cache-size was reached. Many: give the cache more memory.',
  ],
  [
    'DeleteTTL',
    'cache records deleted due to TTL expiration',
    'entries',
    'Entries removed after their TTL had run out.',
  ],
  [
    'CoveringNSEC',
    'covering nsec returned',
    'lookups',
    'Lookups that found an NSEC record which proves that the name does not exist (RFC 8198).',
  ],
  ['CacheNodes', 'cache database nodes', 'entries', 'Names in the cache, whatever they hold.', 'now'],
  [
    'CacheNSECNodes',
    'cache NSEC auxiliary database nodes',
    'entries',
    'Names in the second tree, kept to find NSEC records quickly.',
    'now',
  ],
  [
    'CacheBuckets',
    'cache database hash buckets',
    'entries',
    'Places in the hash table over the names. It grows by itself.',
    'now',
  ],
  [
    'TreeMemTotal',
    'cache tree memory total',
    'octets',
    'Memory taken from the system for names and records.',
    'now',
  ],
  ['TreeMemInUse', 'cache tree memory in use', 'octets', 'Memory that names and records use now.', 'now'],
  ['TreeMemMax', 'cache tree highest memory in use', 'octets', 'The most that they ever used.', 'peak'],
  [
    'HeapMemTotal',
    'cache heap memory total',
    'octets',
    'Memory taken for the heap that knows which entry expires next.',
    'now',
  ],
  ['HeapMemInUse', 'cache heap memory in use', 'octets', 'Memory that this heap uses now.', 'now'],
  ['HeapMemMax', 'cache heap highest memory in use', 'octets', 'The most that it ever used.', 'peak'],
]);

/** Answers from a zone take the addresses of delegated servers from here. */
export const GLUE_COUNTERS = counterTexts([
  [
    'GLUECACHEhitspresent',
    'Hits for present glue (cached)',
    'lookups',
    'Referrals whose glue was ready from an earlier one.',
  ],
  [
    'GLUECACHEhitsabsent',
    'Hits for non-existent glue (cached)',
    'lookups',
    'Referrals of which it was known that there is no glue.',
  ],
  [
    'GLUECACHEinsertspresent',
    'Miss-plus-cache-inserts for present glue',
    'lookups',
    'Glue looked up in the zone, and kept for the next referral.',
  ],
  [
    'GLUECACHEinsertsabsent',
    'Miss-plus-cache-inserts for non-existent glue',
    'lookups',
    'Glue looked up in vain; that is kept too.',
  ],
]);

/** Memory of the whole server; not in named.stats. */
export const MEMORY_COUNTERS = counterTexts([
  [
    'TotalUse',
    'memory allocated in all',
    'octets',
    'All that was ever taken, added up. A high figure is no leak.',
  ],
  [
    'InUse',
    'memory in use',
    'octets',
    'What the server’s own allocator has given out at this moment.',
    'now',
  ],
  ['Malloced', 'memory taken from the system', 'octets', 'The same with the allocator’s own needs.', 'now'],
  [
    'ContextSize',
    'memory for the contexts themselves',
    'octets',
    'What the book-keeping of memory takes.',
    'now',
  ],
  ['Lost', 'memory lost', 'octets', 'What was in use by contexts that are gone. Not 0: a leak.', 'now'],
  ['references', 'references', 'times', 'How many parts of the program hold this context or task.', 'now'],
  ['total', 'total', 'octets', 'What was ever taken in this context, added up.'],
  ['inuse', 'in use', 'octets', 'What this context has given out now.', 'now'],
  ['maxinuse', 'most in use', 'octets', 'The most that it ever had given out.', 'peak'],
  ['malloced', 'taken from the system', 'octets', 'What this context takes from the system.', 'now'],
  ['maxmalloced', 'most taken from the system', 'octets', 'The most that it ever took.', 'peak'],
  ['blocksize', 'block size', 'octets', 'The size of the blocks that it takes (before BIND 9.18).', 'now'],
  ['pools', 'pools', 'entries', 'Pools of things of one size within it.', 'now'],
  [
    'hiwater',
    'high-water mark',
    'octets',
    'Above this the cache is cleaned: seven eighths of max-cache-size. 0: no limit.',
    'now',
  ],
  ['lowater', 'low-water mark', 'octets', 'Below this the cleaning ends.', 'now'],
  ['events', 'events', 'times', 'Work that waits for this task.', 'now'],
  ['quantum', 'quantum', 'times', 'How many events the task may do at a turn.', 'now'],
  [
    'default-quantum',
    'default quantum',
    'times',
    'How many events a task may do at a turn, where it has no figure of its own.',
    'now',
  ],
  ['worker-threads', 'worker threads', 'times', 'Threads that do the tasks’ work (before BIND 9.18).', 'now'],
  ['tasks-running', 'tasks running', 'times', 'Tasks at work at this moment (before BIND 9.18).', 'now'],
  ['tasks-ready', 'tasks ready', 'times', 'Tasks that wait for a thread (before BIND 9.18).', 'now'],
]);
