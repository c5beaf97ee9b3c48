// A float model and many images in the real workbench: its faster form is made before it looks at them, unless a person cancels.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';
import { vitPair, writePair } from '../encoder/paper/paperPairs.ts';
import { plainPng } from '../encoder/plainPng.ts';
import { message, openWorkbench, repository, runCommand, startBrowser, startHost } from './host.mjs';
import { stepsOf } from './steps.mjs';
import { vectorSets } from './vectorSets.mjs';

const vsix = process.env.ASSET_LENS_VSIX ?? path.join(repository, '.host/asset-lens.vsix');
const shots = path.join(repository, '.host/shots');
const many = 1000;
const cleanups = [];
const owner = { after: cleanup => cleanups.unshift(cleanup) };

let host;
let browser;
let page;
const step = stepsOf('faster-form', () => page);

const settingsFile = () => path.join(host.folder, 'ud/Machine/settings.json');
const prepared = model => path.join(host.folder, model, 'asset-lens-int8-v1');

/**
 * A small model with random weights of its own, as the one that is asked for: a tiny network is not always faster in int8,
 * and two that were both as downloaded, with the same weights, would share their vectors.
 */
function useModel(name, seed) {
  const folder = path.join(host.folder, name);
  cpSync(writePair(owner, vitPair('small', seed)), folder, { recursive: true });
  const settings = JSON.parse(readFileSync(settingsFile(), 'utf8'));
  writeFileSync(settingsFile(), JSON.stringify({ ...settings, 'assetLens.model': folder }));
}

before(
  async () => {
    host = await startHost({
      vsix,
      fill(folder) {
        for (let place = 0; place < many; place++)
          writeFileSync(
            path.join(folder, `${String(place).padStart(4, '0')}.png`),
            plainPng([place % 256, 80 * (place >> 8), (place * 7) % 256]),
          );
        mkdirSync(path.join(folder, '.vscode'));
        writeFileSync(path.join(folder, '.vscode/asset-lens.json'), '{ "labels": [{ "name": "blue" }] }\n');
      },
    });
    useModel('first', 1);
    browser = await startBrowser();
    page = await openWorkbench(browser, host.url);
    await page.getByRole('button', { name: /^Asset Lens: / }).waitFor({ timeout: 60_000 });
  },
  { timeout: 180_000 },
);

after(async () => {
  await browser?.close();
  await host?.stop();
  for (const cleanup of cleanups) await cleanup();
});

step(
  'before the first index the model is prepared, with its steps, and then looks at everything once',
  async () => {
    await runCommand(page, 'Asset Lens: Index Workspace');
    await message(page, 'Making the model first faster, once, before it looks at the images', 60_000);
    await message(page, /calibrating|checking|measuring/, 120_000);
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: path.join(shots, 'preparing-first.png') });
    await page.getByRole('button', { name: /^Asset Lens: 1,000 images/ }).waitFor({ timeout: 240_000 });
    assert.ok(existsSync(path.join(prepared('first'), 'prepared.json')));
    assert.deepEqual(vectorSets(host), [['first', many]]);
  },
);

step('who cancels it has the new model as it was downloaded', async () => {
  useModel('second', 3);
  const making = await message(
    page,
    'Making the model second faster, once, before it looks at the images',
    60_000,
  );
  await making.getByRole('button', { name: 'Cancel' }).click({ timeout: 60_000 });
  await message(page, 'The model second answers now.', 240_000);
  assert.equal(existsSync(prepared('second')), false);
  assert.deepEqual(vectorSets(host), [['first', many], ['second', many]]); // prettier-ignore
});
