/** `rootwalk named -g -c named.conf`: a name server of one's own, from a real configuration, on real sockets. */
import { LONG_VERSION, VERSION_LINE } from '../../engine/tools/named/version.ts';
import { runNamed } from '../named/run.ts';
import { NAMED_USAGE, readNamedWords } from '../named/words.ts';

/** Exit status 0: ended by a signal; 1: the words or the configuration cannot be used, as with named. */
export async function named(args: readonly string[]): Promise<number> {
  const version = args.find((word) => /^-[vV]$/.test(word));
  if (version !== undefined) {
    process.stdout.write(version === '-v' ? VERSION_LINE : LONG_VERSION);
    return 0;
  }
  const words = readNamedWords(args);
  if (typeof words !== 'string') return runNamed(words);
  process.stderr.write(`${words}\n${NAMED_USAGE}`);
  return 1;
}
