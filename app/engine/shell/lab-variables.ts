/**
 * `$RANDOM` and `$SECONDS` of the lab, from its seed and its clock, and `$!`, its newest job. just-bash would take the
 * machine's for them, and has no place where others could be given; so each mention of them becomes a call of a hidden
 * command that prints one.
 *
 * @example echo $RANDOM → echo $(random), where `random` is the hidden command
 */
import type { LabClock } from '../network/clock.ts';
import type { Random } from '../random.ts';
import { statementOf, word, type ScriptNode } from './syntax.ts';

/** Names that no keyboard types, by variable. */
const COMMANDS: Readonly<Record<string, string>> = {
  RANDOM: 'rootwalk\u2060random',
  SECONDS: 'rootwalk\u2060seconds',
  '!': 'rootwalk\u2060last-job',
};
/** Bash: from 0 to 32,767. */
const MAX_RANDOM = 32_768;

export const VARIABLE_COMMANDS: readonly string[] = Object.values(COMMANDS);

/** What each hidden command prints. `lastJob`: the process of the newest job; 0 before there was one. */
export function variableValues(
  random: Random,
  clock: LabClock,
  lastJob: () => number,
): ReadonlyMap<string, () => string> {
  const startedAt = clock.now();
  const values: Readonly<Record<string, () => string>> = {
    RANDOM: () => String(random.below(MAX_RANDOM)),
    SECONDS: () => String(Math.floor((clock.now() - startedAt) / 1000)),
    '!': () => String(lastJob() || ''),
  };
  return new Map(Object.entries(COMMANDS).map(([name, command]) => [command, values[name] as () => string]));
}

/** The script with its mentions of them replaced; most have none, and stay as they are. */
export function withLabVariables(script: ScriptNode): ScriptNode {
  if (!/"(?:RANDOM|SECONDS)"|"parameter":"!"/.test(JSON.stringify(script))) return script;
  // Nodes are replaced by others that may stand in the same places.
  return replaced(script) as ScriptNode;
}

function replaced(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(replaced);
  if (typeof node !== 'object' || node === null) return node;
  const { type, parameter, name, operation } = node as Readonly<Record<string, unknown>>;
  if (type === 'ParameterExpansion' && !operation && typeof parameter === 'string' && parameter in COMMANDS)
    return { type: 'CommandSubstitution', body: callOf(COMMANDS[parameter] as string), legacy: false };
  if (type === 'ArithVariable' && typeof name === 'string' && name in COMMANDS)
    return { type: 'ArithCommandSubst', command: COMMANDS[name] };
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, replaced(value)]));
}

function callOf(command: string): ScriptNode {
  const call = statementOf({
    type: 'SimpleCommand',
    assignments: [],
    name: word(command),
    args: [],
    redirections: [],
  });
  return { type: 'Script', statements: [call] };
}
