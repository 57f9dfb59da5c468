/**
 * tcpdump, as version 4.99 is.
 *
 * A walk of `tcpdump -n port 53`: the words are read (arguments.ts); the filter becomes a tree (filter/parse.ts) and
 * then a test on packets of the interface's link (filter/compile.ts); from then on each packet that the machine sends
 * or gets (capture-source.ts) and that passes is printed (packet-printer.ts: its time, then print/ from the link down
 * to DNS, then its octets) or written (packet-writer.ts), until -c packets were seen or Ctrl-C comes. With -r the
 * packets are those of a file (pcap-file.ts).
 */
import { isFileProblem, isNetProblem, type Tool, type ToolContext } from '../tool.ts';
import { failed, readTcpdumpWords, type EndOfWords, type TcpdumpWords } from './arguments.ts';
import type { CaptureInterface, CaptureSource } from './capture-source.ts';
import { compileFilter, type Filter } from './filter/compile.ts';
import { isFilterProblem } from './filter/expression.ts';
import { parseFilter } from './filter/parse.ts';
import { PacketPrinter } from './packet-printer.ts';
import { PacketWriter } from './packet-writer.ts';
import type { CapturedPacket } from './capture-file.ts';
import { readCapture } from './pcap-file.ts';
import { LINK_TYPES, type LinkType } from './print/link.ts';
import { servicesFrom } from './services.ts';

const COOKED_2 = 276;

/** `source` null: no live packets, as on an ordinary command line, where they would need rights and raw sockets. */
export function tcpdumpOn(source: CaptureSource | null): Tool {
  return async (context) => {
    const words = readTcpdumpWords(context.args);
    const ended = 'kind' in words ? words : await run(context, words, source);
    context.out(ended.out);
    context.err(ended.err);
    return ended.status;
  };
}

const DONE: EndOfWords = { kind: 'end', out: '', err: '', status: 0 };

async function run(
  context: ToolContext,
  words: TcpdumpWords,
  source: CaptureSource | null,
): Promise<EndOfWords> {
  if (words.timeForm > 5) return failed('only -t, -tt, -ttt, -tttt and -ttttt are supported');
  if (words.listInterfaces) return listInterfaces(source);
  return words.readFile === null ? live(context, words, source) : fromFile(context, words, words.readFile);
}

const NO_LIVE =
  "only files can be read here (-r file): live traffic needs rights and raw sockets. Use your system's own tcpdump, or a terminal of the lab";

function listInterfaces(source: CaptureSource | null): EndOfWords {
  if (source === null) return failed(NO_LIVE);
  const lines = source.interfaces.map(
    ({ name, description, state }, i) =>
      `${i + 1}.${name}${description === '' ? '' : ` (${description})`} [${state}]\n`,
  );
  return { ...DONE, out: lines.join('') };
}

async function fromFile(context: ToolContext, words: TcpdumpWords, path: string): Promise<EndOfWords> {
  const octets = await readOctets(context, path);
  if (typeof octets === 'string') return failed(`${path}: ${octets}`);
  const file = readCapture(octets);
  if (file.kind === 'bad-capture') return failed(file.message);
  const link = LINK_TYPES[file.link];
  const called = link ? `${link.name} (${link.description})` : String(file.link);
  context.err(`reading from file ${path}, link-type ${called}, snapshot length ${file.snapshot}\n`);
  if (file.link === COOKED_2) context.err('Warning: interface names might be incorrect\n');
  if (!link) return failed(`unknown data link type ${file.link}`);
  const sink = await openSink(
    context,
    words,
    { number: file.link, type: link, snapshot: file.snapshot },
    true,
  );
  if ('kind' in sink) return sink;
  let count = 0;
  for (const packet of file.packets) {
    if (context.signal.aborted || (words.count !== null && count >= words.count)) break;
    if (!sink.filter(packet)) continue;
    count++;
    sink.take(packet);
  }
  const unwritten = await sink.close();
  if (unwritten !== null) return failed(unwritten);
  const out = words.onlyCount ? `${count} packet${count === 1 ? '' : 's'}\n` : '';
  // What stands behind the last packet that was wanted is not read.
  const enough = words.count !== null && count >= words.count;
  return enough || file.trouble === null
    ? { ...DONE, out }
    : { ...failed(`pcap_loop: ${file.trouble}`), out };
}

async function readOctets(context: ToolContext, path: string): Promise<Uint8Array | string> {
  if (path === '-') return Uint8Array.from(context.stdin, (character) => character.charCodeAt(0));
  const octets = await context.files.read(path);
  return isFileProblem(octets) ? octets.message : octets;
}

async function live(
  context: ToolContext,
  words: TcpdumpWords,
  source: CaptureSource | null,
): Promise<EndOfWords> {
  if (source === null) return failed(NO_LIVE);
  const name = interfaceName(words, source);
  if (!context.privileged)
    return failed(
      `${name}: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)`,
    );
  const on = source.interfaces.find((each) => each.name === name);
  if (on === undefined) return failed(`${name}: No such device exists\n(No such device exists)`);
  const link = LINK_TYPES[on.link];
  if (link === undefined) return failed(`unknown data link type ${on.link}`);
  if (words.listLinks)
    return {
      ...DONE,
      out: `Data link types for ${name} (use option -y to set):\n  ${link.name} (${link.description})\n`,
    };
  if (words.linkType !== null && words.linkType !== link.name)
    return failed(`${words.linkType} is not one of the DLTs supported by this device`);
  return capture(context, words, source, on, link);
}

/** By name, or by its number in the list of -D. */
function interfaceName({ interface: given }: TcpdumpWords, source: CaptureSource): string {
  if (given === null) return source.interfaces[0]?.name ?? 'eth0';
  return (/^\d+$/.test(given) ? source.interfaces[Number(given) - 1]?.name : undefined) ?? given;
}

async function capture(
  context: ToolContext,
  words: TcpdumpWords,
  source: CaptureSource,
  { name, link: number }: CaptureInterface,
  link: LinkType,
): Promise<EndOfWords> {
  if (number === COOKED_2) context.err(`tcpdump: data link type ${link.name}\n`);
  const sink = await openSink(context, words, { number, type: link, snapshot: words.snapshot }, false);
  if ('kind' in sink) return sink;
  const listening = `listening on ${name}, link-type ${link.name} (${link.description}), snapshot length ${words.snapshot} bytes\n`;
  const silent = words.verbose > 0 || (words.writeFile !== null && !words.print);
  if (silent) context.err(`tcpdump: ${listening}`);
  else context.err(`tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n${listening}`);
  const count = await untilStopped(context, words, source, name, sink);
  const trouble = await sink.close();
  if (context.signal.aborted && words.writeFile === null) context.out('\n');
  if (words.onlyCount) context.out(`${count} packet${count === 1 ? '' : 's'}\n`);
  const packets = `${count} packet${count === 1 ? '' : 's'}`;
  context.err(`${packets} captured\n${packets} received by filter\n0 packets dropped by kernel\n`);
  return trouble === null ? DONE : failed(trouble);
}

function untilStopped(
  { signal }: ToolContext,
  words: TcpdumpWords,
  source: CaptureSource,
  name: string,
  sink: Sink,
): Promise<number> {
  return new Promise((resolve) => {
    let count = 0;
    const stop = source.listen(name, (packet) => {
      if (words.side !== 'inout' && packet.outgoing !== (words.side === 'out')) return;
      if (!sink.filter(packet)) return;
      const { octets } = packet;
      sink.take(
        octets.length > words.snapshot ? { ...packet, octets: octets.subarray(0, words.snapshot) } : packet,
      );
      count++;
      if (count === words.count || sink.isBroken()) end();
    });
    const end = (): void => {
      stop();
      signal.removeEventListener('abort', end);
      resolve(count);
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}

/** Where packets go: past the filter, onto the screen, into a file. */
interface Sink {
  readonly filter: Filter;
  take(packet: CapturedPacket): void;
  /** Nothing more can be written. */
  isBroken(): boolean;
  /** What went wrong with the file. */
  close(): Promise<string | null>;
}

async function openSink(
  context: ToolContext,
  words: TcpdumpWords,
  link: { readonly number: number; readonly type: LinkType; readonly snapshot: number },
  fromCapture: boolean,
): Promise<Sink | EndOfWords> {
  const services = servicesFrom(await textOf(context, '/etc/services'));
  const expression = await filterText(context, words);
  if (typeof expression === 'object') return expression;
  let filter: Filter = () => true;
  if (expression.trim() !== '') {
    const parsed = parseFilter(expression);
    if (isFilterProblem(parsed)) return failed(parsed.message);
    const lookup = async (name: string): Promise<readonly string[]> => {
      const found = await context.net.lookup(name, 0);
      return isNetProblem(found) ? [] : found;
    };
    const compiled = await compileFilter(parsed, {
      link: link.number,
      services,
      lookup,
      fromFile: fromCapture,
    });
    if (typeof compiled === 'object') return failed(compiled.message);
    filter = compiled;
  }
  const { snapshot, number } = link;
  const { nanoseconds, unbuffered, writeFile } = words;
  const writer =
    writeFile === null
      ? null
      : await PacketWriter.open(context, writeFile, { link: number, snapshot, nanoseconds, unbuffered });
  if (writer !== null && isFileProblem(writer)) return failed(`${writeFile ?? ''}: ${writer.message}`);
  const hosts = await textOf(context, '/etc/hosts');
  const printer = new PacketPrinter(words, link.type, { hosts, services }, context.localTime);
  const prints = !words.onlyCount && (writer === null || words.print);
  return {
    filter,
    take(packet) {
      writer?.add(packet);
      if (prints) context.out(printer.textOf(packet));
    },
    isBroken: () => writer !== null && writer.problem !== null,
    async close() {
      await writer?.close();
      return writer?.problem ? `Unable to write output: ${writer.problem.message}` : null;
    },
  };
}

async function filterText(context: ToolContext, words: TcpdumpWords): Promise<string | EndOfWords> {
  if (words.filterFile === null) return words.filter;
  const octets = await context.files.read(words.filterFile);
  if (isFileProblem(octets)) return failed(`can't open ${words.filterFile}: ${octets.message}`);
  return Array.from(octets, (octet) => String.fromCharCode(octet))
    .join('')
    .replace(/#[^\n]*/g, '');
}

async function textOf(context: ToolContext, path: string): Promise<string> {
  const octets = await context.files.read(path);
  return isFileProblem(octets) ? '' : Array.from(octets, (octet) => String.fromCharCode(octet)).join('');
}
