import type { DecodedPacket, Request, ServerMessage, Snapshot } from '../../app/contract.ts';
import type { Line, Transport } from '../api/transport.ts';
import { samplePackets } from './sample.ts';

/** A door with nothing behind it but a sample: for developing the window, and for tests of its state. */
export class FakeTransport implements Transport {
  readonly sent: Request[] = [];
  readonly #snapshot: Snapshot;
  #hear: (message: ServerMessage) => void = () => undefined;
  #line: (state: Line) => void = () => undefined;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  open(hear: (message: ServerMessage) => void, line: (state: Line) => void): void {
    this.#hear = hear;
    this.#line = line;
    line('open');
  }

  send(message: Request): void {
    this.sent.push(message);
    queueMicrotask(() => this.#answer(message));
  }

  close(): void {
    this.#line('lost');
  }

  say(message: ServerMessage): void {
    this.#hear(message);
  }

  lineIs(state: Line): void {
    this.#line(state);
  }

  #answer({ id, method }: Request): void {
    const { clock, lab } = this.#snapshot;
    const results: Record<string, unknown> = {
      hello: this.#snapshot,
      'packet.decode': decoded,
      'clock.pause': { ...clock, mode: 'paused' },
      'clock.run': clock,
      'clock.step': { ...clock, mode: 'paused' },
      'clock.jump': { ...clock, now: clock.now + 172_800_000 },
      'lab.predict': lab,
      'lab.show': lab,
    };
    const result = results[method] ?? null;
    this.say({ type: 'reply', id, ok: true, result });
  }
}

const field = (
  label: string,
  value: string,
  start: number,
  end: number,
  note = '',
  children: DecodedPacket['fields'] = [],
): DecodedPacket['fields'][number] => ({
  label,
  value,
  start,
  end,
  note,
  children,
});
const first = samplePackets[0];
const decoded: DecodedPacket | null = first
  ? {
      row: first,
      hex: '0a01818000010001000000010377777707746973636c6902636f02756b0000010001c00c000100010000003c00047f35095000002904d0000000000000',
      fields: [
        field(
          'Header',
          'id 2561, response, NOERROR',
          0,
          12,
          'Twelve octets stand before every DNS message.',
          [
            field('ID', '2561', 0, 2, 'The asker chose it; the answer must carry the same.'),
            field('Flags', 'qr rd ra', 2, 4),
            field('Counts', '1 question, 1 answer', 4, 12),
          ],
        ),
        field('Question', 'www.tiscali.co.uk. IN A', 12, 34, '', [
          field('QNAME', 'www.tiscali.co.uk.', 12, 30),
        ]),
        field('Answer', '1 record', 34, 50, '', [
          field('TTL', '60', 40, 44, 'Seconds for which it may be kept.'),
        ]),
      ],
    }
  : null;
