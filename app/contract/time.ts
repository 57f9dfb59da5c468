/** Instants of the lab clock. */

/** Milliseconds since 1970 on the lab clock. */
export type Instant = number;
