// What people do about devices and models, in the real workbench and by keyboard alone: the doctor, the choice of a
// device, a model for research only, the GPU runtime, the faster form of a model, two models side by side.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';
import { prepareModel } from '../../src/encoder/int8/prepareModel.ts';
import { Magick } from '../../src/encoder/magick.ts';
import { loadRuntime, loadSharp } from '../../src/encoder/nativeModules.ts';
import { drawPicture, pngOf } from '../encoder/paper/drawnPicture.ts';
import { vitPair, writePair } from '../encoder/paper/paperPairs.ts';
import { serveHub } from '../models/fakeHub.ts';
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
const colours = path.join(repository, 'test/fixtures/colours');
const cleanups = [];
const owner = { after: cleanup => cleanups.unshift(cleanup) };

let hub;
let host;
let browser;
let page;
const step = stepsOf('devices', () => page);

const settingsFile = () => path.join(host.folder, 'ud/Machine/settings.json');
const userSettings = () => JSON.parse(readFileSync(path.join(host.folder, 'ud/User/settings.json'), 'utf8'));
const machineSettings = () => JSON.parse(readFileSync(settingsFile(), 'utf8'));

/** What a setting of machine scope says; VS Code writes it into either file. */
const setting = name => machineSettings()[name] ?? userSettings()[name];

function setMachine(settings) {
  writeFileSync(settingsFile(), JSON.stringify({ ...machineSettings(), ...settings }));
}

const shown = text => page.locator('.notification-list-item', { hasText: text });
const dialog = () => page.locator('.monaco-dialog-box');
const row = text => page.locator('.quick-input-list .monaco-list-row', { hasText: text });
const list = () => page.locator('.quick-input-list');

async function picture(name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${name}.png`) });
}

/** Tab goes around the buttons of a dialog. */
async function pressInDialog(name) {
  const button = dialog().getByRole('button', { name, exact: true });
  await button.waitFor({ timeout: 30_000 });
  for (let presses = 0; presses < 12; presses++) {
    if (await button.evaluate(element => element === element.ownerDocument.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await dialog().waitFor({ state: 'hidden' });
}

/** Takes an entry of an open list by its words. */
async function pick(words) {
  await page.locator('.quick-input-widget input[type=text]').first().fill(words);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: words }).waitFor();
  await page.keyboard.press('Enter');
}

before(
  async () => {
    hub = await serveHub(owner, {});
    host = await startHost({
      vsix,
      fill(folder) {
        for (let place = 0; place < 18; place++)
          writeFileSync(path.join(folder, `${place}.png`), pngOf(drawPicture(place + 1, 120, 100)));
        mkdirSync(path.join(folder, '.vscode'));
        writeFileSync(path.join(folder, '.vscode/asset-lens.json'), '{ "labels": [{ "name": "blue" }] }\n');
      },
      environment: { HF_ENDPOINT: hub.origin },
    });
    browser = await startBrowser();
    page = await openWorkbench(browser, host.url);
    await page.getByRole('button', { name: /^Asset Lens: / }).waitFor({ timeout: 60_000 });
    await runCommand(page, 'Asset Lens: Index Workspace');
    await page.getByRole('button', { name: /^Asset Lens: 18 images/ }).waitFor({ timeout: 120_000 });
  },
  { timeout: 240_000 },
);

after(async () => {
  await browser?.close();
  await host?.stop();
  for (const cleanup of cleanups) await cleanup();
});

step('the doctor tells of every device in a document, which can be copied', async () => {
  await runCommand(page, 'Asset Lens: Doctor');
  const said = await message(page, 'This is what a bug report needs.', 120_000);
  await said.getByRole('button', { name: 'Copy' }).focus();
  await page.keyboard.press('Enter');
  await said.waitFor({ state: 'hidden' });
  let copied = '';
  for (let looks = 0; looks < 50 && copied === ''; looks++) {
    copied = await page.evaluate(() => navigator.clipboard.readText());
    await page.waitForTimeout(100);
  }
  assert.match(copied, /^\| CPU +\| ok +\| [\d.]+ +\| \d+ MB +\| 1\.00000 \|$/m);
  for (const name of ['CUDA', 'TensorRT', 'DirectML', 'Core ML', 'WebGPU'])
    assert.match(copied, new RegExp(`^\\| ${name} +\\| (ok|refused|untested) `, 'm'), name);
  for (const name of ['TensorRT', 'DirectML', 'Core ML'])
    assert.match(copied, new RegExp(`^- ${name}: .*Nobody has run it with Asset Lens so far\\.`, 'm'), name);
  assert.match(copied, /^- Form of the model: as it was downloaded$/m);
  const text = page.locator('.editor-instance .view-lines').first();
  await text.getByText('Asset Lens: Doctor').first().waitFor();
  for (const theme of ['Light Modern', 'Dark High Contrast', 'Light High Contrast', 'Dark Modern']) {
    await setTheme(page, theme);
    await picture(`doctor-${theme.toLowerCase().replaceAll(' ', '-')}`);
  }
});

step(
  'a device that is chosen and cannot be used gives way to the processor, which is said once; automatic is back by keyboard',
  async () => {
    await runCommand(page, 'Asset Lens: Choose Provider…');
    await row('coreml').waitFor({ timeout: 60_000 });
    await picture('choose-provider');
    await pick('webgpu');
    const said = await message(page, /The settings ask for WebGPU, which cannot be used/, 60_000);
    await picture('provider-refused');
    assert.equal(await said.count(), 1);
    assert.equal(setting('assetLens.provider'), 'webgpu');
    await said.getByRole('button', { name: 'Probe Again' }).waitFor();
    await page.keyboard.press('Escape');
    await runCommand(page, 'Notifications: Clear All Notifications');
    await runCommand(page, 'Asset Lens: Choose Provider…');
    await pick('auto');
    await message(page, 'Pictures are encoded on CPU.', 60_000);
    assert.ok([undefined, 'auto'].includes(setting('assetLens.provider')));
  },
);

step('a model for research only is asked for before anything is fetched', async () => {
  await runCommand(page, 'Asset Lens: Choose Model…');
  await row('MobileCLIP-S0').waitFor({ timeout: 30_000 });
  await picture('choose-model');
  await pick('MobileCLIP-S0');
  await dialog().getByText('This model is for research only.').waitFor({ timeout: 30_000 });
  await picture('research-only');
  assert.equal(await shown('Fetching the model').count(), 0);
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'hidden' });
  assert.equal(hub.seen.length, 0, 'nothing was asked of the hub');
  assert.equal(setting('assetLens.model'), undefined);
});

step('the GPU runtime says what it would fetch, and from where, before it does', async () => {
  await runCommand(page, 'Asset Lens: Install GPU Runtime');
  await dialog().getByText('Python Package Index').waitFor({ timeout: 30_000 });
  await dialog()
    .getByRole('button', { name: /^Download 2\d\d MB$/ })
    .waitFor();
  await picture('gpu-runtime');
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'hidden' });
  assert.equal(existsSync(path.join(host.store, 'gpu-runtime')), false);
});

step('of the starter there is no faster form, and the command says so', async () => {
  await runCommand(page, 'Asset Lens: Prepare Faster Form of This Model…');
  await message(page, 'The starter has weights of eight bits already', 30_000);
  await runCommand(page, 'Notifications: Clear All Notifications');
});

step('a faster form that lies ready is used when a person says so, and removed again', async () => {
  const model = path.join(host.folder, 'small');
  cpSync(writePair(owner, vitPair('small')), model, { recursive: true });
  setMachine({ 'assetLens.model': model });
  await message(page, 'The model small answers now.', 120_000);
  await runCommand(page, 'Notifications: Clear All Notifications');
  assert.deepEqual(vectorSets(host), [['small', 18], ['starter', 18]]); // prettier-ignore
  // A tiny network is not always faster in int8, and here it shall be.
  const images = Array.from({ length: 18 }, (_, place) => path.join(host.workspace, `${place}.png`));
  await prepareModel(
    { modelFolder: model, images, threads: 1, again: false },
    {
      runtime: loadRuntime(),
      decoders: { sharp: loadSharp(), magick: new Magick() },
      tell: () => undefined,
      leastGain: 0,
    },
    new AbortController().signal,
  );
  await runCommand(page, 'Asset Lens: Prepare Faster Form of This Model…');
  await dialog().getByText('A faster form of the model small lies ready.').waitFor({ timeout: 30_000 });
  await picture('faster-form');
  await pressInDialog('Use It Here');
  await message(page, 'The model small answers in its faster form now.', 120_000);
  assert.deepEqual(vectorSets(host), [['small', 18], ['small', 18], ['starter', 18]]); // prettier-ignore
  await runCommand(page, 'Notifications: Clear All Notifications');
  await runCommand(page, 'Asset Lens: Prepare Faster Form of This Model…');
  await pressInDialog('Remove');
  await page.getByText(/MB freed$/).first().waitFor({ timeout: 60_000 }); // prettier-ignore
  assert.equal(existsSync(path.join(model, 'asset-lens-int8-v1')), false);
  await page.getByRole('button', { name: /^Asset Lens: 18 images/ }).waitFor({ timeout: 60_000 });
});

step('two models are compared side by side for one text', async () => {
  cpSync(colours, path.join(host.folder, 'colours'), { recursive: true });
  setMachine({ 'assetLens.model': path.join(host.folder, 'colours') });
  await message(page, 'The model colours answers now.', 120_000);
  await runCommand(page, 'Notifications: Clear All Notifications');
  await runCommand(page, 'Asset Lens: Compare Models…');
  await row('Starter').waitFor({ timeout: 30_000 });
  await page.keyboard.press('Enter');
  await page.getByText('Describe an image').first().waitFor();
  await page.keyboard.type('red waves');
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'Compare Models' }).waitFor({ timeout: 120_000 });
  const frame = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  await frame.getByText('“red waves” under two models').waitFor({ timeout: 30_000 });
  await list().waitFor({ state: 'hidden' });
  await picture('compare-models');
  assert.equal(await frame.getByRole('heading', { name: 'colours' }).count(), 1);
  assert.ok((await frame.locator('img').count()) >= 12);
});
