/**
 * One scenario at a time, as it is or in a variant: the same world in another spelling.
 *
 * A resolver that is right by accident fails where records come in another order, servers have other addresses and
 * names another spelling, or answers carry EDNS.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Longer than any scenario takes, in real milliseconds. */
const PATIENCE_MS = 10_000;

/**
 * @typedef {{ readonly name: string, readonly dialect: string, readonly text: string }} Item
 * @typedef {{ readonly status: string, readonly grade: string | null, readonly reason?: string }} Verdict
 * @typedef {{ name: Buffer }} ScriptedRecord
 * @typedef {{ answer: ScriptedRecord[], authority: ScriptedRecord[], additional: ScriptedRecord[], opt: object | null }} ScriptedMessage
 * @typedef {{ readonly hex: Buffer | null, readonly message: ScriptedMessage }} ScriptedReply
 * @typedef {{ readonly replies: readonly ScriptedReply[] }} Entry
 * @typedef {{ ranges: { entries: Entry[] }[], steps: { type: string, entry?: Entry }[] }} Scenario
 */

/** @type {Readonly<Record<string, { text?: (text: string) => string, world?: (scenario: Scenario) => void }>>} */
export const VARIANTS = {
  // The last record of each section first.
  reversed: { world: (scenario) => changeSections(scenario, (records) => void records.reverse()) },
  // Every server and host has another address; their order stays.
  readdressed: { text: (text) => text.replace(/\b(\d{1,3})((?:\.\d{1,3}){3})\b/g, movedAddress) },
  // Servers write owner names in capitals.
  capitals: {
    world: (scenario) =>
      changeSections(scenario, (records) => {
        for (const record of records)
          record.name = Buffer.from(record.name.toString('latin1').toUpperCase(), 'latin1');
      }),
  },
  // Servers speak EDNS.
  edns: {
    world: (scenario) => {
      for (const { message } of repliesOf(scenario)) {
        message.opt ??= { udpSize: 4096, do: false, options: [] };
      }
    },
  },
};

/**
 * @param {string} folder
 * @returns {Item[]} The scenarios in a folder, in the dialect of most.
 */
export function scenariosIn(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.rpl'))
    .sort()
    .map((file) => ({
      name: basename(file, '.rpl'),
      dialect: 'unbound',
      text: readFileSync(join(folder, file), 'latin1'),
    }));
}

/**
 * Plays a scenario.
 * @param {string} runner The folder of the runner.
 * @param {string} adapter The subject's module.
 * @param {Item} item
 * @param {string | null} variant
 * @returns {Promise<Verdict>}
 */
export async function play(runner, adapter, item, variant) {
  const { parseScenario } = await import(pathToFileURL(join(runner, 'rpl.mjs')).href);
  const { runScenario } = await import(pathToFileURL(join(runner, 'runner.mjs')).href);
  const { createSubject } = await import(pathToFileURL(adapter).href);
  const change = variant === null ? undefined : VARIANTS[variant];
  const { name, dialect } = item;
  const scenario = parseScenario(change?.text?.(item.text) ?? item.text, { name, dialect });
  change?.world?.(scenario);
  /** @type {NodeJS.Timeout | undefined} */
  let late;
  const patience = new Promise((resolve) => {
    const reason = `not over after ${PATIENCE_MS} ms`;
    late = setTimeout(() => resolve({ status: 'fail', grade: null, reason }), PATIENCE_MS);
  });
  const verdict = await Promise.race([runScenario(scenario, createSubject), patience]);
  clearTimeout(late);
  return verdict;
}

/**
 * @param {string} address
 * @param {string} first
 * @param {string} rest
 */
function movedAddress(address, first, rest) {
  return first === '127' ? address : `${Number(first) ^ 1}${rest}`;
}

/**
 * What the scripted servers say, but for what is given as octets.
 * @param {Scenario} scenario
 */
function repliesOf({ ranges, steps }) {
  const entries = ranges.flatMap((range) => range.entries);
  for (const { type, entry } of steps) if (type === 'REPLY' && entry) entries.push(entry);
  return entries.flatMap((entry) => entry.replies).filter(({ hex }) => hex === null);
}

/**
 * @param {Scenario} scenario
 * @param {(records: ScriptedRecord[]) => void} change
 */
function changeSections(scenario, change) {
  for (const { message } of repliesOf(scenario)) {
    for (const records of [message.answer, message.authority, message.additional]) change(records);
  }
}
