// A float model in the real workbench from its download on: its faster form is made by command, given up, made again,
// changed over to, kept over a reload, and removed; in every kind of theme, and in German.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';
import { drawPicture, pngOf } from '../encoder/paper/drawnPicture.ts';
import { vitPair, writePair } from '../encoder/paper/paperPairs.ts';
import { serveHub } from '../models/fakeHub.ts';
import { hold, holdNextEncoder } from './heldEncoder.mjs';
import {
  message,
  openWorkbench,
  repository,
  runCommand,
  setTheme,
  startBrowser,
  startHost,
} from './host.mjs';
import { stepsOf } from './steps.mjs';
import { vectorSets } from './vectorSets.mjs';

const vsix = process.env.ASSET_LENS_VSIX ?? path.join(repository, '.host/asset-lens.vsix');
const shots = path.join(repository, '.host/shots');
/** Fewer than are prepared for by themselves. */
const many = 960;
const themes = ['Light Modern', 'Dark High Contrast', 'Light High Contrast', 'Dark Modern'];
const cleanups = [];
const owner = { after: cleanup => cleanups.unshift(cleanup) };

let host;
let browser;
let page;
const step = stepsOf('faster-form-command', () => page);

const shown = text => page.locator('.notification-list-item', { hasText: text });
const dialog = () => page.locator('.monaco-dialog-box');
const command = 'Asset Lens: Prepare Faster Form of This Model…';
const model = () => path.join(host.store, 'models/org--middle');
const form = () => path.join(model(), 'asset-lens-int8-v1');
/** The forms of the model and drafts of them. */
const forms = () => readdirSync(model()).filter(name => name.startsWith('asset-lens-int8'));
const clear = () => runCommand(page, 'Notifications: Clear All Notifications');

async function picture(name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `faster-form-${name}.png`) });
}

/** Tab goes around the buttons of a dialog. */
async function pressInDialog(name) {
  const button = dialog().getByRole('button', { name, exact: true });
  await button.waitFor({ timeout: 60_000 });
  for (let presses = 0; presses < 12; presses++) {
    if (await button.evaluate(element => element === element.ownerDocument.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await dialog().waitFor({ state: 'hidden' });
}

/** Waits for what becomes true in the file system. */
async function until(isSo, what) {
  for (let looks = 0; !isSo(); looks++) {
    if (looks > 600) throw new Error(`It did not happen: ${what}.`);
    await page.waitForTimeout(100);
  }
}

/** The line of the doctor about the form, by what it copies and by what it shows. */
async function formTold() {
  await runCommand(page, 'Asset Lens: Doctor');
  const said = await message(page, 'This is what a bug report needs.', 180_000);
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await said.getByRole('button', { name: 'Copy' }).click();
  let copied = '';
  for (let looks = 0; looks < 100 && copied === ''; looks++) {
    copied = await page.evaluate(() => navigator.clipboard.readText());
    await page.waitForTimeout(100);
  }
  const [, told] = /^- Form of the model: (.*)$/m.exec(copied) ?? [];
  // What VS Code shows has other spaces, and is cut where a line ends.
  const start = told.split(' ').slice(0, 4).join('\\s');
  await page
    .getByText(new RegExp(`Form\\sof\\sthe\\smodel:\\s${start}`))
    .first()
    .waitFor({ timeout: 30_000 });
  return told;
}

const indexed = () => page.getByRole('button', { name: /^Asset Lens: 960 images/ });

before(
  async () => {
    const folder = writePair(owner, vitPair('middle', 5));
    const names = readdirSync(folder, { recursive: true }).filter(name =>
      /\.(json|onnx|onnx_data)$/.test(name),
    );
    const hub = await serveHub(owner, {
      'org/middle': Object.fromEntries(names.map(name => [name, readFileSync(path.join(folder, name))])),
    });
    host = await startHost({
      vsix,
      fill(workspace) {
        for (let place = 0; place < many; place++)
          writeFileSync(path.join(workspace, `${place}.png`), pngOf(drawPicture(place + 1, 120, 100)));
        mkdirSync(path.join(workspace, '.vscode'));
        writeFileSync(
          path.join(workspace, '.vscode/asset-lens.json'),
          '{ "labels": [{ "name": "blue" }] }\n',
        );
      },
      environment: { HF_ENDPOINT: hub.origin },
    });
    browser = await startBrowser();
    page = await openWorkbench(browser, host.url);
    await page.getByRole('button', { name: /^Asset Lens: / }).waitFor({ timeout: 60_000 });
    await runCommand(page, 'Asset Lens: Index Workspace');
    await indexed().waitFor({ timeout: 480_000 });
  },
  { timeout: 600_000 },
);

after(async () => {
  await browser?.close();
  await host?.stop();
  for (const cleanup of cleanups) await cleanup();
});

step('a float model is fetched and answers as it was downloaded', async () => {
  await runCommand(page, 'Asset Lens: Choose Model…');
  const input = page.locator('.quick-input-widget input').first();
  await page.getByText('TinyCLIP ViT-8M/16 Text-3M').first().waitFor({ timeout: 60_000 });
  await input.fill('Another Repository');
  await page.keyboard.press('Enter');
  await page.getByText('As on its page').first().waitFor({ timeout: 60_000 });
  await input.fill('org/middle');
  await page.keyboard.press('Enter');
  await message(page, 'The model org/middle answers now.', 480_000);
  await clear();
  assert.deepEqual(vectorSets(host), [['org/middle', many], ['starter', many]]); // prettier-ignore
  assert.deepEqual(forms(), []);
});

step('the command says what it would do and cost; who leaves it has changed nothing', async () => {
  for (const theme of themes) {
    await setTheme(page, theme);
    await runCommand(page, command);
    await dialog().getByText('Prepare a faster form of the model org/middle?').waitFor({ timeout: 60_000 });
    await dialog().getByText('Then all 960 images are looked at again').waitFor();
    await picture(`first-${theme.toLowerCase().replaceAll(' ', '-')}`);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
  }
  assert.deepEqual(forms(), []);
});

step('preparing tells its steps, and given up it leaves neither files nor another index', async () => {
  await runCommand(page, command);
  const others = new Set(host.encoders());
  await pressInDialog('Prepare');
  const making = await message(page, 'Making the model org/middle faster', 60_000);
  await making.getByText(/(calibrating|checking|measuring the speed) \(pictures\): [\d,]+\/[\d,]+/).waitFor({ timeout: 120_000 }); // prettier-ignore
  const goOn = hold(host.encoders().filter(pid => !others.has(pid)));
  await picture('progress');
  assert.equal(forms().filter(name => name.endsWith('.part')).length, 1);
  await making.getByRole('button', { name: 'Cancel' }).click({ timeout: 30_000 });
  goOn();
  await making.waitFor({ state: 'hidden', timeout: 60_000 });
  await until(() => forms().length === 0, 'the draft is gone');
  // It was a person's own wish: nothing is said of it, and the model goes on.
  assert.equal(await page.locator('.notification-list-item').count(), 0);
  assert.deepEqual(vectorSets(host), [['org/middle', many], ['starter', many]]); // prettier-ignore
  await indexed().waitFor({ timeout: 60_000 });
});

step('given up while the images are looked at again, the downloaded form goes on', async () => {
  await runCommand(page, command);
  const holding = holdNextEncoder(host, { isTime: () => existsSync(form()), timeout: 480_000 });
  await pressInDialog('Prepare');
  const goOn = await holding;
  const looking = await message(page, 'looks at the images; the old one answers meanwhile', 480_000);
  await looking.getByRole('button', { name: 'Cancel' }).click({ timeout: 30_000 });
  goOn();
  await looking.waitFor({ state: 'hidden', timeout: 60_000 });
  await indexed().waitFor({ timeout: 120_000 });
  assert.deepEqual(forms(), [path.basename(form())]);
  assert.equal(await shown('answers in its faster form now').count(), 0);
  assert.match(await formTold(), /^as it was downloaded, .* a faster one lies ready/);
  await runCommand(page, 'View: Close All Editors');
});

step('what was prepared is told with its speed, and used from here on when a person says so', async () => {
  for (const theme of themes) {
    await setTheme(page, theme);
    await runCommand(page, command);
    await dialog()
      .getByText('A faster form of the model org/middle lies ready.')
      .waitFor({ timeout: 60_000 });
    await dialog()
      .getByText(/Pictures: [\d.]+ times as fast/)
      .waitFor();
    await picture(`ready-${theme.toLowerCase().replaceAll(' ', '-')}`);
    if (theme !== themes.at(-1)) {
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'hidden' });
    }
  }
  await pressInDialog('Use It Here');
  await message(page, 'The model org/middle answers in its faster form now.', 480_000);
  await picture('changed-over');
  await clear();
  assert.deepEqual(vectorSets(host), [['org/middle', many], ['org/middle', many], ['starter', many]]); // prettier-ignore
  assert.match(await formTold(), /^int8 for pictures/);
});

step('the index stays with it over a reload of the window, which encodes nothing', async () => {
  await page.reload();
  await indexed().waitFor({ timeout: 120_000 });
  await runCommand(page, 'Asset Lens: Index Workspace');
  await indexed().waitFor({ timeout: 120_000 });
  assert.match(await formTold(), /^int8 for pictures/);
  assert.deepEqual(vectorSets(host), [['org/middle', many], ['org/middle', many], ['starter', many]]); // prettier-ignore
});

step('in German: told, removed with what it frees, and made anew', async () => {
  const context = page.context();
  await page.close();
  // As a language pack would have it; VS Code's own words stay as they are.
  await context.addInitScript("globalThis._VSCODE_NLS_LANGUAGE = 'de'");
  page = await context.newPage();
  await page.goto(host.url);
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  const german = 'Asset Lens: Schnellere Form dieses Modells erstellen…';
  await page.getByRole('button', { name: /^Asset Lens: 960 Bilder/ }).waitFor({ timeout: 120_000 });
  await runCommand(page, german);
  await dialog().getByText('Eine schnellere Form des Modells org/middle liegt bereit.').waitFor({ timeout: 60_000 }); // prettier-ignore
  await picture('ready-german');
  await pressInDialog('Entfernen');
  await page.getByText(/MB freigegeben$/).first().waitFor({ timeout: 60_000 }); // prettier-ignore
  assert.equal(existsSync(form()), false);
  await runCommand(page, german);
  await dialog().getByText('Eine schnellere Form des Modells org/middle erstellen?').waitFor({ timeout: 60_000 }); // prettier-ignore
  await picture('first-german');
  await pressInDialog('Erstellen');
  const making = await message(page, 'Das Modell org/middle wird schneller gemacht', 60_000);
  await making.getByText(/\(Bilder\): \d+\/\d+/).waitFor({ timeout: 120_000 });
  await picture('progress-german');
  await message(page, 'Das Modell org/middle antwortet jetzt in seiner schnelleren Form.', 480_000);
  await picture('changed-over-german');
  assert.ok(existsSync(path.join(form(), 'prepared.json')));
});
