/**
 * What a configuration makes of a client's question, whichever files it lies in: of a lab machine's disk, or of a folder
 * of the person's own computer.
 */
import type { AppliesAsked, AppliesTold, EditorTarget } from '../../contract.ts';
import { readNamedConf, type NamedConfiguration, type ZoneClause } from '../config/named-conf.ts';
import { configLine, type ConfigPlace } from '../config/syntax.ts';
import { addressOctets, addressText } from '../protocol/address.ts';
import { typeNumber } from '../protocol/codes.ts';
import { isNameProblem, Name } from '../protocol/name.ts';
import { applies, type Applies, type AppliesQuestion } from '../server/applies/applies.ts';
import type { Surroundings } from '../server/configuration/surroundings.ts';

/** The files of a configuration, and what of them is looked at. */
export interface ConfigurationFiles {
  readonly main: string;
  /** A file that must be part of it. */
  readonly shown: string;
  /** Files that are not here may well be on the server: what they hold is not known, which is no mistake. */
  readonly mayLack: boolean;
  /** Null where there is none, or it may not be read. */
  readonly readText: (path: string) => string | null;
  /** Why a file that is included cannot be read, in BIND's words. */
  readonly whyUnread: (path: string) => string;
  /** The full path of a file as it is named, from a folder. */
  readonly resolve: (folder: string, file: string) => string;
  readonly list: (folder: string) => readonly string[] | null;
}

type Place = Omit<Surroundings, 'readText' | 'upstreamPort' | 'log'> & {
  /** The server's address that the client asks. */
  readonly to: string;
};

/** As many aliases as a server follows (`max-query-restarts`), each perhaps into another zone. */
const MOST_ZONES = 12;

const problem = (why: string): AppliesTold => ({ kind: 'problem', why });

export function appliesInFiles(files: ConfigurationFiles, place: Place, asked: AppliesAsked): AppliesTold {
  const question = questionOf(asked, place.to);
  if (typeof question === 'string') return problem(question);
  const text = files.readText(files.main);
  if (text === null) return problem(`There is no ${files.main} on this machine.`);
  const paths = new Map([[files.main, files.main]]);
  const configuration = readNamedConf(text, {
    fileName: files.main,
    readInclude: (file, directory) => {
      const path = files.resolve(directory ?? '/', file);
      paths.set(file, path);
      const included = files.readText(path);
      if (included !== null) return { text: included };
      const why = files.whyUnread(path);
      return files.mayLack ? { text: '' } : { problem: why };
    },
    listFolder: (folder, directory) => files.list(files.resolve(directory ?? '/', folder)),
  });
  const wrong = configuration.diagnostics.find(({ severity }) => severity === 'error');
  if (configuration.errors > 0 || wrong !== undefined)
    return problem(
      `The configuration cannot be used: ${wrong === undefined ? 'it has errors' : configLine(wrong)}`,
    );
  if (![...paths.values()].includes(files.shown)) return problem(`${files.main} does not include this file.`);
  const told = withZones(configuration, files, place, question);
  if (told === null)
    return problem('The root hints of the configuration cannot be used: named would not start.');
  const target = (at: ConfigPlace | null): EditorTarget | null =>
    at && { path: paths.get(at.file) ?? at.file, line: at.line };
  const { view, outcome, summary, steps } = told;
  return {
    kind: 'applies',
    view,
    outcome,
    summary,
    steps: steps.map((step) => ({ ...step, place: target(step.place) })),
  };
}

/** Of zone files only those are read that the question comes to: there may be thousands. */
function withZones(
  configuration: NamedConfiguration,
  files: ConfigurationFiles,
  place: Place,
  question: AppliesQuestion,
): Applies | null {
  const folder = configuration.options.directory ?? '/';
  const zones = [...configuration.zones, ...configuration.views.flatMap((view) => view.zones)];
  const hints = new Set(zones.filter(({ type }) => type === 'hint').map(({ file }) => file));
  const textOf = (file: string): string | null =>
    files.readText(files.resolve(folder, file)) ??
    // Debian keeps them outside of /etc/bind; any will do here, where nobody is asked.
    (files.mayLack && hints.has(file) ? place.rootHints : null);
  const met = [question.name];
  for (;;) {
    const left = new Set(
      zones
        .filter(({ name }) => !met.some((one) => one.isAtOrBelow(name)))
        .map(({ file }) => file)
        .filter((file) => file !== undefined),
    );
    const told = applies(
      configuration,
      {
        ...place,
        readText: (file) => (left.has(file) ? null : textOf(file)),
        upstreamPort: 53,
        log: () => undefined,
      },
      question,
    );
    const unloaded = told?.unloaded ?? null;
    if (told === null || unloaded === null) return told;
    // An alias may lead into a zone that was not read yet.
    if (!met.some((one) => one.equals(unloaded)) && met.length < MOST_ZONES) met.push(unloaded);
    else return files.mayLack ? unlessLacking(told, configuration, unloaded, textOf) : told;
  }
}

/** A zone whose file is not here is not broken for that. */
function unlessLacking(
  told: Applies,
  { views, zones }: NamedConfiguration,
  unloaded: Name,
  textOf: (file: string) => string | null,
): Applies {
  const inView = views.find(({ name }) => name === told.view)?.zones ?? zones;
  const [zone] = inView
    .filter(({ name }) => unloaded.isAtOrBelow(name))
    .sort((one, other) => other.name.labels.length - one.name.labels.length);
  const lacks = zone === undefined ? null : whatLacks(zone, textOf);
  if (zone === undefined || lacks === null) return told;
  const summary = `Zone ${zone.name.toRelaxedString()} answers, with authority. ${lacks}`;
  return { ...told, outcome: 'zone', summary };
}

function whatLacks(zone: ZoneClause, textOf: (file: string) => string | null): string | null {
  if (zone.file !== undefined && textOf(zone.file) !== null) return null;
  if (zone.file === undefined || zone.type !== 'primary')
    return 'What it holds comes from its primaries and is not here.';
  return `Its file ${zone.file} is not here, so what it holds cannot be told.`;
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
