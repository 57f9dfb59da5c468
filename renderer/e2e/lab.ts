/**
 * What every spec stands on: a lab of its own (a fresh host process with a data folder of its own), and its window.
 * The window is a page of an installed Chromium, or Electron's own, by the project that runs; the specs do not know.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { _electron, expect, test as base, type Locator, type Page } from '@playwright/test';
import { findRuntime } from '../../app/hosts/launch/electron-runtime.mjs';

const HOME = join(import.meta.dirname, '..', '..');
/** Of secret labs: the specs know the answers. */
export const SECRET_WORD = 'lighthouse';

export interface Lab {
  /** Where real tools reach the lab; null where the spec did not ask for the gateway. */
  readonly gatewayPort: number | null;
  /** The window's address; empty in Electron. */
  readonly url: string;
  /** Ends the host, and starts it again on the same port and data. Only in the browser. */
  stop(): Promise<void>;
}

interface Choices {
  /** Whether the lab is opened to real tools. */
  gateway: boolean;
  /**
   * What stands for the real Internet: `private` is another Rootwalk’s lab, reached through its gateway; in `gone`
   * nobody listens at the root servers’ addresses. Default: this computer’s own; no spec may go there.
   */
  internet: 'private' | 'gone' | null;
}

interface Fixtures {
  data: string;
  /** Variables that the host is started with. */
  environment: Readonly<Record<string, string>>;
  lab: Lab;
  bench: Bench;
}

export const test = base.extend<Choices & Fixtures>({
  gateway: [false, { option: true }],
  internet: [null, { option: true }],

  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a function needs from its pattern.
  data: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'rootwalk-e2e-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },

  environment: async ({ internet }, use) => {
    if (internet === null) return use({});
    const port = await freePort();
    const environment = {
      ROOTWALK_INTERNET_HINTS: join(HOME, 'labs', 'networks', 'hints', 'named.root'),
      ROOTWALK_INTERNET_PORT: String(port),
    };
    if (internet === 'gone') return use(environment);
    const folder = mkdtempSync(join(tmpdir(), 'rootwalk-internet-'));
    const other = await startHost(folder, port);
    await use(environment);
    await end(other.process);
    rmSync(folder, { recursive: true, force: true });
  },

  lab: async ({ data, gateway, environment }, use, info) => {
    const gatewayPort = gateway ? await freePort() : null;
    if (info.project.name === 'electron') {
      await use({ gatewayPort, url: '', stop: () => Promise.resolve() });
      return;
    }
    const host = await startHost(data, gatewayPort, 0, environment);
    await use({ gatewayPort, url: host.url, stop: () => end(host.process) });
    await end(host.process);
  },

  page: async ({ page, lab, data, environment }, use, info) => {
    if (info.project.name !== 'electron') {
      await page.goto(lab.url);
      await use(page);
      return;
    }
    const runtime = findRuntime();
    if (runtime === null) throw new Error('The Electron runtime is not here.');
    const app = await _electron.launch({
      executablePath: runtime,
      args: [
        HOME,
        `--secret=${SECRET_WORD}`,
        ...(lab.gatewayPort === null ? ['--no-gateway'] : ['--gateway-port', String(lab.gatewayPort)]),
      ],
      env: { ...stringsOf(process.env), ...environment, ROOTWALK_DATA: data },
    });
    await use(await app.firstWindow());
    await app.close();
  },

  bench: async ({ page }, use) => {
    await use(new Bench(page));
  },
});

export { expect };

/** The window's parts, found as a person finds them: by what they are and what they are called. */
export class Bench {
  readonly page: Page;
  readonly guide: Locator;
  readonly cache: Locator;
  readonly packets: Locator;
  readonly files: Locator;
  readonly inspector: Locator;
  readonly terminal: Locator;
  readonly clock: Locator;

  constructor(page: Page) {
    this.page = page;
    this.guide = page.getByRole('region', { name: 'Guide' });
    this.cache = page.getByRole('region', { name: 'Cache', exact: true });
    this.packets = page.getByRole('region', { name: 'Packets', exact: true });
    this.files = page.getByRole('region', { name: 'Files', exact: true });
    this.inspector = page.getByRole('region', { name: 'Inspector' });
    this.terminal = page.getByRole('region', { name: 'Terminal' });
    this.clock = page.getByRole('group', { name: 'Lab clock' });
  }

  async show(tab: 'Cache' | 'Packets' | 'Files' | 'Map'): Promise<void> {
    await this.page.getByRole('tablist', { name: 'Stage' }).getByRole('tab', { name: tab }).click();
  }

  /** Types a line into the terminal in front, and Enter. */
  async type(line: string): Promise<void> {
    await this.terminal.getByRole('textbox').first().focus();
    await this.expectScreen(/[$#]\s*$/);
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  /** The terminal's screen as text. xterm draws it as lines that carry no role of their own. */
  screen(): Locator {
    return this.terminal.locator('.xterm-rows:visible');
  }

  async expectScreen(text: RegExp, timeout = 10_000): Promise<void> {
    await expect(this.screen()).toContainText(text, { timeout });
  }

  async openLab(title: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: /^Lab: / }).click();
    await this.page.getByRole('menuitem', { name: title }).click();
    await expect(this.guide.getByRole('heading', { name: title })).toBeVisible();
  }

  /** Presses Tab until this has the focus: by keyboard alone, as far as it takes. */
  async tabTo(target: Locator): Promise<void> {
    await expect(target).toBeVisible();
    for (let presses = 0; presses < 150; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`The Tab key does not reach ${String(target)}.`);
  }

  /** On with F6 until this pane has the focus. */
  async paneByKey(pane: Locator): Promise<void> {
    for (let presses = 0; presses < 7; presses++) {
      if (await pane.evaluate((element) => element.contains(document.activeElement))) return;
      await this.page.keyboard.press('F6');
    }
    throw new Error(`F6 does not reach ${String(pane)}.`);
  }
}

/** What stands in the way of people who cannot see well or use no mouse: axe's serious and critical findings. */
export async function barriers(page: Page): Promise<string[]> {
  // The window has no frames, so nothing is to be put together from several; and what passes is not asked for.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} (${node.failureSummary ?? ''})`),
    );
}

export async function startHost(
  data: string,
  gatewayPort: number | null,
  port = 0,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ process: ChildProcess; url: string }> {
  const words = ['app/hosts/launch/start.mjs', '--no-open', '--web', '--port', String(port)];
  words.push('--secret', SECRET_WORD);
  words.push(...(gatewayPort === null ? ['--no-gateway'] : ['--gateway-port', String(gatewayPort)]));
  const child = spawn(process.execPath, words, {
    cwd: HOME,
    env: { ...process.env, ...environment, ROOTWALK_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (text: Buffer): void => {
      said += text.toString();
      const found = /open at (http:\/\/\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (code) => reject(new Error(`The host ended with ${code ?? 'a signal'}:\n${said}`)));
  });
  return { process: child, url };
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.on('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** A port that nobody uses on loopback just now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function stringsOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
