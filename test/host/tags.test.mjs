// Tags in a real VS Code workbench: the tree, the labels file, decisions and their undo, the review, the rules of Git.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeSample } from '../sample/makeSample.mjs';
import {
  openWorkbench,
  repository,
  runCommand,
  setTheme,
  startBrowser,
  startHost,
  webviewFrame,
} from './host.mjs';
import { stepsOf } from './steps.mjs';

const vsix = process.env.ASSET_LENS_VSIX ?? path.join(repository, '.host/asset-lens.vsix');
/** Pictures for people to look at. */
const shots = path.join(repository, '.host/shots');

const labelsText = `{
  "groups": [
    // What sort of picture it is.
    {
      "name": "kind",
      "kind": "one-of",
      "labels": [
        { "name": "photo", "prompts": ["a photograph"] },
        { "name": "icon", "prompts": ["a simple icon"], "color": "#c0ffee" },
        { "name": "texture", "prompts": ["a seamless texture"] }
      ]
    },
    {
      "name": "shows",
      "kind": "any-of",
      "labels": [
        { "name": "boat", "prompts": ["boats in a harbour"] },
        { "name": "ship", "prompts": ["boats in a harbour"] },
        { "name": "mountain", "prompts": ["a photo of mountains"] }
      ]
    }
  ]
}
`;

let host;
let browser;
let page;
let frame;

const at = name => path.join(host.workspace, name);
const labelsFile = () => at('.vscode/asset-lens.json');
const decisions = () =>
  existsSync(at('.vscode/asset-lens.decisions'))
    ? readFileSync(at('.vscode/asset-lens.decisions'), 'utf8')
        .split('\n')
        .filter(line => line !== '' && !line.startsWith('#'))
    : [];
const sideBar = () => page.locator('.activitybar').getByRole('tab', { name: 'Asset Lens' });
const item = name => page.getByRole('treeitem', { name }).first();

async function until(look, what) {
  let seen;
  for (const end = Date.now() + 20_000; !(seen = await look()); await sleep(50)) {
    if (Date.now() > end) assert.fail(`in vain: ${what}`);
  }
  return seen;
}

/** Opens the context menu of a row and takes an entry. */
async function fromMenu(target, entry) {
  await target.click({ button: 'right' });
  const row = page.getByRole('menuitem', { name: entry });
  await row.hover();
  // A click right after the menu opened counts as the end of the one that opened it.
  await page.waitForTimeout(300);
  await row.click();
  await row.waitFor({ state: 'detached' });
}

before(
  async () => {
    mkdirSync(shots, { recursive: true });
    host = await startHost({
      vsix,
      async fill(folder) {
        await makeSample(folder);
        rmSync(path.join(folder, '.vscode'), { recursive: true, force: true });
        mkdirSync(path.join(folder, '.git'));
        writeFileSync(path.join(folder, '.gitignore'), '.vscode/*\n!.vscode/asset-lens.json\n');
      },
    });
    browser = await startBrowser();
    page = await openWorkbench(browser, host.url);
    page.setDefaultTimeout(20_000);
    frame = webviewFrame(page);
  },
  { timeout: 120_000 },
);

after(async () => {
  await browser?.close();
  await host?.stop();
});

const step = stepsOf('tags', () => page);

step('without labels the Tags view offers to create them, from a set for the project', async () => {
  await sideBar().click();
  const create = page.getByRole('button', { name: 'Create Labels File' });
  await create.waitFor();
  await page.screenshot({ path: path.join(shots, 'tags-empty.png') });
  await create.click();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Game art' }).click();
  await page.getByRole('tab', { name: 'asset-lens.json' }).waitFor();
  assert.match(readFileSync(labelsFile(), 'utf8'), /"enemy"/);
});

step('the tree goes from groups to labels with counts to images, and a click opens one', async () => {
  writeFileSync(labelsFile(), labelsText);
  await runCommand(page, 'Asset Lens: Index Workspace');
  await page.getByRole('button', { name: /^Asset Lens: [1-9]\d* images/ }).waitFor({ timeout: 120_000 });
  await item(/^kind/).waitFor();
  const label = item(/^icon, \d+ images/);
  await label.waitFor();
  const [, count] = /icon, (\d+) images: \d+ suggested/.exec(await label.getAttribute('aria-label'));
  assert.ok(Number(count) > 3);
  await label.click();
  const first = item(/, icon \d+ %$/);
  await first.waitFor();
  await page.screenshot({ path: path.join(shots, 'tags-tree.png') });
  const [name] = (await first.getAttribute('aria-label')).split(', ');
  await first.click();
  await page.getByRole('tab', { name: new RegExp(name.replace('.', '\\.')) }).waitFor();
});

step('several images are accepted at once, the file says so, and one undo takes it back', async () => {
  const rows = page.getByRole('treeitem', { name: /, icon \d+ %$/ });
  await rows.nth(0).click();
  await rows.nth(2).click({ modifiers: ['Shift'] });
  await fromMenu(rows.nth(1), 'Accept Tag');
  await until(() => decisions().length === 3, 'three decisions');
  for (const line of decisions()) assert.match(line, / accepted "kind" "icon" sha256:/);
  await item(/, icon accepted$/).waitFor();
  await page.screenshot({ path: path.join(shots, 'tags-accepted.png') });
  await runCommand(page, 'Asset Lens: Undo Last Tag Decision');
  await until(() => decisions().length === 0, 'none is left');
});

step(
  'where Git ignores the decisions we say so once, and write the exception that is agreed to',
  async () => {
    const message = page.getByText(/Git ignores \.vscode\/asset-lens\.decisions/).first();
    await message.waitFor();
    await page.getByRole('button', { name: 'Add Exception' }).click();
    await until(
      () => /^!\/.*asset-lens\.decisions$/m.test(readFileSync(at('.gitignore'), 'utf8')),
      'the exception',
    );
  },
);

step(
  'labels that are alike are marked at their lines in the labels file, and a hover shows the best images',
  async () => {
    await runCommand(page, 'Asset Lens: Create or Open Labels File');
    await page.getByRole('tab', { name: 'asset-lens.json' }).waitFor();
    await runCommand(page, 'Problems: Focus on Problems View');
    await page
      .getByRole('treeitem', { name: /hardly tells (boat from ship|ship from boat).* line 1[78]/i })
      .first()
      .waitFor();
    const word = page
      .locator('.view-line', { hasText: '"mountain"' })
      .getByText('mountain', { exact: false })
      .first();
    await word.hover();
    await page.locator('.monaco-hover img').first().waitFor();
    await page.waitForTimeout(500);
    const broken = await page
      .locator('.monaco-hover img')
      .evaluateAll(images => images.filter(image => image.naturalWidth === 0).length);
    await page.screenshot({ path: path.join(shots, 'labels-hover.png') });
    assert.equal(broken, 0);
  },
);

step('a broken labels file is marked at the right line, and the last good labels stay in use', async () => {
  writeFileSync(labelsFile(), labelsText.replace('"name": "icon", ', '"nam": "icon", '));
  await page
    .getByText(/found "nam" in label 2/)
    .first()
    .waitFor();
  await item(/^icon, \d+ images/).waitFor();
  await page.screenshot({ path: path.join(shots, 'labels-broken.png') });
  writeFileSync(labelsFile(), labelsText);
  await page
    .getByText(/found "nam" in label 2/)
    .first()
    .waitFor({ state: 'detached' });
});

step('the review answers by keyboard alone, and what it says is in the file', async () => {
  await runCommand(page, 'View: Toggle Panel Visibility');
  await runCommand(page, 'Asset Lens: Review Tags…');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'icon' }).first().click();
  await frame.getByRole('heading', { name: 'Is this icon?' }).waitFor();
  await frame.locator('panel-review .page:focus').waitFor();
  const shown = () => frame.locator('panel-review .file').textContent();
  const [first] = [await shown()];
  await frame.locator('panel-review .stage img').evaluate(image => image.decode());
  await page.keyboard.press('ArrowRight');
  await until(async () => (await shown()) !== first, 'the next image');
  const second = await shown();
  await page.keyboard.press('ArrowLeft');
  await until(async () => (await shown()) !== second, 'the one after it');
  await until(() => decisions().length === 2, 'two decisions');
  assert.deepEqual(
    decisions()
      .map(line => / (accepted|rejected) /.exec(line)[1])
      .sort(),
    ['accepted', 'rejected'],
  );
  await page.keyboard.press('z');
  await until(() => decisions().length === 1, 'one is taken back');
  assert.equal(await shown(), second);
  await page.keyboard.press('Escape');
  await frame.getByRole('grid', { name: 'Images' }).waitFor();
});

step(
  'a folder of the explorer is tagged by hand, with a label that is new and goes into the labels file',
  async () => {
    await runCommand(page, 'View: Show Explorer');
    await fromMenu(page.getByRole('treeitem', { name: 'textures', exact: true }), 'Add Tag…');
    const box = page.locator('.quick-input-widget input[type=text]').first();
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'mountain' }).waitFor();
    await box.fill('tileable');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'New label tileable' }).waitFor();
    await page.screenshot({ path: path.join(shots, 'add-tag.png') });
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'shows' }).click();
    await until(
      () => decisions().filter(line => / by-hand "shows" "tileable" /.test(line)).length > 1,
      'the tags',
    );
    assert.match(readFileSync(labelsFile(), 'utf8'), /\{ "name": "tileable" \}/);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await until(() => !decisions().some(line => line.includes('tileable')), 'all of them are taken back');
  },
);

step('looks: the tree, the details and the review in every theme, and in a narrow window', async () => {
  await sideBar().click();
  await runCommand(page, 'Asset Lens: Open Panel');
  await frame.locator('[role=gridcell][data-item="0"]:not(.unknown)').click();
  for (const theme of ['Light Modern', 'Dark High Contrast', 'Light High Contrast', 'Dark Modern']) {
    await setTheme(page, theme);
    await page.waitForTimeout(500);
    await page.screenshot({ path: path.join(shots, `tags ${theme}.png`.replaceAll(' ', '-')) });
  }
  await page.setViewportSize({ width: 760, height: 700 });
  await page.waitForTimeout(800);
  await page.screenshot({ path: path.join(shots, 'tags-narrow.png') });
});
