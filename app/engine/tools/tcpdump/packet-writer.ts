/** Packets into a capture file (-w), a block at a time, or with -U each at once. */
import type { FileProblem, ToolContext } from '../tool.ts';
import type { CapturedPacket } from './capture-file.ts';
import { captureHeader, captureRecord } from './pcap-file.ts';

/** As many octets are kept before they are written. */
const BLOCK = 4096;

export class PacketWriter {
  readonly #context: ToolContext;
  readonly #path: string;
  readonly #nanoseconds: boolean;
  readonly #block: number;
  #waiting: Uint8Array[] = [];
  #size = 0;
  /** Writes one after the other. */
  #writing: Promise<void> = Promise.resolve();
  problem: FileProblem | null = null;

  private constructor(context: ToolContext, path: string, nanoseconds: boolean, unbuffered: boolean) {
    this.#context = context;
    this.#path = path;
    this.#nanoseconds = nanoseconds;
    this.#block = unbuffered ? 0 : BLOCK;
  }

  static async open(
    context: ToolContext,
    path: string,
    options: {
      readonly link: number;
      readonly snapshot: number;
      readonly nanoseconds: boolean;
      readonly unbuffered: boolean;
    },
  ): Promise<PacketWriter | FileProblem> {
    const { link, snapshot, nanoseconds, unbuffered } = options;
    const header = captureHeader(link, snapshot, nanoseconds);
    if (path !== '-') {
      const failed = await context.files.write(path, header);
      if (failed) return failed;
    } else context.out(latin1(header));
    return new PacketWriter(context, path, nanoseconds, unbuffered);
  }

  add(packet: CapturedPacket): void {
    const record = captureRecord(packet, this.#nanoseconds);
    this.#waiting.push(record);
    this.#size += record.length;
    if (this.#size > this.#block) this.#write();
  }

  /** Ends when all is written. */
  async close(): Promise<void> {
    this.#write();
    await this.#writing;
  }

  #write(): void {
    if (this.#size === 0) return;
    const block = new Uint8Array(this.#size);
    let at = 0;
    for (const record of this.#waiting) {
      block.set(record, at);
      at += record.length;
    }
    this.#waiting = [];
    this.#size = 0;
    if (this.#path === '-') {
      this.#context.out(latin1(block));
      return;
    }
    this.#writing = this.#writing.then(async () => {
      if (this.problem === null) this.problem = await this.#context.files.append(this.#path, block);
    });
  }
}

function latin1(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 8192)
    text += String.fromCharCode(...octets.subarray(at, at + 8192));
  return text;
}
