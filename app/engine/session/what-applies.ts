/** What the configuration on a machine's disk makes of a client's question, with a text in the place of one of its files. */
import type { AppliesAsked, AppliesTold, EditorTarget, EditorText } from '../../contract.ts';
import { readNamedConf } from '../config/named-conf.ts';
import { configLine, type ConfigPlace } from '../config/syntax.ts';
import { addressOctets, addressText } from '../protocol/address.ts';
import { typeNumber } from '../protocol/codes.ts';
import { isNameProblem, Name } from '../protocol/name.ts';
import { applies, type AppliesQuestion } from '../server/applies/applies.ts';
import { localNetworksOf } from '../server/configuration/listen-places.ts';
import type { Surroundings } from '../server/configuration/surroundings.ts';
import type { Disk } from '../shell/files.ts';
import { NAMED_CONF } from './bind-files.ts';
import { cacheOctets, diskFiles } from './disk-files.ts';
import { interfacesOf } from './lab-named.ts';

interface Machine {
  readonly disk: Disk;
  readonly hostName: string;
  readonly addresses: readonly string[];
}

const problem = (why: string): AppliesTold => ({ kind: 'problem', why });

export function whatApplies(machine: Machine, asked: EditorText & AppliesAsked): AppliesTold {
  const question = questionOf(asked, machine.addresses[0] ?? '127.0.0.1');
  if (typeof question === 'string') return problem(question);
  const { disk, hostName } = machine;
  const files = diskFiles(disk, 'root');
  const paths = new Map<string, string>();
  const readText = (path: string): string | null => (path === asked.path ? asked.text : files.readText(path));
  const main = readText(NAMED_CONF);
  if (main === null) return problem(`There is no ${NAMED_CONF} on this machine.`);
  let includes = asked.path === NAMED_CONF;
  const configuration = readNamedConf(main, {
    fileName: NAMED_CONF,
    readInclude: (file, directory) => {
      const path = files.resolve(directory ?? '/', file);
      paths.set(file, path);
      includes ||= path === asked.path;
      const text = readText(path);
      return text === null ? { problem: files.whyUnread(path) } : { text };
    },
    listFolder: (folder, directory) => files.list(files.resolve(directory ?? '/', folder)),
  });
  const wrong = configuration.diagnostics.find(({ severity }) => severity === 'error');
  if (configuration.errors > 0 || wrong !== undefined)
    return problem(
      `The configuration cannot be used: ${wrong === undefined ? 'it has errors' : configLine(wrong)}`,
    );
  if (!includes) return problem(`${NAMED_CONF} does not include this file.`);
  const folder = configuration.options.directory ?? '/';
  const around: Surroundings = {
    readText: (file) => readText(files.resolve(folder, file)),
    local: localNetworksOf(interfacesOf(machine)),
    upstreamPort: 53,
    cacheOctets,
    rootHints: files.readText('/usr/share/dns/root.hints') ?? '',
    hostName,
    log: () => undefined,
  };
  const told = applies(configuration, around, question);
  if (told === null)
    return problem('The root hints of the configuration cannot be used: named would not start.');
  const target = (place: ConfigPlace | null): EditorTarget | null =>
    place && { path: paths.get(place.file) ?? place.file, line: place.line };
  const { view, outcome, summary, steps } = told;
  return {
    kind: 'applies',
    view,
    outcome,
    summary,
    steps: steps.map((step) => ({ ...step, place: target(step.place) })),
  };
}

/** The question, or what of it cannot be understood. */
function questionOf({ client, name, type, key }: AppliesAsked, to: string): AppliesQuestion | string {
  const octets = addressOctets(client.trim());
  if (octets === null) return 'The client needs an address, such as 10.1.2.3.';
  const parsed = Name.parse(name.trim());
  if (name.trim() === '' || isNameProblem(parsed)) return 'The name is no domain name.';
  const number = typeNumber(type.trim());
  if (number === null) return `There is no record type “${type.trim()}”.`;
  const signer = key?.trim() ?? '';
  return {
    client: addressText(octets),
    to,
    name: parsed,
    type: number,
    key: signer === '' ? null : signer,
    recursionDesired: true,
  };
}
