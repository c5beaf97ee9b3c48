// A device in the real workbench: WebGPU on a Vulkan that is a program, chosen, seen in the status bar, ended in the
// middle of its work, and tried again. The processor finishes meanwhile, and that is said once.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';
import { plainPng } from '../encoder/plainPng.ts';
import { hasSoftwareVulkan, softwareVulkan } from '../encoder/softwareVulkan.ts';
import { message, openWorkbench, repository, runCommand, startBrowser, startHost } from './host.mjs';
import { stepsOf } from './steps.mjs';
import { vectorSets } from './vectorSets.mjs';

const vsix = process.env.ASSET_LENS_VSIX ?? path.join(repository, '.host/asset-lens.vsix');
/** A network so small that a program for a GPU runs it at once. */
const colours = path.join(repository, 'test/fixtures/colours');
const [few, many] = [12, 400];
const cleanups = [];
const owner = { after: cleanup => cleanups.unshift(cleanup) };

let host;
let browser;
let page;
const run = stepsOf('webgpu', () => page);
const step = (title, body) => hasSoftwareVulkan && run(title, body);

const toast = text => page.locator('.notification-toast', { hasText: text });
const status = text => page.getByRole('button', { name: text });
const onDevice = () => page.locator('.statusbar-item', { hasText: 'WEBGPU' });
const noDevice = () => onDevice().waitFor({ state: 'detached', timeout: 120_000 });

function writePictures(folder, from, to) {
  for (let place = from; place < to; place++)
    writeFileSync(
      path.join(folder, `${place}.png`),
      plainPng([place % 256, 80 * (place >> 8), (place * 7) % 256]),
    );
}

async function pick(words) {
  await page.locator('.quick-input-widget input[type=text]').first().fill(words);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: words }).waitFor();
  await page.keyboard.press('Enter');
}

async function chooseProvider(name) {
  await runCommand(page, 'Asset Lens: Choose Provider…');
  await page
    .locator('.quick-input-list .monaco-list-row', { hasText: 'coreml' })
    .waitFor({ timeout: 60_000 });
  await pick(name);
}

before(
  async () => {
    if (!hasSoftwareVulkan) return;
    host = await startHost({
      vsix,
      fill(folder) {
        writePictures(folder, 0, few);
        mkdirSync(path.join(folder, '.vscode'));
        writeFileSync(path.join(folder, '.vscode/asset-lens.json'), '{ "labels": [{ "name": "blue" }] }\n');
      },
      settings: { 'assetLens.model': colours },
      environment: softwareVulkan(owner),
    });
    browser = await startBrowser();
    page = await openWorkbench(browser, host.url);
    await status(/^Asset Lens: /).waitFor({ timeout: 60_000 });
    await runCommand(page, 'Asset Lens: Index Workspace');
    await status(new RegExp(`^Asset Lens: ${few} images`)).waitFor({ timeout: 120_000 });
  },
  { timeout: 300_000 },
);

after(async () => {
  await browser?.close();
  await host?.stop();
  for (const cleanup of cleanups) await cleanup();
});

step('a device that is chosen and right encodes, and the status bar says so', async () => {
  assert.equal(await onDevice().count(), 0);
  await chooseProvider('webgpu');
  await message(page, 'Pictures are encoded on WEBGPU.', 180_000);
  await onDevice().waitFor({ timeout: 60_000 });
  await runCommand(page, 'Notifications: Clear All Notifications');
});

step('where it ends in the middle of its work, the processor finishes, and that is said once', async () => {
  writePictures(host.workspace, few, many);
  await runCommand(page, 'Asset Lens: Index Workspace');
  const said = toast(/WebGPU ended its process.*Pictures are encoded on the processor from now on\./);
  // Between two batches it has nothing in hand, and is only started again.
  for (let looks = 0; looks < 600 && (await said.count()) === 0; looks++) {
    const isIndexing = (await status(/^Asset Lens: indexing, (?!0 %)/).count()) > 0;
    if (isIndexing && (await onDevice().count()) > 0)
      for (const pid of host.encoders('vision')) process.kill(pid, 'SIGSEGV');
    await page.waitForTimeout(200);
  }
  await said.waitFor({ timeout: 60_000 });
  await status(new RegExp(`^Asset Lens: ${many} images$`)).waitFor({ timeout: 240_000 });
  await noDevice();
  assert.equal(await said.count(), 1);
  assert.deepEqual(vectorSets(host), [['colours', many]]);
  const { sets } = JSON.parse(readFileSync(path.join(host.store, 'providers.json'), 'utf8'));
  assert.equal(sets[0].verdicts.find(({ name }) => name === 'webgpu').verdict, 'refused');
});

step('Probe Again tries it anew, and it takes the work back', async () => {
  const said = await message(page, /WebGPU ended its process/, 30_000);
  await said.getByRole('button', { name: 'Probe Again' }).click();
  await message(page, 'The settings ask for WebGPU.', 240_000);
  await onDevice().waitFor({ timeout: 60_000 });
  await runCommand(page, 'Notifications: Clear All Notifications');
});

step('auto stays with the processor, which is faster; the doctor says that both are right', async () => {
  await chooseProvider('auto');
  await message(page, 'Pictures are encoded on CPU.', 180_000);
  await noDevice();
  await runCommand(page, 'Notifications: Clear All Notifications');
  await runCommand(page, 'Asset Lens: Doctor');
  const done = await message(page, 'This is what a bug report needs.', 240_000);
  await done.getByRole('button', { name: 'Copy' }).click();
  let copied = '';
  for (let looks = 0; looks < 100 && copied === ''; looks++) {
    copied = await page.evaluate(() => navigator.clipboard.readText());
    await page.waitForTimeout(100);
  }
  for (const name of ['WebGPU', 'CPU'])
    assert.match(
      copied,
      new RegExp(`^\\| ${name} +\\| ok +\\| [\\d.]+ +\\| \\d+ MB +\\| 1\\.00000 \\|$`, 'm'),
    );
  assert.match(copied, /^- Pictures run on: CPU\. The processor is the fastest/m);
  assert.match(copied, /^- Driver: Vulkan vk_swiftshader_icd\.json$/m);
});
