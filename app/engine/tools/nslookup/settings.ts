/** What `set` changes, and how a run of nslookup stands. */
export class Settings {
  /** `set type=` and `set class=`, as they were typed. */
  type = 'A';
  class = 'IN';
  /** No type was set: A and AAAA are asked for. */
  defaultTypes = true;
  recurse = true;
  /** `set vc`; null: nothing was said, and ANY goes over TCP. */
  tcp: boolean | null = null;
  /** `set debug`: each response is shown in all its sections. */
  debug = false;
  /** `set d2`. Simplified: remembered and shown; BIND then tells about its own insides. */
  d2 = false;
  /** A SERVFAIL leaves the question to the next server. */
  nofail = true;
  /** The last lookup's A had no record: if AAAA has none either, that is told. */
  noAddress = false;
  /** No server has answered yet. */
  unreached = true;
  /** Some answer was an error. */
  failed = false;
}
