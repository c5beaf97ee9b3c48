// Every state of the panel in a real browser: it says what is so and what helps, and axe finds nothing.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe } from 'node:test';
import { axeFindings, themes } from './panelPage.mjs';
import {
  cell,
  cellsShown,
  commands,
  count,
  countElements,
  drawn,
  failure,
  groups,
  known,
  labels,
  noContrast,
  progress,
  searchBox,
  settled,
  tell,
  untilFocused,
} from './panelParts.mjs';
import { panelTests, shots, until } from './panelTests.mjs';

const { panelTest } = panelTests();

describe('every state', () => {
  /** Title, what the Lens knows, what is done and seen; `rules` for axe. */
  const states = [
    {
      name: 'no folder',
      scenario: { folders: 0 },
      async see(page) {
        await page.getByRole('heading', { name: 'No folder is open' }).waitFor();
        assert.equal(await searchBox(page).count(), 0);
        assert.equal(await page.locator('panel-footer').isVisible(), false);
        await page.getByRole('button', { name: 'Open Folder' }).click();
        await until(async () => (await commands(page)).join() === 'openFolder', 'the command');
      },
    },
    {
      name: 'not indexed',
      scenario: { indexed: false },
      async see(page) {
        await page.getByRole('heading', { name: 'Not indexed yet' }).waitFor();
        await page.getByRole('button', { name: 'Index Workspace' }).click();
        await until(async () => (await commands(page)).join() === 'index', 'the command');
      },
    },
    {
      name: 'empty folder',
      scenario: {},
      async see(page) {
        await page.getByRole('heading', { name: 'No images found' }).waitFor();
        await tell(page, 'tell', 'indexed', { excluded: 1204, settings: ['assetLens.exclude (icons/**)'] });
        await page
          .getByText(
            'Left out: 1,204, by .gitignore, .assetlensignore, a hidden name, or one of the settings assetLens.exclude (icons/**).',
          )
          .waitFor();
      },
    },
    {
      name: 'indexing, nothing yet',
      scenario: {
        indexed: false,
        status: {
          state: 'indexing',
          progress: { ...progress, done: 0, imagesPerSecond: 0, remainingSeconds: null },
        },
      },
      async see(page) {
        await page.locator('.skeleton').waitFor();
        await page.getByText('Indexing 0 %').waitFor();
        await page.getByRole('progressbar', { name: 'Indexing' }).waitFor();
        assert.equal(await page.getByRole('heading', { level: 2 }).count(), 0, 'no message');
      },
    },
    {
      name: 'searching while indexing',
      scenario: { images: 212, indexed: false, status: { state: 'indexing', progress } },
      async see(page) {
        await searchBox(page).fill('red');
        await page.getByText('searching in 212 of 1,204').waitFor();
        await page.getByText('Indexing 17 % · 41/s · 24 s').waitFor();
        await page.getByRole('button', { name: 'Stop Indexing' }).click();
        await until(async () => (await commands(page)).join() === 'cancelIndexing', 'the command');
      },
    },
    {
      name: 'pausing and going on by the keyboard',
      scenario: { images: 212, indexed: false, status: { state: 'indexing', progress } },
      async see(page) {
        await page.getByRole('button', { name: 'Pause Indexing' }).focus();
        await page.keyboard.press('Enter');
        await until(async () => (await commands(page)).join() === 'pauseIndexing', 'the pause');
        await page.evaluate(() =>
          globalThis.fake.tellLens('status', { ...globalThis.fake.status(), state: 'paused' }),
        );
        await page.getByText('Paused at 17 %').waitFor();
        await page.getByRole('button', { name: 'Resume Indexing' }).focus();
        await page.keyboard.press('Enter');
        await until(
          async () => (await commands(page)).join() === 'pauseIndexing,resumeIndexing',
          'the end of it',
        );
      },
    },
    {
      name: 'images',
      scenario: { images: 300, problems: 12, labels },
      async see(page) {
        await page.getByText('300 images', { exact: true }).first().waitFor();
        await page.getByRole('button', { name: 'Problems, 12' }).waitFor();
      },
    },
    {
      name: 'search',
      scenario: { images: 300, labels },
      async see(page) {
        await searchBox(page).fill('red');
        await page.getByText('38 of 300 · 9 ms').waitFor();
        assert.equal(await known(page, 0).getAttribute('aria-label'), 'red-0.png, red 87 %, Strong match');
        await page.keyboard.press('Enter');
        await page.keyboard.press('ArrowRight');
        await untilFocused(page, 1);
      },
    },
    {
      name: 'no good match',
      scenario: { images: 300 },
      async see(page) {
        await searchBox(page).fill('a sports car');
        await page.getByRole('gridcell', { name: 'No good match. Closest:' }).waitFor();
        assert.match(await known(page, 0).getAttribute('aria-label'), /Weak match$/);
      },
    },
    {
      name: 'engine ended',
      scenario: { images: 300 },
      async see(page) {
        await tell(page, 'tell', 'engine', { reason: 'The engine ended with code 134.' });
        await page.getByRole('alert').getByText('The engine ended with code 134.').waitFor();
        assert.ok((await drawn(page)).length > 10, 'results stay');
        await page.getByRole('button', { name: 'Restart' }).click();
        await until(async () => (await commands(page)).join() === 'restart', 'the command');
      },
    },
    {
      name: 'encoder restarting',
      scenario: { images: 300 },
      async see(page) {
        await page.evaluate(() =>
          globalThis.fake.tellLens('status', { ...globalThis.fake.status(), state: 'restarting' }),
        );
        await page.getByText('Restarting').waitFor();
        assert.ok((await drawn(page)).length > 10, 'results stay');
        await page.evaluate(() => globalThis.fake.tellLens('status', globalThis.fake.status()));
        await page.getByText('Restarting').waitFor({ state: 'detached' });
        assert.equal(await page.getByRole('alert').count(), 0);
      },
    },
    {
      name: 'model broken',
      scenario: {
        setup: { isModelSet: true },
        failures: {
          search: failure('model-invalid', 'The model folder /models/clip has no tokenizer.json.'),
        },
      },
      async see(page) {
        await page.getByRole('heading', { name: 'The model cannot be used' }).waitFor();
        await page.getByText('/models/clip has no tokenizer.json').waitFor();
        for (const name of ['Use the Starter Model', 'Try Again', 'Show Log'])
          await page.getByRole('button', { name }).click();
        await until(
          async () => (await commands(page)).join() === 'useStarter,restart,showLog',
          'the commands',
        );
      },
    },
    {
      name: 'restricted',
      scenario: { images: 300, setup: { trusted: false } },
      async see(page) {
        await page.getByText('what is indexed can be searched, indexing waits for trust').waitFor();
        assert.ok((await drawn(page)).length > 10, 'what is indexed is shown');
        await page.getByRole('button', { name: 'Manage Trust' }).click();
        await until(async () => (await commands(page)).join() === 'manageTrust', 'the command');
      },
    },
    {
      name: 'restricted, not indexed',
      scenario: { indexed: false, setup: { trusted: false } },
      async see(page) {
        await page.getByRole('heading', { name: 'Not indexed yet' }).waitFor();
        assert.equal(await page.getByRole('button', { name: 'Manage Trust' }).count(), 1, 'told once');
        assert.equal(await page.getByRole('button', { name: 'Index Workspace' }).count(), 0);
      },
    },
    {
      name: 'labels file broken',
      scenario: {
        images: 300,
        failures: {
          labelCounts: failure('labels-invalid', '.vscode/asset-lens.json, line 3: "name" is missing.'),
        },
      },
      async see(page) {
        await page.getByRole('alert').getByText('line 3: "name" is missing').waitFor();
        await page.getByRole('button', { name: 'Open Labels File' }).click();
        await until(async () => (await commands(page)).join() === 'editLabels', 'the command');
        assert.ok((await drawn(page)).length > 10, 'the images stay');
      },
    },
    {
      name: 'details',
      scenario: { images: 300, labels },
      async see(page) {
        await cell(page, 8).click();
        const details = page.getByRole('region', { name: 'Details' });
        await details.getByRole('heading', { name: 'red-8.png' }).waitFor();
        await details.getByText('1,200 × 800').waitFor();
        await details.getByText('87 %').waitFor();
      },
    },
    {
      name: 'list of labels',
      scenario: { images: 300, labels },
      rules: noContrast,
      async see(page) {
        await page.getByRole('button', { name: 'Labels' }).click();
        await page.getByRole('option', { name: 'green 37' }).waitFor();
      },
    },
    {
      name: 'list of labels in groups',
      scenario: {
        images: 300,
        labels: [
          count('red', 'warm', '#d22', 38),
          count('yellow', 'warm', null, 37),
          count('green', 'cold', null, 37),
        ],
      },
      rules: noContrast,
      async see(page) {
        await page.getByRole('button', { name: 'Labels' }).click();
        await page.getByRole('group', { name: 'warm' }).getByRole('option', { name: 'red 38' }).waitFor();
        assert.equal(await page.getByRole('group', { name: 'warm' }).getByRole('option').count(), 3);
        assert.equal(
          await page.locator('.option .dot').evaluate(dot => getComputedStyle(dot).backgroundColor),
          'rgb(221, 34, 34)',
        );
        await page.keyboard.press('End');
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Labels: green' }).waitFor();
        await page.getByRole('button', { name: 'Labels: green' }).click();
      },
    },
    {
      name: 'like an image',
      scenario: { images: 300 },
      async see(page) {
        await cellsShown(page);
        await searchBox(page).press('Enter');
        await page.keyboard.press('f');
        await page.locator('.chip', { hasText: 'red-0.png' }).waitFor();
        await page.getByText('37 of 300').waitFor();
      },
    },
    {
      name: 'duplicates',
      scenario: { images: 300, groups, labels },
      async see(page) {
        await page.getByRole('button', { name: 'Duplicates' }).click();
        for (const name of [
          '2 copies of the same file',
          '3 files with the same pixels',
          '2 images that look alike (93 %)',
        ])
          await page.getByRole('gridcell', { name }).waitFor();
        assert.match(await known(page, 0).getAttribute('aria-label'), /^red-0\.png, Keep/);
        await page.getByText('3 groups', { exact: true }).waitFor();
      },
    },
    {
      name: 'no duplicates',
      scenario: { images: 300 },
      async see(page) {
        await page.getByRole('button', { name: 'Duplicates' }).click();
        await page.getByRole('heading', { name: 'No copies' }).waitFor();
      },
    },
    {
      name: 'problems',
      scenario: { images: 300, problems: 2000 },
      async see(page) {
        await page.getByRole('button', { name: /^Problems/ }).click();
        await page.getByText('Ends early: The file ends early.').first().waitFor();
        await page.getByText('2,000 problems').waitFor();
        assert.ok((await countElements(page)) < 400);
      },
    },
    {
      name: 'no problems',
      scenario: { images: 300 },
      async see(page) {
        await page.getByRole('button', { name: /^Problems/ }).click();
        await page.getByRole('heading', { name: 'No problems' }).waitFor();
      },
    },
  ];

  for (const { name, scenario, see, rules } of states) {
    panelTest(
      `${name}: it says what is so and what helps, in dark and in light, and axe finds nothing`,
      scenario,
      async page => {
        if (scenario.images) await cellsShown(page);
        await see(page);
        for (const theme of ['Dark Modern', 'Light Modern']) {
          await page.evaluate(appearance => globalThis.dress(appearance), themes[theme]);
          await settled(page);
          await page.screenshot({
            path: path.join(shots, `panel ${name}, ${theme}.png`.replaceAll(' ', '-')),
          });
          const { passes, findings } = await axeFindings(page, rules);
          assert.ok(passes > 5);
          assert.deepEqual(findings, [], theme);
        }
      },
    );
  }
});
