// Merging duplicates in a real workbench: Markdown, CSS and TypeScript come to use the kept image, their links still hold,
// and Undo Merge makes all of it what it was, after a reload too.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { openWorkbench, repository, runCommand, startBrowser, startHost, webviewFrame } from './host.mjs';
import { stepsOf } from './steps.mjs';

const vsix = process.env.ASSET_LENS_VSIX ?? path.join(repository, '.host/asset-lens.vsix');
const shots = path.join(repository, '.host/shots');

const texts = {
  'README.md': '# Garden\n\n![Hero](img/hero.png) and again ![Copy](<img/copies/hero copy.png> "A copy")\n',
  'docs/guide.md': '[The picture](../img/copies/hero%20copy.png)\n\n![packed](../img/packed.png)\n',
  'src/page.css':
    'body { background: url("../img/packed.png"); }\r\n.a { background: url(../img/hero.png) }\r\n',
  'src/page.ts':
    "import packed from '../img/packed.png';\nexport const hero = new URL('../img/copies/hero copy.png', import.meta.url);\nexport { packed };\n",
};

let host;
let browser;
let page;

const at = name => path.join(host.workspace, name);

/** Every file of the workspace that people keep, by its path. */
function contents(folder = '') {
  return readdirSync(at(folder), { withFileTypes: true }).flatMap(entry => {
    const name = path.posix.join(folder, entry.name);
    if (entry.name === '.vscode') return [];
    return entry.isDirectory() ? contents(name) : [[name, readFileSync(at(name)).toString('base64')]];
  });
}

/** Links of the texts that lead nowhere: a check of its own, which knows nothing of how the product finds references. */
function brokenLinks() {
  const patterns = {
    '.md': [/\]\(<([^>]+)>[^)]*\)/g, /\]\(([^<\s)]+)[^)]*\)/g],
    '.css': [/url\("([^"]+)"\)/g, /url\(([^"')]+)\)/g],
    '.ts': [/from '(\.[^']+)'/g, /new URL\('([^']+)'/g],
  };
  let links = 0;
  const broken = Object.keys(texts).flatMap(file =>
    patterns[path.extname(file)].flatMap(pattern =>
      [...readFileSync(at(file), 'utf8').matchAll(pattern)].flatMap(([, link]) => {
        links++;
        const target = path.join(path.dirname(at(file)), decodeURIComponent(link));
        return existsSync(target) ? [] : [`${file}: ${link}`];
      }),
    ),
  );
  return { links, broken };
}

async function until(look, what) {
  for (const end = Date.now() + 20_000; !(await look()); await sleep(100))
    if (Date.now() > end) assert.fail(`in vain: ${what}`);
}

before(
  async () => {
    mkdirSync(shots, { recursive: true });
    const hero = path.join(repository, 'media', 'icon.png');
    host = await startHost({
      vsix,
      async fill(folder) {
        const to = name => path.join(folder, name);
        for (const [name, text] of Object.entries(texts)) {
          mkdirSync(path.dirname(to(name)), { recursive: true });
          writeFileSync(to(name), text);
        }
        // With labels, the extension shows that it is there before anybody asks for it.
        mkdirSync(to('.vscode'));
        writeFileSync(to('.vscode/asset-lens.json'), '{ "labels": [{ "name": "blue" }] }\n');
        mkdirSync(to('img/copies'), { recursive: true });
        cpSync(hero, to('img/hero.png'));
        cpSync(hero, to('img/copies/hero copy.png'));
        // The same pixels in another file.
        writeFileSync(to('img/packed.png'), await sharp(hero).png({ compressionLevel: 1 }).toBuffer());
      },
    });
    browser = await startBrowser();
    page = await openWorkbench(browser, host.url);
    page.setDefaultTimeout(20_000);
    await page.getByRole('button', { name: /^Asset Lens: / }).waitFor({ timeout: 60_000 });
  },
  { timeout: 120_000 },
);

after(async () => {
  await browser?.close();
  await host?.stop();
});

const step = stepsOf('merge', () => page);

let asBefore;

const dialog = () => page.locator('.monaco-dialog-box');
const journals = () => readdirSync(path.join(host.store, 'merges'));

/** Goes through the lists to the question; resolves with its text. */
async function askToMerge() {
  await runCommand(page, 'Asset Lens: Merge Duplicates');
  const list = page.locator('.quick-input-widget');
  await list.locator('.monaco-list-row', { hasText: 'hero.png' }).first().waitFor();
  await page.keyboard.press('Enter');
  await list.locator('.monaco-list-row', { hasText: 'Suggested' }).waitFor();
  await page.screenshot({ path: path.join(shots, 'merge-kept.png') });
  await list.locator('.monaco-list-row', { hasText: 'img/hero.png' }).click();
  await dialog().waitFor();
  await page.screenshot({ path: path.join(shots, 'merge-confirm.png') });
  return dialog().textContent();
}

step(
  'Merge Duplicates asks, says that there is no trash, and shows every edit before it is made',
  async () => {
    asBefore = contents();
    const { links, broken } = brokenLinks();
    assert.deepEqual({ links, broken }, { links: 8, broken: [] });
    await runCommand(page, 'Asset Lens: Index Workspace');
    await page.getByRole('button', { name: /^Asset Lens: 3 images/ }).waitFor({ timeout: 120_000 });
    const asked = await askToMerge();
    assert.match(asked, /There is no trash here/);
    assert.match(asked, /Kept: img\/hero\.png/);
    assert.match(asked, /img\/copies\/hero copy\.png/);
    assert.match(asked, /References to rewrite: 6\. Texts that change: 4\./);
    assert.deepEqual(contents(), asBefore);
    await dialog().getByRole('button', { name: 'Choose Changes' }).click();
    const discard = page.getByRole('button', { name: 'Discard', exact: true });
    await discard.waitFor();
    await page.screenshot({ path: path.join(shots, 'merge-preview.png') });
    assert.deepEqual(journals().length, 1, 'the journal is there before anything is changed');
    await discard.click();
    await until(() => journals().length === 0, 'the journal of a merge that was not made goes');
    assert.deepEqual(contents(), asBefore);
  },
);

step('Merge rewrites, saves and removes', async () => {
  await askToMerge();
  await dialog().getByRole('button', { name: 'Merge', exact: true }).click();
  await until(() => !existsSync(at('img/packed.png')) && !existsSync(at('img/copies/hero copy.png')), 'gone');
  await page.waitForTimeout(500);
  await page.screenshot({ path: path.join(shots, 'merge-done.png') });
  assert.ok(existsSync(at('img/hero.png')));
});

step('after the merge every link of Markdown, CSS and TypeScript leads to an image', () => {
  assert.deepEqual(brokenLinks(), { links: 8, broken: [] });
  assert.equal(
    readFileSync(at('src/page.css'), 'utf8'),
    'body { background: url("../img/hero.png"); }\r\n.a { background: url(../img/hero.png) }\r\n',
  );
  assert.match(readFileSync(at('src/page.ts'), 'utf8'), /import packed from '..\/img\/hero\.png'/);
});

step('Undo Merge, after a reload, brings back images and texts, byte by byte', async () => {
  await page.reload();
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: /^Asset Lens: / }).waitFor({ timeout: 60_000 });
  await runCommand(page, 'Asset Lens: Undo Merge');
  const list = page.locator('.quick-input-widget');
  await list.locator('.monaco-list-row', { hasText: 'img/hero.png' }).waitFor();
  await page.screenshot({ path: path.join(shots, 'merge-undo.png') });
  await page.keyboard.press('Enter');
  await until(() => existsSync(at('img/packed.png')) && existsSync(at('img/copies/hero copy.png')), 'back');
  await until(() => readdirSync(path.join(host.store, 'merges')).length === 0, 'the journal has gone');
  assert.deepEqual(contents(), asBefore);
  assert.deepEqual(brokenLinks().broken, []);
});

step('in the panel, M merges the group that is compared, and Z takes it back', async () => {
  await runCommand(page, 'Asset Lens: Find Duplicates');
  const frame = webviewFrame(page);
  await frame.getByRole('button', { name: 'Compare', exact: true }).click();
  // A group that is found may still grow: "so far" stands behind it until the search is over.
  // What Undo brought back is looked for anew, and shown once it is found to its end.
  await frame.getByText('Group 1 of 1', { exact: true }).first().waitFor();
  await frame.getByRole('radio', { name: 'Keep img/packed.png' }).waitFor();
  await frame.getByText(/^Suggested: /).waitFor();
  await page.waitForTimeout(500);
  await page.screenshot({ path: path.join(shots, 'merge-panel.png') });
  await frame.getByRole('radio', { name: 'Keep img/hero.png' }).check();
  await page.keyboard.press('m');
  await dialog().getByRole('button', { name: 'Merge', exact: true }).click();
  await until(() => !existsSync(at('img/packed.png')), 'merged');
  assert.deepEqual(brokenLinks(), { links: 8, broken: [] });
  await frame.getByRole('heading', { name: 'No copies' }).waitFor();
  await frame.getByRole('group', { name: 'Review of duplicates' }).press('z');
  await until(() => existsSync(at('img/packed.png')) && journals().length === 0, 'undone');
  assert.deepEqual(contents(), asBefore);
  await frame.getByText('Group 1 of 1').first().waitFor();
});

step(
  'an image that comes in twice is hinted at, what Undo brought back is not, and Use That Instead uses the one that was there',
  async () => {
    const toast = page.locator('.notification-toast', { hasText: 'is there already' });
    assert.equal(await toast.count(), 0, 'nothing is said of what came back');
    writeFileSync(at('docs/new.md'), '![Pasted](pasted.png)\n');
    cpSync(at('img/packed.png'), at('docs/pasted.png'));
    await toast.waitFor();
    await page.screenshot({ path: path.join(shots, 'merge-hint.png') });
    assert.match(await toast.textContent(), /docs\/pasted\.png is there already, as img\/packed\.png/);
    await toast.getByRole('button', { name: 'Use That Instead' }).click();
    await dialog().getByRole('button', { name: 'Merge', exact: true }).click();
    await until(() => !existsSync(at('docs/pasted.png')), 'the new one is gone');
    assert.equal(readFileSync(at('docs/new.md'), 'utf8'), '![Pasted](../img/packed.png)\n');
  },
);

step('many images at once are a checkout, of which nothing is said', async () => {
  await runCommand(page, 'Notifications: Clear All Notifications');
  mkdirSync(at('many'));
  for (const name of ['a', 'b', 'c', 'd']) cpSync(at('img/packed.png'), at(`many/${name}.png`));
  await page.getByRole('button', { name: /^Asset Lens: 7 images/ }).waitFor({ timeout: 20_000 });
  await page.waitForTimeout(1500);
  assert.equal(await page.locator('.notification-toast', { hasText: 'is there already' }).count(), 0);
});
