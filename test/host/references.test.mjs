// Where code uses an image, in a real workbench: the peek, the hover, the count in the panel, the list of unused images.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openWorkbench, repository, runCommand, startBrowser, startHost, webviewFrame } from './host.mjs';

const vsix = process.env.ASSET_LENS_VSIX ?? path.join(repository, '.host/asset-lens.vsix');
const shots = path.join(repository, '.host/shots');
const icon = path.join(repository, 'media', 'icon.png');

const files = {
  'README.md': '# Garden\n\n![The icon](img/icon.png)\n',
  'src/page.css': 'body { background: url("../img/icon.png"); }\n',
  'src/page.ts': "export const icon = new URL('../img/icon.png', import.meta.url);\n",
  'src/flags.ts': 'export const flag = (name: string) => `../img/flags/${name}.png`;\n',
};

let host;
let browser;
let page;

const open = async name => {
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget input').fill(name);
  await page
    .locator('.quick-input-list .monaco-list-row.focused', { hasText: path.basename(name) })
    .waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.tab.active', { hasText: path.basename(name) }).waitFor();
};

before(
  async () => {
    mkdirSync(shots, { recursive: true });
    host = await startHost({
      vsix,
      fill(folder) {
        for (const [name, text] of Object.entries(files)) {
          mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
          writeFileSync(path.join(folder, name), text);
        }
        for (const name of ['img/icon.png', 'img/lonely.png', 'img/flags/de.png']) {
          mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
          cpSync(icon, path.join(folder, name));
        }
      },
    });
    browser = await startBrowser();
    page = await openWorkbench(browser, host.url);
  },
  { timeout: 120_000 },
);

after(async () => {
  await browser?.close();
  await host?.stop();
});

test('hovering over the path of an image shows the image, its path and its size; no encoder starts for it', async () => {
  await open('page.css');
  const link = page.locator('.view-line span', { hasText: 'icon.png' }).last();
  await link.waitFor();
  const hover = page.locator('.monaco-hover:visible', { hasText: 'img/icon.png' });
  // Extensions are started a while after the window is there, and a hover asks those that are there.
  for (let tries = 0; (await hover.count()) === 0 && tries < 20; tries++) {
    await page.mouse.move(700, 500);
    await page.waitForTimeout(300);
    await link.hover();
    await page.waitForTimeout(2000);
  }
  await hover.waitFor();
  const picture = hover.locator('img').first();
  await picture.waitFor();
  await page.waitForTimeout(500);
  await page.screenshot({ path: path.join(shots, 'hover.png') });
  assert.ok((await picture.evaluate(image => image.naturalWidth)) > 0, 'the picture is shown');
  assert.match(await hover.textContent(), /kB/);
  assert.match(await hover.textContent(), /Find References/);
  assert.deepEqual(host.encoders(), []);
});

test('Find References of This Image shows all three places in a peek, from the image itself', async () => {
  await page.keyboard.press('Escape');
  await open('icon.png');
  await runCommand(page, 'Asset Lens: Find References of This Image');
  const peek = page.locator('.reference-zone-widget');
  await peek.waitFor({ timeout: 20_000 });
  await peek.getByText('README.md').first().waitFor();
  await page.screenshot({ path: path.join(shots, 'references.png') });
  assert.match(await peek.textContent(), /\w+ \(3\)/);
  await page.keyboard.press('Escape');
});

test('the panel says in how many files an image is used', async () => {
  await runCommand(page, 'Asset Lens: Open Panel');
  const frame = await webviewFrame(page);
  const cell = frame.locator('[role=gridcell][title^="img/icon.png"]');
  await cell.waitFor({ timeout: 60_000 });
  await cell.and(frame.locator('[title$="Used in 3 files"]')).waitFor({ timeout: 20_000 });
  await frame.locator('[role=gridcell][title^="img/lonely.png"][title$="Not used"]').waitFor();
});

test('Unused Images lists them for review, and deletes what is confirmed, saying that there is no trash', async () => {
  await runCommand(page, 'Asset Lens: Unused Images');
  const list = page.locator('.quick-input-widget');
  const row = name => list.locator('.monaco-list-row', { hasText: name });
  await row('lonely.png').waitFor({ timeout: 20_000 });
  // A dynamic path may mean this one: it is listed with the pattern.
  assert.match(await row('de.png').textContent(), /img\/flags\/\*\.png/);
  assert.equal(await row('icon.png').count(), 0);
  await page.screenshot({ path: path.join(shots, 'unused.png') });
  await row('lonely.png').locator('input[type=checkbox], .monaco-checkbox').first().click();
  await list.getByRole('button', { name: 'OK' }).click();
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.waitFor({ timeout: 20_000 });
  await page.screenshot({ path: path.join(shots, 'unused-confirm.png') });
  const text = await dialog.textContent();
  assert.match(text, /img\/lonely\.png/);
  assert.match(text, /There is no trash here/);
  assert.ok(existsSync(path.join(host.workspace, 'img/lonely.png')));
  await dialog.getByRole('button', { name: 'Delete for Good' }).click();
  for (let looks = 0; looks < 100 && existsSync(path.join(host.workspace, 'img/lonely.png')); looks++)
    await page.waitForTimeout(100);
  assert.ok(!existsSync(path.join(host.workspace, 'img/lonely.png')));
  assert.ok(existsSync(path.join(host.workspace, 'img/flags/de.png')));
});
