/** Questions by the thousand: dnsperf, with the server's processor time counted beside. */
import { createSocket } from 'node:dgram';
import { cpuSeconds, median, runToEnd, sleep, type Started } from './programs.ts';

export interface Server extends Started {
  readonly host: string;
  readonly port: number;
}

export interface LoadOptions {
  /** A file of lines `name type`. */
  readonly file: string;
  /** So many seconds; or, with `passes`, so often through the file. */
  readonly seconds?: number;
  readonly passes?: number;
  /** How many questions may wait for their answers at the same time. */
  readonly outstanding: number;
}

export interface Load {
  readonly sent: number;
  readonly completed: number;
  readonly lost: number;
  /** Answers with NOERROR. */
  readonly good: number;
  /** How many answers there were with each code, in dnsperf's words. */
  readonly codes: string;
  /** The server's processor time for one answer, in microseconds. */
  readonly cpu: number;
}

/** Asks as fast as the server answers. Throws where dnsperf has failed. */
export async function load(server: Server, options: LoadOptions): Promise<Load> {
  const { file, outstanding, passes, seconds = 2 } = options;
  const extent = passes === undefined ? ['-l', String(seconds)] : ['-n', String(passes), '-l', '240'];
  const where = ['-s', server.host, '-p', String(server.port), '-d', file];
  const how = ['-q', String(outstanding), '-c', '1', '-T', '1', '-t', '3', '-b', '4096'];
  const before = cpuSeconds(server.pid);
  const { out, err } = await runToEnd(['dnsperf', ...where, ...how, ...extent], 'client');
  const spent = cpuSeconds(server.pid) - before;
  const figure = (pattern: RegExp): number => Number(pattern.exec(out)?.[1] ?? Number.NaN);
  const completed = figure(/Queries completed:\s+(\d+)/);
  if (!(completed > 0)) throw new Error(`dnsperf: ${out}${err}`);
  return {
    sent: figure(/Queries sent:\s+(\d+)/),
    completed,
    lost: figure(/Queries lost:\s+(\d+)/),
    good: figure(/Response codes:.*NOERROR (\d+)/),
    codes: /Response codes:\s+(.*)/.exec(out)?.[1] ?? '',
    cpu: (spent / completed) * 1e6,
  };
}

/** The address that a server gives for a name: the last A record's. Words where it gives none. */
export function askAddress(host: string, port: number, name: string, milliseconds = 3000): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (answer: string): void => {
      clearTimeout(late);
      socket.close();
      resolve(answer);
    };
    const late = setTimeout(() => end('no answer'), milliseconds);
    socket.on('error', (error) => end(error.message));
    socket.on('message', (octets) => {
      const rcode = (octets[3] ?? 0) & 15;
      if (rcode !== 0 || octets.readUInt16BE(6) === 0) return end(`rcode ${rcode} without an answer`);
      // What is asked here is a plain question: the answer's last record is its address.
      end([...octets.subarray(-4)].join('.'));
    });
    socket.send(plainQuery(name), port, host);
  });
}

/**
 * Asks one name after the other; gives the median of the times until each answer, in milliseconds. The first half is
 * not counted: a program that compiles itself while it runs is not what it will be.
 */
export async function oneByOne(server: Server, names: readonly string[], address: string): Promise<number> {
  const times: number[] = [];
  for (const name of names) {
    const began = performance.now();
    const said = await askAddress(server.host, server.port, name);
    times.push(performance.now() - began);
    // One that is late on a busy machine is no reason to stop; a wrong answer is.
    if (said !== address && said !== 'no answer') throw new Error(`${server.host} says of ${name}: ${said}`);
  }
  return median(times.slice(times.length >> 1));
}

/** Waits until the server gives this address for the name. Throws where it does not. */
export async function untilItAnswers(
  host: string,
  port: number,
  name: string,
  address: string,
): Promise<void> {
  let said = '';
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(50)) {
    said = await askAddress(host, port, name, 500);
    if (said === address) return;
  }
  throw new Error(`${host}#${port} says of ${name}: ${said}, and not ${address}`);
}

function plainQuery(name: string): Buffer {
  const octets = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
  for (const label of name.split('.').filter((part) => part !== '')) {
    octets.push(label.length, ...Buffer.from(label));
  }
  return Buffer.from([...octets, 0, 0, 1, 0, 1]);
}
