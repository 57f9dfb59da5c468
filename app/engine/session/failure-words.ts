/** Why a search came to nothing, in words: the resolver has named's short ones, made for a log. */

const SENTENCE: Readonly<Record<string, string>> = {
  'timed out': 'no answer came in time',
  'lame server': 'no server gave an answer, and the last one does not serve the zone (lame)',
  'useless response': 'no server gave an answer, and what the last one said does not fit the question',
  'malformed response': 'no server gave an answer, and what the last one sent is no DNS message',
  'connection refused': 'no server gave an answer, and nobody listens at the last one',
  'end of file': 'no server gave an answer, and the last one closed the connection',
  'network unreachable': 'no server gave an answer, and no route leads to the last one from here',
  'host unreachable': 'no server gave an answer, and the network cannot reach the last one',
};

/** An RCODE by itself, which a server gave for its whole answer. */
const RCODE_ALONE = /^[A-Z]+\d*$/;

/** `why`: as the journal has it. What has a sentence of its own already stays as it is. */
export function failureText(why: string): string {
  if (RCODE_ALONE.test(why)) return `no server gave an answer, and the last one said ${why}`;
  return SENTENCE[why] ?? why;
}
