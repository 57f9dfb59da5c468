/**
 * What may stand behind `npm start --`. Pure: words in, options or a sentence for the person out.
 */

export const DEFAULT_PORT = 8053;
export const DEFAULT_GATEWAY_PORT = 5300;

export const USAGE = `Usage: npm start -- [options]

Opens the lab: in the desktop window where the Electron runtime is present, else in the default browser.

  --web                 use the browser even where Electron is present
  --no-open             open nothing, only print the address (implies --web)
  --port N              serve the browser on port N (default ${DEFAULT_PORT}, or the next free one)
  --gateway-port N      reach the lab's servers with real tools on port N (default ${DEFAULT_GATEWAY_PORT})
  --no-gateway          do not open the lab to real tools
  --secret WORD         secret labs (14, 23) that are begun have the faults of this word: one secret for a class
  --help                show this text`;

/**
 * @typedef {object} StartOptions
 * @property {boolean} web
 * @property {boolean} open
 * @property {number | null} port Null: the default, or the next free one.
 * @property {number | null} gatewayPort Null: no gateway.
 * @property {string | null} secretWord Null: each secret lab has a secret of its own.
 *
 * @typedef {{ kind: 'start', options: StartOptions } | { kind: 'help' } | { kind: 'wrong', message: string }} Parsed
 */

/**
 * @param {readonly string[]} words
 * @returns {Parsed}
 */
export function parseOptions(words) {
  /** @type {StartOptions} */
  const options = { web: false, open: true, port: null, gatewayPort: DEFAULT_GATEWAY_PORT, secretWord: null };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const [name, inline] = splitAtEquals(word);
    switch (name) {
      case '--help':
      case '-h':
        return { kind: 'help' };
      case '--web':
        options.web = true;
        break;
      case '--no-open':
        options.web = true;
        options.open = false;
        break;
      case '--no-gateway':
        options.gatewayPort = null;
        break;
      case '--secret': {
        const said = inline ?? words[++i] ?? '';
        if (!isWord(said)) return wrong('--secret takes a word of letters and digits, at most 40 of them.');
        options.secretWord = said;
        break;
      }
      case '--port':
      case '--gateway-port': {
        const text = inline ?? words[++i];
        const port = portNumber(text, name === '--port' ? 0 : 1);
        if (port === null) {
          const got = text === undefined ? 'nothing follows it' : `'${text}' is not one`;
          return wrong(`${name} takes a port number (1 to 65535), but ${got}.`);
        }
        if (name === '--port') options.port = port;
        else options.gatewayPort = port;
        break;
      }
      default:
        return wrong(`unknown option '${word}'.`);
    }
    if (inline !== undefined && !['--port', '--gateway-port', '--secret'].includes(name))
      return wrong(`${name} takes no value.`);
  }
  return { kind: 'start', options };
}

/**
 * @param {string} message
 * @returns {Parsed}
 */
function wrong(message) {
  return { kind: 'wrong', message };
}

/**
 * @param {string} word
 * @returns {[string, string | undefined]}
 */
function splitAtEquals(word) {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

/**
 * As the lab takes it (app/engine/course/secret-seed.ts).
 * @param {string} text
 */
function isWord(text) {
  return /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._-]{0,39}$/u.test(text.trim());
}

/**
 * @param {string | undefined} text
 * @param {number} least 0 lets the operating system choose.
 * @returns {number | null}
 */
function portNumber(text, least) {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return null;
  const port = Number(text);
  return port >= least && port <= 65_535 ? port : null;
}
