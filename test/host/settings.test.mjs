// Settings in the real workbench: changed in their files, as people and other programs change them, and seen in what is indexed.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { plainPng } from '../encoder/plainPng.ts';
import { openWorkbench, repository, runCommand, startBrowser, startHost, webviewFrame } from './host.mjs';

const vsix = process.env.ASSET_LENS_VSIX ?? path.join(repository, '.host/asset-lens.vsix');

/** Each picture has a colour of its own: equal contents would be one vector. */
const pictures = ['a.png', 'icons/b.png', 'old/c.png', '.story/d.png', 'node_modules/p/e.png'];

let host;
let browser;
let page;
/** How many pictures were written: each has the next colour. */
let written = 0;

function writePicture(folder, name) {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, plainPng([30 * written++, 80, 200]));
}

/** The settings of the workspace, all of them. */
function setWorkspace(settings) {
  const file = path.join(host.workspace, '.vscode/settings.json');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(settings));
}

/** Adds to the settings of the machine, which a workspace may not touch. */
function setMachine(settings) {
  const file = path.join(host.folder, 'ud/Machine/settings.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...settings }));
}

/** Waits until the status bar counts so many images. */
const untilCounted = count =>
  page
    .getByRole('button', { name: new RegExp(`^Asset Lens: ${count} images?\\b`) })
    .waitFor({ timeout: 60_000 });

/** Reads the store beside the engine that writes it, and waits while that has it to itself. */
function fromStore(sql) {
  const store = new DatabaseSync(path.join(host.store, 'vectors.sqlite'), { readOnly: true, timeout: 5000 });
  try {
    return store.prepare(sql).all();
  } finally {
    store.close();
  }
}

/** How many bytes each stored vector takes, smallest first. */
const vectorBytes = () =>
  fromStore('select length(vector) as bytes from vector order by bytes').map(({ bytes }) => bytes);

/** Waits until the store has heard of a setting that is kept in it. */
async function untilKept(name, value) {
  const kept = () => fromStore('select name, value from fact').find(fact => fact.name === name)?.value;
  for (const end = Date.now() + 60_000; String(kept()) !== value; await sleep(100))
    if (Date.now() > end) assert.fail(`${name} is ${kept()} in the store, not ${value}`);
}

before(
  async () => {
    host = await startHost({
      vsix,
      fill(folder) {
        pictures.forEach(name => writePicture(folder, name));
        // With labels, the extension shows that it is there before anybody asks for it.
        mkdirSync(path.join(folder, '.vscode'));
        writeFileSync(path.join(folder, '.vscode/asset-lens.json'), '{ "labels": [{ "name": "blue" }] }\n');
      },
    });
    browser = await startBrowser();
    page = await openWorkbench(browser, host.url);
    await page.getByRole('button', { name: /^Asset Lens: / }).waitFor({ timeout: 60_000 });
    await runCommand(page, 'Asset Lens: Index Workspace');
    await untilCounted(3);
  },
  { timeout: 120_000 },
);

after(async () => {
  await browser?.close();
  await host?.stop();
});

test('assetLens.include brings in hidden folders and node_modules by their name, and takes out what it does not cover', async () => {
  setWorkspace({ 'assetLens.include': ['**', '.story/**', 'node_modules/p/**'] });
  await untilCounted(5);
  setWorkspace({ 'assetLens.include': ['icons/**'] });
  await untilCounted(1);
  setWorkspace({});
  await untilCounted(3);
});

test('assetLens.exclude and search.exclude take out, each for itself and both together', async () => {
  setWorkspace({ 'assetLens.exclude': ['old/**'] });
  await untilCounted(2);
  setWorkspace({ 'assetLens.exclude': ['old/**'], 'search.exclude': { icons: true } });
  await untilCounted(1);
  setWorkspace({ 'search.exclude': { icons: true } });
  await untilCounted(2);
});

test('where settings leave nothing over, the panel names them', async () => {
  setWorkspace({ 'assetLens.exclude': ['*.png', 'old'], 'search.exclude': { icons: true } });
  const why = webviewFrame(page).getByText(
    'Left out: 3, by .gitignore, .assetlensignore, a hidden name, or one of the settings assetLens.exclude (*.png, old), search.exclude.',
  );
  await runCommand(page, 'Asset Lens: Open Panel');
  await why.waitFor({ timeout: 60_000 });
  // Nor does a panel that is opened when all was looked at leave people without a reason.
  await runCommand(page, 'View: Close All Editors');
  await why.waitFor({ state: 'detached' });
  await runCommand(page, 'Asset Lens: Open Panel');
  await why.waitFor({ timeout: 60_000 });
  setWorkspace({});
  await untilCounted(3);
});

test('assetLens.vectorPrecision holds for what is indexed from then on', async () => {
  const [whole] = vectorBytes();
  assert.deepEqual(new Set(vectorBytes()), new Set([whole]));
  setMachine({ 'assetLens.vectorPrecision': 'float16' });
  await untilKept('vectorPrecision', 'float16');
  writePicture(host.workspace, 'half.png');
  await untilCounted(4);
  assert.deepEqual(new Set(vectorBytes()), new Set([whole / 2, whole]));
  assert.equal(vectorBytes().filter(bytes => bytes === whole / 2).length, 1);
});

test('assetLens.thumbnailMegabytes is the budget of the store, and without it the default counts again', async () => {
  setMachine({ 'assetLens.thumbnailMegabytes': 12 });
  await untilKept('thumbnailBytes', '12000000');
  setMachine({ 'assetLens.thumbnailMegabytes': undefined });
  await untilKept('thumbnailBytes', '1000000000');
});
