/**
 * A network file and the files that it extends, read and laid over one another: what is said later takes the place of
 * what was said before it.
 */
import { isNode, LineCounter, parseDocument } from 'yaml';
import { resolvePath, type ContentSource } from './content.ts';
import {
  networkSchema,
  type HostChange,
  type HostFile,
  type NetworkFile,
  type ZoneChange,
  type ZoneFileEntry,
} from './network-schema.ts';
import { lineOf, readYaml, type FileDiagnostic, type YamlResult } from './yaml-file.ts';

type Place = readonly (string | number)[];

/** One file of the chain. */
export interface NetworkLayer {
  /** Below `labs/`. */
  readonly path: string;
  readonly text: string;
  readonly file: NetworkFile;
}

/** Something that a file says, and where. */
export interface Said<T> {
  readonly value: T;
  readonly layer: NetworkLayer;
  readonly at: Place;
}

export interface LaidNetwork {
  readonly title: string;
  /** By name, in the order in which they were first named. */
  readonly hosts: ReadonlyMap<string, Said<HostFile>>;
  /** The last layer that speaks of a host's key; of `files`, of that one. */
  layerOf(host: string, key: keyof HostFile, file?: string): NetworkLayer;
  readonly zones: readonly Said<ZoneFileEntry>[];
  readonly changes: readonly Said<HostChange | ZoneChange>[];
  readonly switches: ReadonlyMap<
    string,
    { readonly title: string; readonly changes: readonly Said<HostChange | ZoneChange>[] }
  >;
  readonly problems: readonly FileDiagnostic[];
}

const MAX_LAYERS = 8;
/** What was read last of each file: a reset reads them all again. */
const readBefore = new Map<string, NetworkLayer>();

/** Reads `path` and what it extends; the first of the list is the one that everything stands on. */
export function readLayers(content: ContentSource, path: string): YamlResult<readonly NetworkLayer[]> {
  const layers: NetworkLayer[] = [];
  for (let next: string | null = path; next !== null;) {
    const text = content.read(next);
    const asker = layers[0];
    if (text === null)
      return failed(asker ? diagnosticAt(asker, ['extends'], `there is no file ${next}`, '') : noFile(next));
    const known = readBefore.get(next);
    const read = known?.text === text ? null : readYaml(networkSchema, text, next);
    if (read?.ok === false) return read;
    const layer = { path: next, text, file: read?.value ?? (known as NetworkLayer).file };
    readBefore.set(next, layer);
    layers.unshift(layer);
    const below: string | undefined = layer.file.extends;
    if (below === undefined) next = null;
    else {
      next = resolvePath(layer.path, below);
      if (next === null || layers.length >= MAX_LAYERS || layers.some((known) => known.path === next))
        return failed(
          diagnosticAt(
            layer,
            ['extends'],
            `"${below}" cannot be extended`,
            'Another network file, by its path from this one.',
          ),
        );
    }
  }
  return { ok: true, value: layers };
}

export function layLayers(layers: readonly NetworkLayer[]): LaidNetwork {
  const hosts = new Map<string, Said<HostFile>>();
  let zones: Said<ZoneFileEntry>[] = [];
  const changes: Said<HostChange | ZoneChange>[] = [];
  const switches = new Map<string, { title: string; changes: Said<HostChange | ZoneChange>[] }>();
  const problems: FileDiagnostic[] = [];
  for (const layer of layers) {
    const { file } = layer;
    for (const [name, host] of Object.entries(file.hosts ?? {})) {
      const before = hosts.get(name);
      const files = { ...before?.value.files, ...host.files };
      hosts.set(name, {
        value: { ...before?.value, ...host, files },
        layer: before?.layer ?? layer,
        at: ['hosts', name],
      });
    }
    for (const [i, name] of (file.without ?? []).entries()) {
      if (!hosts.delete(name))
        problems.push(diagnosticAt(layer, ['without', i], `there is no host "${name}"`, ''));
      zones = zones.flatMap((zone) => withoutServers(zone, [name]));
    }
    const own = (file.zones ?? []).map((value, i) => ({ value, layer, at: ['zones', i] }));
    for (const { value } of own)
      zones = zones.flatMap((zone) =>
        zone.layer !== layer && sameName(zone.value.origin, value.origin)
          ? withoutServers(zone, value.servers)
          : [zone],
      );
    zones.push(...own);
    for (const [i, value] of (file.changes ?? []).entries())
      changes.push({ value, layer, at: ['changes', i] });
    for (const [name, { title, changes: list }] of Object.entries(file.switches ?? {}))
      switches.set(name, {
        title,
        changes: list.map((value, i) => ({ value, layer, at: ['switches', name, 'changes', i] })),
      });
  }
  const layerOf = (host: string, key: keyof HostFile, place?: string): NetworkLayer =>
    layers.findLast(({ file }) => {
      const of = file.hosts?.[host];
      return place === undefined ? of?.[key] !== undefined : of?.files?.[place] !== undefined;
    }) ?? (hosts.get(host) as Said<HostFile>).layer;
  const title = layers.findLast(({ file }) => file.title !== undefined)?.file.title;
  const top = layers.at(-1);
  if (title === undefined && top) problems.push(diagnosticAt(top, [], '"title" is missing', ''));
  return { title: title ?? '', hosts, layerOf, zones, changes, switches, problems };
}

function withoutServers(zone: Said<ZoneFileEntry>, gone: readonly string[]): Said<ZoneFileEntry>[] {
  const { servers } = zone.value;
  if (!servers.some((server) => gone.includes(server))) return [zone];
  const rest = servers.filter((server) => !gone.includes(server));
  return rest.length === 0 ? [] : [{ ...zone, value: { ...zone.value, servers: rest } }];
}

function sameName(one: string, other: string): boolean {
  const plain = (name: string): string => name.toLowerCase().replace(/(.)\.$/, '$1');
  return plain(one) === plain(other);
}

/** Parses the file once more for the place: errors are rare, and positions cost time. */
export function diagnosticAt(
  { path, text }: Pick<NetworkLayer, 'path' | 'text'>,
  at: Place,
  message: string,
  hint: string,
): FileDiagnostic {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  let offset = 0;
  for (let length = at.length; length > 0; length--) {
    const node: unknown = document.getIn(at.slice(0, length), true);
    if (!isNode(node)) continue;
    offset = node.range?.[0] ?? 0;
    break;
  }
  const { line, col } = lines.linePos(offset);
  return { file: path, line, column: col, message, hint, sourceLine: lineOf(text, line) };
}

function failed(diagnostic: FileDiagnostic): YamlResult<never> {
  return { ok: false, diagnostics: [diagnostic] };
}

function noFile(file: string): FileDiagnostic {
  return { file, line: 1, column: 1, message: 'no such file', hint: '', sourceLine: '' };
}
