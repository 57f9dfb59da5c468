/**
 * A real BIND `named` on the loopback, for tests that hold our answers against its. Each view has its own zones
 * and is chosen by the address that a question comes from, so that one process stands for many servers.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface NamedZone {
  readonly origin: string;
  /** The zone file's text. */
  readonly text: string;
}

export interface NamedView {
  readonly name: string;
  readonly zones: readonly NamedZone[];
  /** `minimal-responses`; named's own default when absent. */
  readonly minimal?: 'no' | 'yes' | 'no-auth' | 'no-auth-recursive';
}

/** Why the comparison cannot run here, or null when it can. */
export const namedMissing: string | null = ((): string | null => {
  const found = spawnSync('named', ['-v'], { encoding: 'utf8' });
  if (found.error) return 'BIND named is not installed';
  return /BIND 9\.(1[89]|2\d)/.test(found.stdout) ? null : `another BIND than 9.18: ${found.stdout.trim()}`;
})();

export class RealNamed {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #port: number;
  readonly #connections: Connection[] = [];
  readonly #views: readonly string[];

  private constructor(process: ChildProcess, folder: string, port: number, views: readonly string[]) {
    this.#process = process;
    this.#folder = folder;
    this.#port = port;
    this.#views = views;
  }

  static async start(views: readonly NamedView[]): Promise<RealNamed> {
    const folder = mkdtempSync(join(tmpdir(), 'rootwalk-named-'));
    const port = await freePort();
    let conf = `options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
      recursion no; dnssec-validation no; notify no; empty-zones-enable no; pid-file none; allow-query { any; };
      rrset-order { order none; }; };\ncontrols { };\n`;
    for (const [i, view] of views.entries()) {
      mkdirSync(join(folder, String(i)));
      conf += `view "${view.name}" { match-clients { ${sourceOf(i)}; };\n`;
      if (view.minimal) conf += `  minimal-responses ${view.minimal};\n`;
      for (const [j, zone] of view.zones.entries()) {
        const file = join(String(i), `${j}.zone`);
        writeFileSync(join(folder, file), zone.text);
        conf += `  zone "${zone.origin}" { type primary; file "${file}"; check-names ignore; };\n`;
      }
      conf += '};\n';
    }
    const confFile = join(folder, 'named.conf');
    writeFileSync(confFile, conf);
    const process = spawn('named', ['-g', '-n', '1', '-c', confFile], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await new Promise<void>((resolve, reject) => {
      let log = '';
      process.stderr?.on('data', (data: Buffer) => {
        log += String(data);
        if (/ running$/m.test(log)) resolve();
      });
      process.once('exit', () => reject(new Error(`named did not start:\n${log}`)));
    });
    return new RealNamed(
      process,
      folder,
      port,
      views.map(({ name }) => name),
    );
  }

  /** Sends a message to a view over TCP; gives the response's octets. */
  async ask(view: string, octets: Uint8Array): Promise<Uint8Array> {
    const index = this.#views.indexOf(view);
    this.#connections[index] ??= new Connection(this.#port, sourceOf(index));
    return this.#connections[index].ask(octets);
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection?.close();
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    await gone;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

class Connection {
  readonly #socket: Socket;
  readonly #waiting: ((octets: Uint8Array) => void)[] = [];
  #buffer = Buffer.alloc(0);

  constructor(port: number, source: string) {
    this.#socket = connect({ host: '127.0.0.1', port, localAddress: source });
    this.#socket.on('data', (data) => {
      this.#buffer = Buffer.concat([this.#buffer, data]);
      while (this.#buffer.length >= 2 && this.#buffer.length >= 2 + this.#buffer.readUInt16BE(0)) {
        const end = 2 + this.#buffer.readUInt16BE(0);
        this.#waiting.shift()?.(new Uint8Array(this.#buffer.subarray(2, end)));
        this.#buffer = this.#buffer.subarray(end);
      }
    });
  }

  /** One question at a time, so that answers come in order. */
  ask(octets: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      this.#socket.once('error', reject);
      const framed = Buffer.alloc(octets.length + 2);
      framed.writeUInt16BE(octets.length, 0);
      framed.set(octets, 2);
      this.#socket.write(framed, () => this.#socket.off('error', reject));
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** Any address of 127.0.0.0/8 can be a source. */
function sourceOf(view: number): string {
  return `127.77.${Math.floor(view / 250)}.${(view % 250) + 1}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
