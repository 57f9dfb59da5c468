import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/**
 * Where this process can be reached from outside itself: addresses of its listening TCP sockets, and of UDP sockets
 * that hear everybody. As Linux has them in /proc: hexadecimal, each group of four octets in the machine's order.
 */
export function openPlaces(): string[] {
  const own = new Set<string>();
  for (const descriptor of readdirSync('/proc/self/fd')) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${descriptor}`))?.[1];
      if (inode !== undefined) own.add(inode);
    } catch {
      // It was closed meanwhile.
    }
  }
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((table) => {
    // TCP: 0A is LISTEN; UDP: 07 is a socket that is not connected.
    const open = table.startsWith('tcp') ? '0A' : '07';
    return readFileSync(`/proc/net/${table}`, 'latin1')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === open && own.has(fields[9] ?? ''))
      .map((fields) => `${table} ${fields[1] ?? ''}`);
  });
}
