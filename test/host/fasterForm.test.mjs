// A float model and many images in the real workbench: its faster form is made before it looks at them, unless a person cancels.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before } from 'node:test';
import { vitPair, writePair } from '../encoder/paper/paperPairs.ts';
import { plainPng } from '../encoder/plainPng.ts';
import { openWorkbench, repository, runCommand, startBrowser, startHost } from './host.mjs';
import { stepsOf } from './steps.mjs';

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
const toast = text => page.locator('.notification-toast', { hasText: text });
const prepared = model => path.join(host.folder, model, 'asset-lens-int8-v1');

/** A copy of a small model with random weights, as the one that is asked for. */
function useModel(name) {
  const folder = path.join(host.folder, name);
  cpSync(writePair(owner, vitPair('small')), folder, { recursive: true });
  const settings = JSON.parse(readFileSync(settingsFile(), 'utf8'));
  writeFileSync(settingsFile(), JSON.stringify({ ...settings, 'assetLens.model': folder }));
}

/** How many vectors each model has, by its name without the digest. */
function vectorSets() {
  const store = new DatabaseSync(path.join(host.store, 'vectors.sqlite'), { readOnly: true });
  try {
    const rows = store
      .prepare(
        'select model, count(*) as vectors from space join vector on vector.space = space.id group by space.id',
      )
      .all();
    return rows.map(({ model, vectors }) => [String(model).split('@')[0], vectors]).sort();
  } finally {
    store.close();
  }
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
    useModel('first');
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
    await toast('Making the model first faster, once, before it looks at the images').waitFor({
      timeout: 60_000,
    });
    await toast(/calibrating|checking|measuring/).waitFor({ timeout: 120_000 });
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: path.join(shots, 'preparing-first.png') });
    await page.getByRole('button', { name: /^Asset Lens: 1,000 images/ }).waitFor({ timeout: 240_000 });
    assert.ok(existsSync(path.join(prepared('first'), 'prepared.json')));
    assert.deepEqual(vectorSets(), [['first', many]]);
  },
);

step('who cancels it has the new model as it was downloaded', async () => {
  useModel('second');
  const making = toast('Making the model second faster, once, before it looks at the images');
  await making.getByRole('button', { name: 'Cancel' }).click({ timeout: 60_000 });
  await toast('The model second answers now.').waitFor({ timeout: 240_000 });
  assert.equal(existsSync(prepared('second')), false);
  assert.deepEqual(vectorSets(), [['first', many], ['second', many]]); // prettier-ignore
});
