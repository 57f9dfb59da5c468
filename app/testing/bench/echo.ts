/** A program that sends every datagram back as a response: the ceiling of what a Node process can answer. */
import { createSocket } from 'node:dgram';
import { lookupNothing } from '../../hosts/named/connected-socket.ts';

export function echo(host: string, port: number): void {
  const buffer = 4 * 1024 * 1024;
  const socket = createSocket({
    type: 'udp4',
    lookup: lookupNothing,
    recvBufferSize: buffer,
    sendBufferSize: buffer,
  });
  socket.on('message', (octets, from) => {
    octets[2] = (octets[2] as number) | 0x80;
    socket.send(octets, 0, octets.length, from.port, from.address);
  });
  socket.bind(port, host);
}
