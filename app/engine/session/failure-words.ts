/** Why a search came to nothing, in words: the resolver has named's short ones, made for a log. */

const SENTENCE: Readonly<Record<string, string>> = {
  'timed out': 'nobody answered in time',
  'lame server': 'whoever was asked does not serve the zone (lame)',
  'useless response': 'what the servers said does not fit the question',
  'malformed response': 'what came back was no DNS message',
  'connection refused': 'nobody listens at the servers’ addresses',
  'network unreachable': 'no route leads to the servers from here',
  'host unreachable': 'the network cannot reach the servers',
};

/** An RCODE by itself, which a server gave for its whole answer. */
const RCODE_ALONE = /^[A-Z]+\d*$/;

/** `why`: as the journal has it. What has a sentence of its own already stays as it is. */
export function failureText(why: string): string {
  if (RCODE_ALONE.test(why)) return `no server gave an answer, and the last one said ${why}`;
  return SENTENCE[why] ?? why;
}
