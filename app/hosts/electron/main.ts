/**
 * Electron's main process: the same lab as the browser host, in a window of its own.
 *
 * The way of a start: the app:// scheme is made known before anything else; when Electron is ready the lab starts,
 * app:// serves the built window's files (read only, and nothing beside them), the window opens on
 * app://rootwalk/, and the one channel carries the contract's messages to and fro.
 *
 * What is not allowed here is decided in guard.ts, and applies to every page, also to one that should not exist.
 */
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { BrowserWindow, Menu, app, dialog, ipcMain, protocol, session } from 'electron';
import type { IpcMainEvent, WebContents } from 'electron';
import { openEnvelope } from '../envelope.ts';
import { MachineLab } from '../lab.ts';
import { lengthOf } from '../open/served-files.ts';
import type { Attachment } from '../door.ts';
import { WindowFiles, contentPolicy } from '../window-files.ts';
import { CHANNEL, ORIGIN, SCHEME } from './channel.ts';
import { filesNamed } from './file-words.ts';
import { forbid, isOurs } from './guard.ts';
import { menuTemplate } from './menu.ts';
import { closeBeforeQuit } from './quit.ts';

const DEFAULT_GATEWAY_PORT = 5300;

protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
// Every page of this app runs in the sandbox, whatever its window says.
app.enableSandbox();
app.on('web-contents-created', (_event, contents) => forbid(contents));

// macOS names a file that was dropped on the app's icon, perhaps before the app is ready.
const namedEarly: string[] = [];
let showFile = (path: string): void => void namedEarly.push(path);
app.on('open-file', (event, path) => {
  event.preventDefault();
  showFile(path);
});

// Two labs at once would fight for the gateway's port and the progress file.
if (!app.requestSingleInstanceLock()) app.quit();
else void app.whenReady().then(start, fail);

async function start(): Promise<void> {
  const home = app.getAppPath();
  const say = (line: string): void => console.log(line);
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  const window = new WindowFiles(join(home, 'dist', 'renderer'));
  const secretWord = process.argv.find((word) => word.startsWith('--secret='))?.slice('--secret='.length);
  const lab = await MachineLab.start({
    home,
    gatewayPort: gatewayPort(process.argv),
    say,
    ...(secretWord !== undefined && { secretWord }),
  });
  serveWindow(window, lab);
  const attachments = new Map<WebContents, Attachment>();
  ipcMain.on(CHANNEL, (event, message: unknown) => receive(lab, attachments, event, message));
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(app.name, process.platform, app.isPackaged)));
  openWindow();

  const show = (paths: readonly string[]): void => {
    if (paths.length > 0) void lab.opened.show(paths, true);
  };
  lab.opened.wantWindow = () => {
    openWindow();
    return Promise.resolve(null);
  };
  showFile = (path) => show([path]);
  show([...namedEarly, ...filesNamed(process.argv, process.cwd(), app.isPackaged)]);
  app.on('second-instance', (_event, words, folder) => {
    show(filesNamed(words, folder, app.isPackaged));
    const window = BrowserWindow.getAllWindows()[0];
    if (!window) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  // macOS keeps an app without windows; its lab goes on, and a new window finds it.
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  closeBeforeQuit(app, () => lab.close());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
  await lab.openGateway();
}

function fail(error: unknown): void {
  dialog.showErrorBox('Rootwalk cannot start', error instanceof Error ? error.message : String(error));
  app.exit(1);
}

function openWindow(): void {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    title: 'Rootwalk',
    icon: join(app.getAppPath(), 'assets', 'icon.png'),
    show: false,
    webPreferences: {
      preload: join(app.getAppPath(), 'dist', 'electron', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${ORIGIN}/`);
}

/** Answers app://rootwalk/… from the built window, and with what the person has named; nothing else. */
function serveWindow(files: WindowFiles, lab: MachineLab): void {
  const policy = contentPolicy([]);
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    const isOurs = `${url.protocol}//${url.host}` === ORIGIN;
    const served =
      isOurs && request.method === 'GET'
        ? await lab.opened.served.take(url.pathname, request.headers.get('range'))
        : null;
    if (served?.kind === 'problem') return new Response(served.why, { status: served.status });
    if (served !== null)
      return new Response(Readable.toWeb(served.stream) as ReadableStream<Uint8Array>, {
        status: served.kind === 'part' ? 206 : 200,
        headers: {
          'Content-Type': 'application/octet-stream',
          ...lengthOf(served),
          'X-Content-Type-Options': 'nosniff',
        },
      });
    const file = isOurs ? await files.get(url.pathname) : null;
    if (!file) return new Response('There is nothing here.', { status: 404 });
    return new Response(new Uint8Array(file.body), {
      headers: {
        'Content-Type': file.type,
        'Content-Security-Policy': policy,
        'X-Content-Type-Options': 'nosniff',
      },
    });
  });
}

/** One message from a window. The first one attaches it to the session. */
function receive(
  lab: MachineLab,
  attachments: Map<WebContents, Attachment>,
  event: IpcMainEvent,
  message: unknown,
): void {
  if (!isOurs(event.senderFrame)) return;
  const { sender } = event;
  const opened = openEnvelope(message);
  if (opened.kind === 'refused') {
    sender.send(CHANNEL, opened.reply);
    return;
  }
  let attachment = attachments.get(sender);
  if (!attachment) {
    attachment = lab.attach((reply) => {
      if (!sender.isDestroyed()) sender.send(CHANNEL, reply);
    });
    attachments.set(sender, attachment);
    detachWithItsPage(sender, attachments);
  }
  attachment.receive(opened.request);
}

/** A page that goes (closed, crashed, loaded anew) takes its attachment with it; the next one starts with hello. */
function detachWithItsPage(sender: WebContents, attachments: Map<WebContents, Attachment>): void {
  const detach = (): void => {
    attachments.get(sender)?.close();
    attachments.delete(sender);
    sender.off('destroyed', detach).off('did-navigate', detach).off('render-process-gone', detach);
  };
  sender.once('destroyed', detach).once('did-navigate', detach).once('render-process-gone', detach);
}

/** From `--gateway-port N` (or with `=`) or `--no-gateway`, as the start script hands them on. */
function gatewayPort(words: readonly string[]): number | null {
  if (words.includes('--no-gateway')) return null;
  const at = words.findIndex((word) => /^--gateway-port(=|$)/.test(word));
  const port = Number(words[at]?.split('=')[1] ?? words[at + 1]);
  const usable = at >= 0 && Number.isInteger(port) && port > 0 && port < 65_536;
  return usable ? port : DEFAULT_GATEWAY_PORT;
}
