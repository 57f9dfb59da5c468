/**
 * Stands in for Electron where its runtime is not there: enough of its objects for the main process to start, and a
 * script that plays a window. It proves that the packed files are whole, that the window is made in the safe form,
 * that the archive's pages are served with their policy, and that the channel answers our page and nobody else.
 */
const { EventEmitter } = require('node:events');
const { join } = require('node:path');

// A packed app's command line has the program alone before its words, not a script.
process.argv.splice(1, 1);

const problems = [];
const check = (holds, what) => {
  if (!holds) problems.push(what);
};

const app = Object.assign(new EventEmitter(), {
  name: 'Rootwalk',
  isPackaged: true,
  enableSandbox: () => (app.sandboxed = true),
  requestSingleInstanceLock: () => true,
  whenReady: () => Promise.resolve(),
  getAppPath: () => join(__dirname, '..', '..'),
  quit: () => {
    let prevented = false;
    app.emit('will-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) finish();
  },
  exit: (code) => process.exit(code),
});

let handler = null;
const sent = [];
const handlers = {};

class BrowserWindow extends EventEmitter {
  static getAllWindows() {
    return [];
  }
  constructor(options) {
    super();
    this.options = options;
  }
  show() {}
  async loadURL(url) {
    await play(this, url);
  }
}

const ipcMain = Object.assign(new EventEmitter(), {
  handle: () => check(false, 'a second channel was opened'),
});

module.exports = {
  app,
  BrowserWindow,
  Menu: { setApplicationMenu: () => undefined, buildFromTemplate: (template) => template },
  dialog: {
    showErrorBox: (title, text) => {
      console.error(`${title}: ${text}`);
    },
  },
  ipcMain,
  protocol: {
    registerSchemesAsPrivileged: (schemes) =>
      check(!schemes.some(({ privileges }) => privileges.bypassCSP), 'the scheme goes around the policy'),
    handle: (_scheme, handle) => (handler = handle),
  },
  session: {
    defaultSession: {
      setPermissionRequestHandler: (decide) => (handlers.request = decide),
      setPermissionCheckHandler: (decide) => (handlers.check = decide),
    },
  },
};

async function play(window, url) {
  const preferences = window.options.webPreferences;
  check(app.sandboxed === true && preferences.sandbox === true, 'the window is not sandboxed');
  check(
    preferences.contextIsolation === true && preferences.nodeIntegration === false,
    'the page can reach Node',
  );
  check(handlers.check() === false, 'a permission is granted');
  handlers.request(null, 'media', (granted) =>
    check(granted === false, 'a permission is granted on request'),
  );

  const page = await handler(new Request(url));
  check(page.status === 200 && (await page.text()).includes('<script'), 'the page is not served');
  check(
    page.headers.get('Content-Security-Policy')?.includes("default-src 'self'"),
    'the page has no policy',
  );
  // A URL's own dots are resolved before it is a path; what is left of them must name nothing.
  const others = ['app://elsewhere/', 'app://rootwalk/../package.json', 'app://rootwalk/%2e%2e/package.json'];
  for (const other of others) check((await handler(new Request(other))).status === 404, `${other} is served`);

  const sender = Object.assign(new EventEmitter(), {
    isDestroyed: () => false,
    send: (_channel, message) => sent.push(message),
  });
  const hello = { type: 'request', id: 1, method: 'hello', params: {} };
  const say = (frameUrl, parent, message) =>
    ipcMain.emit('rootwalk:contract', { sender, senderFrame: { url: frameUrl, parent } }, message);
  say('https://evil.example/', null, hello);
  say(url, {}, hello);
  await new Promise((resolve) => setTimeout(resolve, 50));
  check(sent.length === 0, 'a foreign page or an inner frame was answered');
  say(url, null, 'garbage');
  say(url, null, hello);
  const end = Date.now() + 10_000;
  while (!sent.some(({ id, ok }) => id === 1 && ok) && Date.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 20));
  check(
    sent.some(({ ok, error }) => ok === false && error.code === 'bad-request'),
    'garbage got no error reply',
  );
  check(
    sent.some(({ id, ok, result }) => id === 1 && ok && result.labs.length > 0),
    'hello got no snapshot with labs',
  );
  app.quit();
}

function finish() {
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log('A window was opened and answered.');
  process.exit(problems.length === 0 ? 0 : 1);
}
