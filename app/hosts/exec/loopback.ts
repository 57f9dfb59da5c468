/** The private network's one interface. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { findProgram } from './find-program.ts';

/** The student's own machine in the lab Internet: programs here are that machine. */
export const LAPTOP = '127.53.0.2';
const LAB_NETWORK = '127.53.0.0/16';

const STEPS = [
  'link set lo up',
  `address add ${LAPTOP}/8 dev lo`,
  // Questions to lab addresses come from the laptop's; to the machine itself from 127.0.0.1, as ever.
  `route add local ${LAB_NETWORK} dev lo src ${LAPTOP} table local`,
];

/** Makes the lab's addresses reachable; gives what went wrong. */
export function raiseLoopback(): string | null {
  setIfAllowed('/proc/sys/net/ipv4/ip_unprivileged_port_start', '0');
  const ip = findProgram('ip') ?? 'ip';
  for (const words of STEPS) {
    try {
      execFileSync(ip, words.split(' '), { stdio: ['ignore', 'ignore', 'pipe'] });
    } catch (error) {
      return `ip ${words}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return null;
}

/** This network's own setting. Where /proc cannot be written, whoever is privileged inside does without. */
function setIfAllowed(path: string, value: string): void {
  try {
    writeFileSync(path, value);
  } catch {
    // See above.
  }
}
