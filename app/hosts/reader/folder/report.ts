/** What `named-checkconf -z` says of a folder: the command itself, run on the folder's files. */
import type { FolderReport, ReportLine } from '../../../reader-contract.ts';
import { seededRandom } from '../../../engine/random.ts';
import { namedCheckconf } from '../../../engine/tools/named/checkconf.ts';
import type { NetProblem, ToolContext } from '../../../engine/tools/tool.ts';
import type { Work } from '../reader.ts';
import type { FolderFiles } from './folder-files.ts';

export async function reportOn(files: FolderFiles, asked: string | null, work: Work): Promise<FolderReport> {
  const main = asked ?? files.main();
  if (main === null) return { main, lines: [], status: 1, missing: [], supposed: [] };
  let said = '';
  const say = (text: string): void => void (said += text);
  files.missing.clear();
  files.supposed.clear();
  await files.readAhead(work);
  await files.supposeDirectories();
  const status = await namedCheckconf({
    ...AWAY,
    args: ['-z', main],
    files: files.tools(),
    out: say,
    err: say,
    signal: work.signal,
  });
  const lines = said.split('\n').filter((line) => line !== '');
  return {
    main,
    lines: lines.map((text) => ({ text, place: placeIn(files, text) })),
    status,
    missing: [...files.missing],
    supposed: [...files.supposed],
  };
}

/** `named.conf:3: …`, `dns_rdata_fromtext: db.example:7: …` */
function placeIn(files: FolderFiles, text: string): ReportLine['place'] {
  const [, file = '', line = ''] = /(?:^|: )([^\s:]+):(\d+): /.exec(text) ?? [];
  const path = file === '' ? null : files.placeOf(file);
  return path === null ? null : { path, line: Number(line) };
}

const NO_NET: NetProblem = {
  kind: 'net-problem',
  reason: 'network-unreachable',
  message: 'there is no network here',
};

/** A page's worker has no network, and nobody types. */
const AWAY: Omit<ToolContext, 'args' | 'files' | 'out' | 'err' | 'signal'> = {
  env: new Map(),
  stdin: '',
  net: {
    ipv4: false,
    ipv6: false,
    lookup: () => Promise.resolve(NO_NET),
    openUdp: () => Promise.resolve(NO_NET),
    openTcp: () => Promise.resolve(NO_NET),
  },
  now: () => Date.now(),
  sleep: () => Promise.resolve(),
  localTime: () => ({ offsetMinutes: 0, abbreviation: 'UTC' }),
  random: seededRandom('checkconf'),
  privileged: false,
};
