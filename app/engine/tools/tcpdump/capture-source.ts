/** Where live packets come from: a machine's interfaces, as the place that tcpdump runs in offers them. */
import type { CapturedPacket } from './capture-file.ts';

export interface CaptureInterface {
  readonly name: string;
  /** `Up, Running, Loopback` */
  readonly state: string;
  /** Empty where the name says all. */
  readonly description: string;
  /** Its link's number in capture files. */
  readonly link: number;
}

export interface LivePacket extends CapturedPacket {
  readonly outgoing: boolean;
}

export interface CaptureSource {
  /** In the order in which `-D` lists them; the first is the one to take where none is named. */
  readonly interfaces: readonly CaptureInterface[];
  /** Hears of every packet on an interface from now on, until the function that it gives is called. */
  listen(name: string, hear: (packet: LivePacket) => void): () => void;
}
