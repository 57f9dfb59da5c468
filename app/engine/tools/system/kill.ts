/** `kill`, as bash has it: sends a signal to processes by their numbers. */
import type { Tool, ToolContext } from '../tool.ts';
import { sendSignal, signalNumber, SIGNALS } from './signals.ts';

const TERM = 15;
const USAGE =
  'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n';

export const kill: Tool = async (context) => {
  const words = [...context.args];
  if (words[0] === '-l' || words[0] === '-L') return list(context, words.slice(1));
  let signal = TERM;
  const [first] = words;
  if (first?.startsWith('-') && first !== '--') {
    words.shift();
    const spelled = first === '-s' || first === '-n' ? words.shift() : first.slice(1);
    const number = signalNumber(spelled ?? '');
    if (number === null) return complain(context, `${spelled ?? ''}: invalid signal specification`);
    signal = number;
  }
  if (words[0] === '--') words.shift();
  if (words.length === 0) {
    context.err(USAGE);
    return 2;
  }
  let exitCode = 0;
  for (const word of words) exitCode = Math.max(exitCode, send(context, word, signal));
  return exitCode;
};

function send(context: ToolContext, word: string, signal: number): number {
  if (word.startsWith('%')) return complain(context, `${word}: no such job`);
  if (!/^\d+$/.test(word)) return complain(context, `${word}: arguments must be process or job IDs`);
  const process = context.machine?.processes().find(({ pid }) => pid === Number(word));
  if (!process) return complain(context, `(${word}) - No such process`);
  return sendSignal(process, signal, context) ? 0 : complain(context, `(${word}) - Operation not permitted`);
}

function complain(context: ToolContext, words: string): number {
  context.err(`bash: kill: ${words}\n`);
  return 1;
}

function list(context: ToolContext, words: readonly string[]): number {
  let exitCode = 0;
  for (const word of words) {
    const number = signalNumber(word);
    if (number === null) exitCode = complain(context, `${word}: invalid signal specification`);
    // A number is an exit status too: 128 and the signal that ended the process.
    else context.out(`${/^\d/.test(word) ? (SIGNALS[(number & 0x7f) - 1] ?? '') : number}\n`);
  }
  if (words.length > 0) return exitCode;
  const cells = SIGNALS.map((name, index) => `${String(index + 1).padStart(2)}) SIG${name}`);
  for (let at = 0; at < cells.length; at += 5) context.out(`${cells.slice(at, at + 5).join('\t')}\n`);
  return 0;
}
