/**
 * A long file of this computer that the window's host reads out (`rootwalk open`), as the parsers see files: a part of it
 * comes when it is read, and no more of it is ever here.
 */
import { ReaderError } from './reader-error.ts';

/** What a page of a stream holds. */
const PIECE = 1 << 20;

export class ServedContent implements Blob {
  readonly type = '';
  readonly size: number;
  readonly #address: string;
  readonly #from: number;

  /** `address`: below the window's own. `from`, `to`: octets of the file, without `to`. */
  constructor(address: string, from: number, to: number) {
    this.#address = address;
    this.#from = from;
    this.size = to - from;
  }

  slice(start = 0, end = this.size): ServedContent {
    const place = (at: number): number => Math.max(0, Math.min(this.size, at < 0 ? this.size + at : at));
    const from = place(start);
    return new ServedContent(this.#address, this.#from + from, this.#from + Math.max(from, place(end)));
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    if (this.size === 0) return new ArrayBuffer(0);
    const range = `bytes=${this.#from}-${this.#from + this.size - 1}`;
    const response = await fetched(this.#address, range);
    if (response.status !== 206) throw new ReaderError('unreadable', await whyNot(response));
    const octets = await response.arrayBuffer();
    if (octets.byteLength !== this.size)
      throw new ReaderError('unreadable', 'The file is shorter than it was. Open it again.');
    return octets;
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.arrayBuffer());
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.arrayBuffer());
  }

  stream(): ReturnType<Blob['stream']> {
    let at = 0;
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: async (controller) => {
        if (at >= this.size) return controller.close();
        const piece = await this.slice(at, at + PIECE).bytes();
        at += piece.length;
        controller.enqueue(piece);
      },
    }) as ReturnType<Blob['stream']>;
  }
}

async function fetched(address: string, range: string): Promise<Response> {
  try {
    return await fetch(address, { headers: { Range: range } });
  } catch {
    throw new ReaderError(
      'unreadable',
      'Rootwalk cannot be reached any more. Start it, and open the file again.',
    );
  }
}

async function whyNot(response: Response): Promise<string> {
  const why = (await response.text()).trim();
  return response.status === 410 ? `The file is not open any more. ${why}` : why;
}
