// A model that wants a token, from a hub whose certificate only the system's authority vouches for, in the real
// workbench: the token goes into the secret storage, the old index answers until the new one is ready, and the old model
// is removed with its size shown.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';
import { plainPng } from '../encoder/plainPng.ts';
import { serveHub } from '../models/fakeHub.ts';
import { holdNextEncoder } from './heldEncoder.mjs';
import { message, openWorkbench, repository, runCommand, startBrowser, startHost } from './host.mjs';
import { stepsOf } from './steps.mjs';
import { vectorSets } from './vectorSets.mjs';

const vsix = process.env.ASSET_LENS_VSIX ?? path.join(repository, '.host/asset-lens.vsix');
const colours = path.join(repository, 'test/fixtures/colours');
const authority = path.join(repository, 'test/fixtures/certificates/authority.pem');
const token = 'hf_good';
const count = 60;
const cleanups = [];
const owner = { after: cleanup => cleanups.unshift(cleanup) };

let hub;
let host;
let browser;
let page;
/** Lets the held encoder go on. */
let goOn;
const step = stepsOf('gated-model', () => page);

const shown = text => page.locator('.notification-list-item', { hasText: text });
const dialog = () => page.locator('.monaco-dialog-box');
const input = () => page.locator('.quick-input-widget input').first();
const decisionsFile = () => path.join(host.workspace, '.vscode/asset-lens.decisions');
const decisions = '# asset-lens decisions 1\n';

before(
  async () => {
    const names = readdirSync(colours, { recursive: true }).filter(name => /\.(json|onnx)$/.test(name));
    const files = Object.fromEntries(names.map(name => [name, readFileSync(path.join(colours, name))]));
    hub = await serveHub(owner, { 'org/colours': files }, { gated: ['org/colours'], secure: true });
    host = await startHost({
      vsix,
      fill(folder) {
        for (let place = 0; place < count; place++)
          writeFileSync(
            path.join(folder, `${place}.png`),
            plainPng([(place * 4) % 256, 20, (place * 7) % 256]),
          );
        mkdirSync(path.join(folder, '.vscode'));
        writeFileSync(path.join(folder, '.vscode/asset-lens.json'), '{ "labels": [{ "name": "blue" }] }\n');
      },
      // Node itself does not ask the system: only VS Code's own way to the network knows this authority.
      settings: { 'http.systemCertificatesNode': true },
      environment: { HF_ENDPOINT: hub.origin, SSL_CERT_FILE: authority },
    });
    browser = await startBrowser();
    page = await openWorkbench(browser, host.url);
    await page.getByRole('button', { name: /^Asset Lens: / }).waitFor({ timeout: 60_000 });
    await runCommand(page, 'Asset Lens: Index Workspace');
    await page
      .getByRole('button', { name: new RegExp(`^Asset Lens: ${count} images`) })
      .waitFor({ timeout: 120_000 });
  },
  { timeout: 300_000 },
);

after(async () => {
  await browser?.close();
  await host?.stop();
  for (const cleanup of cleanups) await cleanup();
});

const settingsFile = () => path.join(host.folder, 'ud/Machine/settings.json');

function setMachine(settings) {
  writeFileSync(
    settingsFile(),
    JSON.stringify({ ...JSON.parse(readFileSync(settingsFile(), 'utf8')), ...settings }),
  );
}

async function askForColours() {
  await runCommand(page, 'Asset Lens: Choose Model…');
  await page.getByText('TinyCLIP ViT-8M/16 Text-3M').first().waitFor({ timeout: 30_000 });
  await input().fill('Another Repository');
  await page.keyboard.press('Enter');
  await page.getByText('As on its page').first().waitFor({ timeout: 30_000 });
  await input().fill('org/colours');
  await page.keyboard.press('Enter');
}

/** Asks for the model until this is said: a setting is heard after a while, and a message may go before it was seen. */
async function askUntil(said) {
  const heard = [];
  for (let tries = 0; tries < 10; tries++) {
    await runCommand(page, 'Notifications: Clear All Notifications');
    await askForColours();
    // Where neither is seen, it is asked again.
    await message(page, /switched off|Accept the licence/, 20_000).catch(() => undefined);
    if (await said.first().isVisible()) return;
    heard.push(...(await page.locator('.notification-list-item').allInnerTexts()));
  }
  assert.fail(`it was never said; what was: ${JSON.stringify(heard)}`);
}

step('with the network switched off by the setting, nothing is asked, and the message says so', async () => {
  setMachine({ 'assetLens.offline': true });
  // The setting is read when it is needed; until VS Code has read the file, the hub refuses us for want of a token.
  const said = shown(/was not asked: the network is switched off \(assetLens\.offline/);
  await askUntil(said);
  const asked = hub.seen.length;
  await askUntil(said);
  assert.equal(hub.seen.length, asked);
  setMachine({ 'assetLens.offline': false });
  await runCommand(page, 'Notifications: Clear All Notifications');
});

step('a model that is gated asks for a token, which is kept in no file of this machine', async () => {
  const refused = shown("Accept the licence on the model's page");
  await askUntil(refused);
  assert.equal(existsSync(path.join(host.store, 'models/org--colours')), false);
  await refused.getByRole('button', { name: 'Set Token…' }).click();
  await page.getByText('secret storage').first().waitFor({ timeout: 30_000 });
  assert.equal(await input().getAttribute('type'), 'password');
  // The process that looks at the images for the new model: it is not ready before we have looked.
  const holding = holdNextEncoder(host);
  await input().fill(token);
  await page.keyboard.press('Enter');
  goOn = await holding;
});

step('until the new index is ready, the old one answers', async () => {
  await message(page, 'The model org/colours looks at the images; the old one answers meanwhile', 60_000);
  await runCommand(page, 'Asset Lens: Search Images…');
  await input().fill('a blue square');
  const rows = page.locator('.quick-input-list .monaco-list-row', { hasText: '.png' });
  await rows.nth(2).waitFor({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  assert.equal(await shown('The model org/colours answers now.').count(), 0);
  goOn();
  await message(page, 'The model org/colours answers now.', 120_000);
  assert.deepEqual(vectorSets(host), [['org/colours', count], ['starter', count]]); // prettier-ignore
  for (const file of filesBelow(host.folder))
    assert.ok(!readFileSync(file).includes(token), `the token stands in ${file}`);
  assert.ok(hub.seen.some(({ headers }) => headers.authorization === `Bearer ${token}`));
  await runCommand(page, 'Notifications: Clear All Notifications');
});

step('the old model is removed on request, with its sizes shown; decisions stay as they are', async () => {
  writeFileSync(decisionsFile(), decisions);
  setMachine({ 'assetLens.model': 'starter' });
  const ready = await message(page, 'The model starter answers now.', 120_000);
  await ready.getByRole('button', { name: 'Remove the Old One…' }).click();
  await dialog().getByText('Remove the model org/colours?').waitFor({ timeout: 30_000 });
  await dialog()
    .getByText(
      /Its files take [\d.]+ [kM]?B, the vectors that it made [\d.]+ [kM]?B\. Images, labels and decisions stay\./,
    )
    .waitFor();
  await dialog().getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByText(/[kM]?B freed$/).first().waitFor({ timeout: 60_000 }); // prettier-ignore
  assert.deepEqual(vectorSets(host), [['starter', count]]);
  assert.equal(existsSync(path.join(host.store, 'models/org--colours')), false);
  assert.equal(existsSync(path.join(host.home, '.cache/huggingface/hub/models--org--colours')), false);
  assert.equal(readFileSync(decisionsFile(), 'utf8'), decisions);
});

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !/\.(sqlite|onnx|wasm)$/.test(entry.name))
    .map(entry => path.join(entry.parentPath, entry.name));
}
