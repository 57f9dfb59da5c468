/**
 * check-delegation: from the root to a name, at every zone cut every server at every address, with what each says.
 *
 * A walk with `check-delegation www.tiscali.co.uk`: the roots are asked of the machine's own resolver (roots.ts); the
 * walk (walk.ts) goes down from there, with one question a time for each server (ask.ts), and finds the addresses that
 * servers' names have in their own zones (find-addresses.ts). What is known of a zone (facts.ts) is printed as a matrix
 * at once (matrix.ts, text.ts), and judged (judge.ts). At the end come the findings, or all of it as JSON (json.ts) or
 * as a picture (picture.ts).
 */
import { isFileProblem, type Tool, type ToolContext } from '../tool.ts';
import { Asker } from './ask.ts';
import type { ZoneFacts } from './facts.ts';
import { judge, type Finding } from './judge.ts';
import { jsonText } from './json.ts';
import { pictureOf } from './picture.ts';
import { findRoots, namedServers, rootsAt } from './roots.ts';
import { beginText, findingsText, matrixText } from './text.ts';
import { Walk } from './walk.ts';
import { readWords, USAGE, type Words } from './words.ts';

const EXIT = { fine: 0, findings: 1, usage: 2, noFile: 8, nobody: 9, stopped: 130 } as const;

export const checkDelegation: Tool = async (context) => {
  const words = readWords(context.args);
  if (typeof words === 'string') {
    context.err(`check-delegation: ${words}\n${USAGE}`);
    return EXIT.usage;
  }
  const asker = new Asker(context, words.port);
  const roots = words.roots.length > 0 ? await rootsAt(words.roots, asker) : await findRoots(context, asker);
  if (context.signal.aborted) return EXIT.stopped;
  if (roots === null) {
    context.err(
      `check-delegation: no root servers: none of the servers in /etc/resolv.conf (${await namedServers(context)}) told any\n`,
    );
    return EXIT.nobody;
  }
  const zones: ZoneFacts[] = [];
  const findings: Finding[] = [];
  const { name, type } = words;
  const print = words.json ? (): void => undefined : context.out;
  const walk = new Walk(
    {
      context,
      asker,
      name,
      type,
      onBegin: (zone, servers) => print(beginText(zone, servers)),
      onZone: (facts) => {
        zones.push(facts);
        findings.push(...judge(facts, name));
        print(matrixText(facts, name, type));
      },
    },
    roots,
  );
  await walk.from(roots);
  if (context.signal.aborted) return EXIT.stopped;
  if (words.json) context.out(jsonText(name, type, zones, findings));
  else context.out(findingsText(findings, asker.sent, asker.gaveUp));
  const unsaved = await savePicture(context, words, zones, findings);
  if (unsaved !== null) return unsaved;
  if (!zones.some(({ servers }) => servers.some(({ reply }) => reply.kind === 'reply'))) return EXIT.nobody;
  return findings.some(({ level }) => level === 'fault') ? EXIT.findings : EXIT.fine;
};

/** The exit status where it could not be written. */
async function savePicture(
  context: ToolContext,
  { picture, name, type }: Words,
  zones: readonly ZoneFacts[],
  findings: readonly Finding[],
): Promise<number | null> {
  if (picture === null) return null;
  const octets = new TextEncoder().encode(pictureOf(name, type, zones, findings));
  const problem = await context.files.write(picture, octets);
  if (problem === null || !isFileProblem(problem)) return null;
  context.err(`check-delegation: ${picture}: ${problem.message}\n`);
  return EXIT.noFile;
}
