/** The services of a machine as people name them. */
import type { Machine, MachineService } from '../machine.ts';

/** `bind9`, `named` and `named.service` name the same; null: there is no such service. */
export function unitNamed(machine: Machine | undefined, word: string): MachineService | null {
  const unit = unitName(word);
  return machine?.services().find((one) => one.unit === unit || one.aliases.includes(unit)) ?? null;
}

/** @example unitName('bind9') === 'bind9.service' */
export function unitName(word: string): string {
  return /\.(service|socket|target|timer|mount|path|slice|scope)$/.test(word) ? word : `${word}.service`;
}
