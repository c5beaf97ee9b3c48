// The panel in a real browser, under the policy that the extension writes, with a host and a Lens that answer by formula.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pictureAt } from '../panel/formula.ts';
import { repository } from './host.mjs';
import { axeFindings, themes } from './panelPage.mjs';
import { panelTests, questions, shots, until } from './panelTests.mjs';

const { panelTest, served } = panelTests();

const searchBox = page => page.getByRole('searchbox', { name: 'Search images' });
const cell = (page, item) => page.locator(`[role=gridcell][data-item="${item}"]`);
const known = (page, item) => page.locator(`[role=gridcell][data-item="${item}"]:not(.unknown)`);
const cellsShown = page => known(page, 0).waitFor();

const commands = async page => (await questions(page, 'run')).map(({ request }) => request.command);

/** Tells the page something; `to` is `tell` for the host and `tellLens` for the Lens. */
const tell = (page, to, name, data) =>
  page.evaluate(([how, what, value]) => globalThis.fake[how](what, value), [to, name, data]);
const change = (page, scenario) => page.evaluate(given => globalThis.fake.change(given), scenario);

/** Where the keyboard is: the part of the panel, what it is on there, and the number of the picture in its row. */
const focused = page =>
  page.evaluate(() => {
    let element = document.activeElement;
    let part = element?.localName;
    while (element?.shadowRoot?.activeElement) {
      element = element.shadowRoot.activeElement;
      if (element.localName.startsWith('panel-') && !part?.startsWith('panel-')) part = element.localName;
    }
    return {
      part,
      name: element?.ariaLabel ?? element?.textContent.trim() ?? '',
      item: element?.dataset?.item === undefined ? null : Number(element.dataset.item),
    };
  });
const focusedItem = async page => (await focused(page)).item;
const untilFocused = (page, item) =>
  until(async () => (await focusedItem(page)) === item, `focus on ${item}`);

/** The grid's scroller; it is the only thing in the panel that scrolls pictures. */
const scroller = page => page.locator('panel-grid .scroller');

const countElements = page =>
  page.evaluate(() => {
    const count = root =>
      [...root.querySelectorAll('*')].reduce(
        (sum, element) => sum + 1 + (element.shadowRoot ? count(element.shadowRoot) : 0),
        0,
      );
    return count(document);
  });

/** The cells in the document, first to last: number, path, and where they lie in the window. */
const drawn = page =>
  page.locator('[role=gridcell][data-item]').evaluateAll(cells =>
    cells
      .map(element => {
        const { top, bottom } = element.getBoundingClientRect();
        return { item: Number(element.dataset.item), path: element.title, top, bottom };
      })
      .sort((a, b) => a.item - b.item),
  );

/** Two frames later everything that was due is drawn. */
const settled = page =>
  page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));

async function allKnown(page) {
  await settled(page);
  await until(async () => (await page.locator('.cell.unknown').count()) === 0, 'all cards');
}

const count = (label, group, color, assets) => ({
  label,
  group,
  color,
  isListed: true,
  parents: [],
  threshold: null,
  assets,
  states: { suggested: assets, accepted: 0, rejected: 0, 'by-hand': 0, disputed: 0 },
});
const labels = [count('red', null, null, 38), count('green', null, null, 37)];
const groups = [
  { kind: 'same-bytes', assets: [1, 9], similarity: 1 },
  { kind: 'same-pixels', assets: [2, 10, 18], similarity: 1 },
  { kind: 'look-alike', assets: [5, 13], similarity: 0.934 },
];
const progress = { done: 212, total: 1204, imagesPerSecond: 41.3, remainingSeconds: 24 };
const failure = (code, message) => ({ code, message, details: {} });

describe('the page', () => {
  test('may load its own files and nothing else', () => {
    const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(served().html);
    const { origin } = served();
    assert.equal(
      policy,
      `default-src 'none'; img-src ${origin}; style-src ${origin}; font-src ${origin}; script-src ${origin}`,
    );
  });

  test('has a script below 120 kB, with what it needs at once', () => {
    const bytesOf = file => {
      const place = path.join(repository, 'dist', file);
      const needed = [...readFileSync(place, 'utf8').matchAll(/\bfrom"\.\/(panel-[\w-]+\.js)"/g)];
      return statSync(place).size + needed.reduce((sum, [, name]) => sum + bytesOf(name), 0);
    };
    const size = bytesOf('panel.js');
    assert.ok(size < 120_000, `${size} bytes`);
  });

  test('is dressed here in every colour that its style sheets name', () => {
    const folder = path.join(repository, 'src/panel');
    const files = readdirSync(folder).map(file => path.join(folder, file));
    const text = [...files, path.join(repository, 'media/panel.css')]
      .map(file => readFileSync(file, 'utf8'))
      .join('\n');
    const used = new Set(text.match(/--vscode-[\w-]+/g));
    for (const [theme, { variables }] of Object.entries(themes)) {
      assert.deepEqual(
        [...used].filter(name => !Object.hasOwn(variables, name)),
        [],
        theme,
      );
    }
  });
});

/** Axe cannot look through what lies above, such as an open list, to the colour below. */
const noContrast = { 'color-contrast': { enabled: false } };

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

describe('100,000 images', () => {
  const scenario = { images: 100_000 };
  const last = 99_999;

  /** Every card that is drawn is the right one, and they follow one another. */
  async function assertRight(page) {
    await allKnown(page);
    const cells = await drawn(page);
    // The focused one stays in the document, wherever it is.
    const inSight = cells.filter(({ top, bottom }) => bottom > 0 && top < 800);
    assert.ok(inSight.length > 5);
    inSight.forEach(({ item, path: shown }, place) => {
      assert.equal(item, inSight[0].item + place);
      assert.equal(shown, pictureAt(item).path);
    });
    return inSight;
  }

  for (const { title, kept, viewport } of [
    { title: 'at the usual size', kept: null, viewport: { width: 1280, height: 800 } },
    { title: 'at the smallest size', kept: { rowHeight: 64 }, viewport: { width: 1280, height: 800 } },
    { title: 'in a large window', kept: null, viewport: { width: 1920, height: 1080 } },
  ]) {
    panelTest(
      `${title} fewer than 400 elements are in the document, wherever it is scrolled to`,
      scenario,
      async (page, t) => {
        await cellsShown(page);
        let most = 0;
        for (const part of [0, 0.001, 0.25, 0.5, 0.77, 1]) {
          await scroller(page).evaluate((element, where) => {
            element.scrollTop = where * (element.scrollHeight - element.clientHeight);
          }, part);
          await settled(page);
          most = Math.max(most, await countElements(page));
          await allKnown(page);
          most = Math.max(most, await countElements(page));
        }
        t.diagnostic(`${most} elements at most`);
        assert.ok(most < 400, `${most} elements`);
      },
      { kept, viewport },
    );
  }

  panelTest('the middle of the scroll shows the images of the middle', scenario, async page => {
    await cellsShown(page);
    await scroller(page).evaluate(element => (element.scrollTop = element.scrollHeight / 2));
    await settled(page);
    const [first] = await assertRight(page);
    assert.ok(Math.abs(first.item - 50_000) < 500, `it shows ${first.item}`);
  });

  panelTest('the End key reaches the last image, and Home the first', scenario, async page => {
    await cellsShown(page);
    await searchBox(page).press('Enter');
    await page.keyboard.press('End');
    await untilFocused(page, last);
    const inSight = await assertRight(page);
    assert.equal(inSight.at(-1).item, last);
    assert.ok(inSight.at(-1).bottom <= 772, 'whole, above the footer');
    await page.keyboard.press('Home');
    await untilFocused(page, 0);
    assert.equal((await assertRight(page))[0].item, 0);
  });

  panelTest(
    'a grid higher than a page may be still scrolls from its first image to its last',
    scenario,
    async page => {
      await cellsShown(page);
      const height = await page.locator('panel-grid .space').evaluate(element => element.offsetHeight);
      assert.equal(height, 10_000_000, 'the scroll is scaled');
      await searchBox(page).press('Enter');
      await page.keyboard.press('End');
      await untilFocused(page, last);
      await allKnown(page);
      const inSight = (await drawn(page)).filter(({ bottom }) => bottom > 0);
      assert.equal(inSight.at(-1).item, last);
      await page.keyboard.press('ArrowUp');
      await untilFocused(page, last - 2);
      await scroller(page).evaluate(element => (element.scrollTop = element.scrollHeight / 2));
      await settled(page);
      await allKnown(page);
      const middle = (await drawn(page)).filter(({ top, bottom }) => bottom > 0 && top < 800);
      assert.ok(Math.abs(middle[0].item - 50_000) < 20, `it shows ${middle[0].item}`);
      for (const { item, path: shown } of middle) assert.equal(shown, pictureAt(item).path);
    },
    { kept: { rowHeight: 320 }, viewport: { width: 480, height: 800 } },
  );
});

describe('pictures', () => {
  panelTest('of the next row are there before it is in sight', { images: 300 }, async page => {
    await allKnown(page);
    const pictures = page.locator('[role=gridcell] img');
    await until(
      () =>
        pictures.evaluateAll(found =>
          found.every(({ complete, naturalWidth }) => complete && naturalWidth > 0),
        ),
      'every picture',
    );
    assert.ok(
      (await drawn(page)).some(({ top }) => top > 800),
      'some of them out of sight',
    );
    // Chromium's lazy pictures wait for sight inside VS Code's frame, which this page does not have.
    assert.ok(await pictures.evaluateAll(found => found.every(({ loading }) => loading !== 'lazy')));
  });
});

describe('the keyboard', () => {
  const scenario = { images: 300, labels, problems: 40, groups, status: { state: 'indexing', progress } };

  panelTest('Tab stops once in each part, on the way there and back', scenario, async page => {
    await cellsShown(page);
    await until(async () => (await focused(page)).part === 'panel-search', 'focus on opening');
    await cell(page, 4).click();
    await page.locator('panel-details h2').waitFor();
    await searchBox(page).focus();
    const parts = ['panel-search', 'panel-toolbar', 'panel-grid', 'panel-details', 'panel-footer'];
    const there = [];
    for (let stop = 0; stop < parts.length; stop++) {
      there.push((await focused(page)).part);
      await page.keyboard.press('Tab');
    }
    assert.deepEqual(there, parts);
    assert.ok(!parts.includes((await focused(page)).part), 'and then it leaves');
    await page.locator('panel-footer button').first().focus();
    const back = [];
    for (let stop = 0; stop < parts.length; stop++) {
      back.push((await focused(page)).part);
      await page.keyboard.press('Shift+Tab');
    }
    assert.deepEqual(back, parts.toReversed());
  });

  panelTest('Tab stops once in the problems, and arrows go from one to the next', scenario, async page => {
    await page.getByRole('button', { name: /^Problems/ }).click();
    await page.getByText('problem-0.png').waitFor();
    await page.keyboard.press('Tab');
    assert.equal((await focused(page)).name, 'Retry');
    await page.keyboard.press('Tab');
    const on = async number =>
      until(async () => (await focused(page)).name === `Reveal problem-${number}.png`, `problem ${number}`);
    await on(0);
    await page.keyboard.press('ArrowDown');
    await on(1);
    await page.keyboard.press('End');
    await on(39);
    await page.getByText('problem-39.png').waitFor();
    const box = await page.getByRole('button', { name: 'Reveal problem-39.png' }).boundingBox();
    assert.ok(box.y > 78 && box.y + box.height < 800, 'in sight');
    await page.keyboard.press('PageUp');
    assert.notEqual((await focused(page)).name, 'Reveal problem-39.png');
    await page.keyboard.press('Home');
    await on(0);
    await page.keyboard.press('Enter');
    await until(async () => (await questions(page, 'reveal')).length === 1, 'the question');
    assert.equal((await questions(page, 'reveal'))[0].request.path, 'broken/problem-0.png');
    await page.keyboard.press('Tab');
    assert.equal((await focused(page)).part, 'panel-footer');
  });

  panelTest('arrows go on from the words to the buttons beside them', scenario, async page => {
    await cellsShown(page);
    await searchBox(page).fill('red');
    await page.keyboard.press('ArrowLeft');
    assert.equal((await focused(page)).name, 'Search images', 'words keep their arrows');
    await page.keyboard.press('End');
    for (const name of ['Clear', 'Choose Image…', 'Settings', 'Search images']) {
      await page.keyboard.press('ArrowRight');
      assert.equal((await focused(page)).name, name);
    }
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowLeft');
    assert.equal((await focused(page)).name, 'Settings');
    await page.keyboard.press('Enter');
    await until(async () => (await commands(page)).join() === 'openSettings', 'the command');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    assert.equal((await focused(page)).name, 'Search images', 'Tab comes to the words');
  });

  panelTest(
    'arrows go through the modes and filters, and Tab comes back to the last one',
    scenario,
    async page => {
      await cellsShown(page);
      await page.keyboard.press('Tab');
      assert.equal((await focused(page)).name, 'Images');
      await page.keyboard.press('ArrowRight');
      assert.equal((await focused(page)).name, 'Review');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      assert.equal((await focused(page)).name, 'Problems, 40');
      await page.keyboard.press('ArrowRight');
      assert.equal((await focused(page)).name, 'Labels');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Shift+Tab');
      assert.equal((await focused(page)).name, 'Labels');
      await page.keyboard.press('Enter');
      await page.getByRole('option', { name: 'All images' }).waitFor();
      await page.keyboard.press('g');
      await until(async () => /^green/.test((await focused(page)).name), 'the letter');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Labels: green' }).waitFor();
      assert.equal((await focused(page)).name, 'Labels: green');
      await until(async () => (await known(page, 0).getAttribute('title')) === 'green-3.png', 'the filter');
      await page.keyboard.press('ArrowRight');
      assert.equal((await focused(page)).name, 'State');
      await page.keyboard.press('ArrowRight');
      const slider = page.getByRole('slider', { name: 'Size of the pictures' });
      assert.equal(await slider.inputValue(), '140');
      await page.keyboard.press('ArrowRight');
      assert.ok(Number(await slider.inputValue()) > 140, 'the slider keeps its arrows');
    },
  );

  panelTest('keys walk through the grid, and the focused image is in sight', scenario, async page => {
    await cellsShown(page);
    await page.keyboard.press('ArrowDown');
    await untilFocused(page, 0);
    await page.keyboard.press('ArrowRight');
    await untilFocused(page, 1);
    await page.keyboard.press('ArrowDown');
    await until(async () => (await focusedItem(page)) > 1, 'the next row');
    const below = await focusedItem(page);
    const [one, two] = await Promise.all([1, below].map(item => cell(page, item).boundingBox()));
    assert.ok(two.y > one.y);
    assert.ok(Math.abs(two.x + two.width / 2 - one.x - one.width / 2) < 200, 'the one below');
    await page.keyboard.press('ArrowUp');
    await untilFocused(page, 1);
    await page.keyboard.press('PageDown');
    await until(async () => (await focusedItem(page)) > below, 'a page further');
    const further = await cell(page, await focusedItem(page)).boundingBox();
    assert.ok(further.y > 78 && further.y + further.height < 775, 'in sight');
    await page.keyboard.press('PageUp');
    await until(async () => (await focusedItem(page)) < 8, 'a page back');
    await page.keyboard.press('End');
    await untilFocused(page, 299);
    await page.keyboard.press('ArrowLeft');
    await untilFocused(page, 298);
    await page.keyboard.press('Home');
    await untilFocused(page, 0);
  });

  panelTest('after a click between the images the arrows still move the keyboard', scenario, async page => {
    await cellsShown(page);
    await scroller(page).click({ position: { x: 4, y: 300 } });
    await page.keyboard.press('ArrowRight');
    await untilFocused(page, 1);
  });

  panelTest('Enter opens, with Ctrl beside, and Space shows the details', scenario, async page => {
    await cellsShown(page);
    await page.keyboard.press('Enter');
    await untilFocused(page, 0);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await until(async () => (await questions(page, 'open')).length === 2, 'both');
    assert.deepEqual(
      (await questions(page, 'open')).map(({ request }) => [request.path, request.beside]),
      [
        ['red-0.png', false],
        ['red-0.png', true],
      ],
    );
    await page.keyboard.press('Space');
    const details = page.getByRole('region', { name: 'Details' });
    await details.getByRole('heading', { name: 'red-0.png' }).waitFor();
    assert.equal(await focusedItem(page), 0, 'the keyboard stays in the grid');
    await page.keyboard.press('ArrowRight');
    await details.getByRole('heading', { name: 'orange-1.png' }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal((await focused(page)).part, 'panel-details');
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });
    await untilFocused(page, 1);
  });

  panelTest('a file that the browser cannot show is shown as the Lens made it', scenario, async page => {
    await page.route('**/files/red-0.png*', route =>
      route.fulfill({ contentType: 'image/png', body: 'no picture' }),
    );
    await cellsShown(page);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    await page.locator('panel-details img[src*="/thumbnails/"]').waitFor();
    assert.equal((await questions(page, 'largePicture')).length, 1);
    await page.keyboard.press('ArrowRight');
    await page.locator('panel-details img[src*="/files/"]').waitFor();
    assert.equal((await questions(page, 'largePicture')).length, 1);
  });

  panelTest(
    'F finds similar images, D shows the copies, and Alt with an arrow comes back',
    scenario,
    async page => {
      await cellsShown(page);
      await page.keyboard.press('Enter');
      await page.keyboard.press('d');
      await page.keyboard.press('F');
      await page.locator('.chip', { hasText: 'red-0.png' }).waitFor();
      assert.deepEqual(await questions(page, 'duplicates'), [], 'this one has no copies');
      // The chip is there before the question is.
      const likeFile = async () => (await questions(page, 'search')).at(-1)?.request.like?.file;
      await until(
        async () => (await likeFile()) === '/pictures/folder-0/red-0.png',
        'the search for its like',
      );
      await page.keyboard.press('Alt+ArrowLeft');
      await page.locator('.chip').waitFor({ state: 'detached' });
      await until(async () => (await known(page, 4).count()) === 1, 'all images');
      await cell(page, 4).click();
      await page.keyboard.press('d');
      await page.getByRole('gridcell', { name: '2 copies of the same file' }).waitFor();
      await page.keyboard.press('Alt+ArrowLeft');
      await page.getByText('300 images', { exact: true }).first().waitFor();
      await page.keyboard.press('Alt+ArrowRight');
      await page.getByRole('gridcell', { name: '2 copies of the same file' }).waitFor();
    },
  );

  panelTest('Shift with arrows and Ctrl+A select, and Ctrl+C copies the paths', scenario, async page => {
    await cellsShown(page);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await untilFocused(page, 3);
    const selected = page.locator('[role=gridcell][aria-selected=true]');
    assert.equal(await selected.count(), 3);
    await page.keyboard.press('Control+c');
    await page.getByText('3 paths copied').waitFor({ state: 'attached' });
    assert.deepEqual(
      (await questions(page, 'copyPaths'))[0].request.places.map(place => place.path),
      ['orange-1.png', 'yellow-2.png', 'green-3.png'],
    );
    await page.keyboard.press('Shift+ArrowLeft');
    await until(async () => (await selected.count()) === 2, 'one fewer');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await page.getByText('300 paths copied').waitFor({ state: 'attached' });
    await page.keyboard.press('ArrowRight');
    await until(async () => (await selected.count()) === 1, 'the selection ends');
    await page.keyboard.press('Control+c');
    await page.getByText('Path copied').waitFor({ state: 'attached' });
  });

  panelTest('Escape leads from the grid to the words, and then clears them', scenario, async page => {
    await searchBox(page).fill('red');
    await page.getByText('38 of 300').waitFor();
    await page.keyboard.press('Enter');
    await untilFocused(page, 0);
    await page.keyboard.press('Escape');
    assert.equal((await focused(page)).part, 'panel-search');
    assert.equal(await searchBox(page).inputValue(), 'red');
    await page.keyboard.press('Escape');
    await page.getByText('300 images', { exact: true }).first().waitFor();
    assert.equal(await searchBox(page).inputValue(), '');
    await page.keyboard.press('ArrowUp');
    await until(async () => (await searchBox(page).inputValue()) === 'red', 'the last search');
  });
});

describe('the screen reader', () => {
  panelTest(
    'hears a grid with its true rows, though few of them exist',
    { images: 10_000, labels },
    async page => {
      await cellsShown(page);
      const grid = page.getByRole('grid', { name: 'Images' });
      const rows = Number(await grid.getAttribute('aria-rowcount'));
      assert.ok(rows > 1000, `${rows} rows`);
      await scroller(page).evaluate(element => (element.scrollTop = element.scrollHeight));
      await settled(page);
      await allKnown(page);
      const indexes = await page
        .locator('[role=row]')
        .evaluateAll(found => found.map(row => Number(row.ariaRowIndex)));
      assert.equal(Math.max(...indexes), rows, 'the last row says so');
      const columns = await page
        .locator(`[role=row][aria-rowindex="${rows}"] [role=gridcell]`)
        .evaluateAll(found => found.map(found => Number(found.ariaColIndex)));
      assert.deepEqual(
        columns,
        columns.map((_, place) => place + 1),
      );
      assert.equal(await page.locator('[role=gridcell][tabindex="0"]').count(), 1, 'one stop of the Tab key');
    },
  );

  panelTest('hears name, folder, tags, band and copies of an image', { images: 300, labels }, async page => {
    await searchBox(page).fill('red');
    await page.getByText('38 of 300').waitFor();
    await allKnown(page);
    const names = await page
      .locator('[role=gridcell][data-item]')
      .evaluateAll(cells => cells.map(found => found.ariaLabel));
    assert.ok(
      names.includes('red-40.png, red 87 %, Strong match, 2 copies, icons'),
      names.slice(0, 8).join(' | '),
    );
  });

  panelTest(
    'hears starts, ends and every tenth per cent, and nothing in between',
    { images: 300 },
    async page => {
      await cellsShown(page);
      const spoken = page.getByRole('status');
      await until(async () => (await spoken.textContent()) === '300 images', 'how many there are');
      const status = (state, done) =>
        page.evaluate(
          ([to, part]) =>
            globalThis.fake.tellLens('status', {
              ...globalThis.fake.status(),
              state: to,
              progress:
                part === null ? null : { done: part, total: 1000, imagesPerSecond: 40, remainingSeconds: 9 },
            }),
          [state, done],
        );
      await status('indexing', 0);
      await until(async () => (await spoken.textContent()) === 'Indexing started', 'the start');
      await page.evaluate(() => {
        globalThis.said = [];
        const region = document.querySelector('asset-lens-app').shadowRoot.querySelector('[role=status]');
        new MutationObserver(() => globalThis.said.push(region.textContent)).observe(region, {
          childList: true,
          characterData: true,
          subtree: true,
        });
      });
      for (let done = 10; done <= 390; done += 10) {
        await tell(page, 'tellLens', 'progress', {
          done,
          total: 1000,
          imagesPerSecond: 40,
          remainingSeconds: 9,
        });
      }
      await until(async () => (await spoken.textContent()) === 'Indexing: 30 %', 'thirty per cent');
      await status('idle', null);
      await until(async () => (await spoken.textContent()) === 'Indexing finished', 'the end');
      assert.deepEqual(await page.evaluate(() => globalThis.said), [
        'Indexing: 10 %',
        'Indexing: 20 %',
        'Indexing: 30 %',
        'Indexing finished',
      ]);
    },
  );
});

describe('search', () => {
  panelTest('is asked once after a pause of typing, not at every letter', { images: 300 }, async page => {
    await cellsShown(page);
    await searchBox(page).evaluate(input => {
      for (const text of ['r', 're', 'red']) {
        input.value = text;
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }
    });
    await page.getByText('38 of 300').waitFor();
    assert.deepEqual(
      (await questions(page, 'search')).map(({ request }) => request.text),
      ['', 'red'],
    );
  });

  panelTest('that is overtaken is given up, and its answer is never shown', { images: 300 }, async page => {
    await cellsShown(page);
    await page.evaluate(() => globalThis.fake.hold('search'));
    await searchBox(page).fill('red');
    await until(
      async () => (await questions(page, 'search')).at(-1).request.text === 'red',
      'the first question',
    );
    await searchBox(page).fill('blue');
    await until(
      async () => (await questions(page, 'search')).at(-1).request.text === 'blue',
      'the second question',
    );
    assert.deepEqual(
      (await questions(page, 'search')).slice(1).map(({ isAborted }) => isAborted),
      [true, false],
    );
    await page.evaluate(() => globalThis.fake.letGo('search'));
    await until(async () => (await known(page, 0).getAttribute('title'))?.startsWith('blue'), 'the answer');
    await settled(page);
    assert.ok((await drawn(page)).slice(0, 5).every(({ path: shown }) => shown.includes('blue-')));
  });

  panelTest(
    'that is overtaken while its focused image is looked for is not shown either',
    { images: 300 },
    async page => {
      await page.evaluate(() => globalThis.fake.hold('locate'));
      await cellsShown(page);
      await tell(page, 'tell', 'show', { text: 'red', selected: '/pictures/folder-0/red-8.png' });
      await until(async () => (await questions(page, 'locate')).length === 1, 'where it is');
      await page.evaluate(() => globalThis.fake.hold('search'));
      await searchBox(page).fill('blue');
      await until(
        async () => (await questions(page, 'search')).at(-1).request.text === 'blue',
        'the next one',
      );
      await page.evaluate(() => globalThis.fake.letGo('locate'));
      await sleep(100);
      assert.equal(await page.getByText('38 of 300').count(), 0);
      await page.evaluate(() => globalThis.fake.letGo('search'));
      await page.getByText('37 of 300').waitFor();
    },
  );

  panelTest('leaves the old answer in sight until the new one is there', { images: 300 }, async page => {
    await cellsShown(page);
    await page.evaluate(() => {
      globalThis.fewest = Infinity;
      const app = document.querySelector('asset-lens-app').shadowRoot;
      const look = () => {
        const grid = app.querySelector('panel-grid')?.shadowRoot;
        const cells = grid?.querySelectorAll('.cell:not(.unknown)').length ?? 0;
        globalThis.fewest = Math.min(globalThis.fewest, cells);
        requestAnimationFrame(look);
      };
      look();
      globalThis.fake.hold('search');
    });
    await searchBox(page).fill('a sports car');
    await until(async () => (await questions(page, 'search')).length === 2, 'the question');
    await sleep(500);
    assert.equal(await page.locator('panel-search .spin').count(), 1, 'a sign of waiting');
    await page.evaluate(() => globalThis.fake.letGo('search'));
    await page.getByRole('gridcell', { name: 'No good match. Closest:' }).waitFor();
    assert.ok((await page.evaluate(() => globalThis.fewest)) > 10);
  });

  panelTest('that fails says why, and the images stay', { images: 300 }, async page => {
    await cellsShown(page);
    await change(page, { failures: { search: failure('invalid-argument', 'chosen.png is not an image.') } });
    await page.getByRole('button', { name: 'Choose Image…' }).click();
    await page.getByRole('alert').getByText('chosen.png is not an image.').waitFor();
    assert.ok((await drawn(page)).length > 10);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  panelTest(
    'begins where a command wants it to',
    { images: 300, setup: { show: { text: 'blue' } } },
    async page => {
      await page.getByText('37 of 300').waitFor();
      assert.equal(await searchBox(page).inputValue(), 'blue');
      await tell(page, 'tell', 'show', { text: 'red', like: null });
      await page.getByText('38 of 300').waitFor();
      assert.equal(await searchBox(page).inputValue(), 'red');
    },
  );
});

describe('an image pasted or dropped', () => {
  /** Puts a file of so many bytes to the search box, as the clipboard or the mouse would. */
  const put = (page, how, bytes, type = 'image/png') =>
    searchBox(page).evaluate(
      (input, [event, size, mime]) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(size)], 'shot.png', { type: mime }));
        const options = { bubbles: true, composed: true, cancelable: true };
        input.dispatchEvent(
          event === 'paste'
            ? new ClipboardEvent('paste', { ...options, clipboardData: data })
            : new DragEvent('drop', { ...options, dataTransfer: data }),
        );
      },
      [how, bytes, type],
    );
  const kept = async page =>
    page.evaluate(() =>
      globalThis.fake.asked
        .filter(({ name }) => name === 'keepImage')
        .map(({ request }) => [request.name, request.bytes.length]),
    );

  for (const how of ['paste', 'drop']) {
    panelTest(`(${how}) becomes an example beside the words`, { images: 300 }, async page => {
      await cellsShown(page);
      await put(page, how, 1000);
      await page.locator('.chip', { hasText: 'shot.png' }).waitFor();
      assert.deepEqual(await kept(page), [['shot.png', 1000]], 'once');
      await until(async () => (await questions(page, 'search')).at(-1).request.like !== null, 'the question');
      assert.deepEqual((await questions(page, 'search')).at(-1).request.like, { file: '/tmp/shot.png' });
      await searchBox(page).fill('at night');
      await until(async () => (await questions(page, 'search')).at(-1).request.text === 'at night', 'both');
      assert.deepEqual((await questions(page, 'search')).at(-1).request.like, { file: '/tmp/shot.png' });
      await page.getByRole('button', { name: 'Remove the example shot.png' }).click();
      await page.locator('.chip').waitFor({ state: 'detached' });
      await until(async () => (await questions(page, 'search')).at(-1).request.like === null, 'words alone');
    });
  }

  panelTest('of more than 20 MB is refused before it is sent', { images: 300 }, async page => {
    await cellsShown(page);
    await put(page, 'paste', 20 * 1024 * 1024 + 1);
    await page.getByRole('alert').getByText('The image is larger than 20 MB.').waitFor();
    assert.deepEqual(await kept(page), []);
    await put(page, 'paste', 20 * 1024 * 1024);
    await page.locator('.chip', { hasText: 'shot.png' }).waitFor();
    assert.deepEqual(await kept(page), [['shot.png', 20 * 1024 * 1024]]);
  });

  panelTest('is not what text is', { images: 300 }, async page => {
    await cellsShown(page);
    await put(page, 'paste', 10, 'text/plain');
    await settled(page);
    assert.deepEqual(await kept(page), []);
  });
});

describe('when images come and go', () => {
  const scenario = { first: 40, images: 200 };
  const more = { first: 0, images: 240 };

  /** Earlier images come; the panel hears of it and asks again. */
  async function come(page, then = more) {
    const before = (await questions(page, 'search')).length;
    await change(page, then);
    await tell(page, 'tellLens', 'changed', { assets: 240 });
    await until(async () => (await questions(page, 'search')).length > before, 'the question');
    await allKnown(page);
  }

  panelTest('the keyboard stays on its image', scenario, async page => {
    await cellsShown(page);
    await page.keyboard.press('Enter');
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight');
    await untilFocused(page, 3);
    const title = await cell(page, 3).getAttribute('title');
    await come(page);
    await untilFocused(page, 43);
    assert.equal(await cell(page, 43).getAttribute('title'), title);
    await page.keyboard.press('ArrowLeft');
    await untilFocused(page, 42);
  });

  panelTest('a keyboard that just came to the grid stays, too', scenario, async page => {
    await cellsShown(page);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await untilFocused(page, 0);
    await come(page);
    await untilFocused(page, 40);
  });

  panelTest('nothing is selected that nobody chose', scenario, async page => {
    await cellsShown(page);
    await come(page);
    await until(
      async () => (await known(page, 0).getAttribute('title')) === pictureAt(0).path,
      'the new ones',
    );
    assert.equal(await page.locator('[role=gridcell][aria-selected=true]').count(), 0);
    assert.equal(await cell(page, 0).getAttribute('tabindex'), '0');
  });

  panelTest('what is in sight stays in sight', scenario, async page => {
    await cellsShown(page);
    await scroller(page).evaluate(element => (element.scrollTop = 1900));
    await settled(page);
    await allKnown(page);
    const top = (await drawn(page)).find(({ bottom }) => bottom > 90);
    await come(page);
    const moved = (await drawn(page)).find(({ path: shown }) => shown === top.path);
    assert.ok(moved, 'it is still drawn');
    assert.ok(Math.abs(moved.top - top.top) < 1, `${top.top} became ${moved.top}`);
  });

  panelTest('the selected images stay selected', scenario, async page => {
    await cellsShown(page);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await untilFocused(page, 2);
    await come(page);
    await untilFocused(page, 42);
    await page.keyboard.press('Control+c');
    await page.getByText('3 paths copied').waitFor({ state: 'attached' });
    assert.deepEqual(
      (await questions(page, 'copyPaths'))[0].request.places.map(place => place.path),
      [40, 41, 42].map(n => pictureAt(n).path),
    );
  });

  panelTest('an image that has gone is asked for once', { images: 30, gone: [3] }, async page => {
    await cellsShown(page);
    await page.mouse.move(300, 300);
    await sleep(300);
    const asked = await questions(page, 'cards');
    assert.equal(asked.filter(({ request }) => request.ids.includes(4)).length, 1);
    assert.equal(await cell(page, 3).getAttribute('aria-label'), 'Loading');
  });

  panelTest(
    'facts that cannot be had are asked for once, and it is said',
    { images: 30, failures: { cards: failure('store-failed', 'The index cannot be read.') } },
    async page => {
      await page.getByRole('alert').getByText('The index cannot be read.').waitFor();
      await sleep(300);
      assert.equal((await questions(page, 'cards')).length, 1);
    },
  );

  panelTest(
    'an engine that was started again is asked for its own ids alone',
    { images: 300 },
    async page => {
      await cellsShown(page);
      await page.keyboard.press('Enter');
      for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowRight');
      await untilFocused(page, 5);
      const title = await cell(page, 5).getAttribute('title');
      await tell(page, 'tell', 'engine', { reason: 'It crashed.' });
      await page.getByRole('alert').waitFor();
      assert.ok((await drawn(page)).length > 10, 'results stay');
      await change(page, { firstId: 5000 });
      await page.evaluate(() => globalThis.fake.hold('search'));
      await tell(page, 'tell', 'engine', { reason: null });
      await until(async () => (await questions(page, 'search')).at(-1).connection === 2, 'the new question');
      for (const top of [4000, 0]) {
        await scroller(page).evaluate((element, to) => (element.scrollTop = to), top);
        await settled(page);
        await sleep(50);
      }
      await page.evaluate(() => globalThis.fake.letGo('search'));
      await until(async () => (await questions(page, 'cards')).at(-1).connection === 2, 'the new cards');
      await allKnown(page);
      const ids = (await questions(page, 'cards'))
        .filter(({ connection }) => connection === 2)
        .flatMap(({ request }) => request.ids);
      assert.ok(ids.length > 10);
      assert.ok(
        ids.every(id => id >= 5000),
        ids.slice(0, 10).join(),
      );
      assert.equal(await page.getByRole('alert').count(), 0);
      await untilFocused(page, 5);
      assert.equal(await cell(page, 5).getAttribute('title'), title);
    },
  );
});

describe('a reload', () => {
  panelTest('keeps words, size, scroll and the focused image', { images: 3000 }, async page => {
    await cellsShown(page);
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await untilFocused(page, 2999);
    await page.keyboard.press('ArrowUp');
    await until(async () => (await focusedItem(page)) < 2999, 'one up');
    const item = await focusedItem(page);
    await allKnown(page);
    await sleep(400);
    const top = await scroller(page).evaluate(element => element.scrollTop);
    await page.reload();
    await known(page, item).waitFor();
    assert.equal(await cell(page, item).getAttribute('tabindex'), '0');
    await until(
      async () => Math.abs((await scroller(page).evaluate(element => element.scrollTop)) - top) < 2,
      'the scroll',
    );
  });

  panelTest('keeps a focus whose image was not known yet', { images: 3000 }, async page => {
    await cellsShown(page);
    await page.evaluate(() => globalThis.fake.hold('cards'));
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await untilFocused(page, 2999);
    await page.evaluate(() => globalThis.fake.letGo('cards'));
    await known(page, 2999).waitFor();
    await until(
      async () =>
        (await page.evaluate(() => globalThis.fake.getState()))?.selected ===
        `/pictures/folder-0/${pictureAt(2999).path}`,
      'the path',
    );
  });

  panelTest(
    'takes what an older version kept',
    { images: 300 },
    async page => {
      await page.getByText('38 of 300').waitFor();
      assert.equal(await searchBox(page).inputValue(), 'red');
    },
    { kept: { text: 'red', mode: 'grid', rowHeight: 'large', folder: '/gone' } },
  );
});

describe('people see it as they need', () => {
  for (const theme of ['Dark High Contrast', 'Light High Contrast']) {
    panelTest(
      `in ${theme} axe finds nothing, and the mode that is on has a border`,
      { images: 300, labels, problems: 3 },
      async page => {
        await cellsShown(page);
        await searchBox(page).fill('red');
        await page.getByText('38 of 300').waitFor();
        await page.keyboard.press('Enter');
        await untilFocused(page, 0);
        await page.keyboard.press('Space');
        await page.locator('panel-details h2').waitFor();
        assert.deepEqual((await axeFindings(page)).findings, []);
        const borders = await page
          .locator('panel-toolbar .mode')
          .evaluateAll(modes => modes.map(mode => getComputedStyle(mode).borderColor));
        assert.notEqual(borders[0], borders[1]);
        await page.screenshot({ path: path.join(shots, `panel search, ${theme}.png`.replaceAll(' ', '-')) });
      },
      { theme },
    );
  }

  panelTest(
    'in forced colours focus, selection, mode and progress can be told',
    { images: 300, labels, problems: 3, status: { state: 'indexing', progress } },
    async page => {
      await cellsShown(page);
      assert.equal(await page.evaluate(() => matchMedia('(forced-colors: active)').matches), true);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Shift+ArrowRight');
      await untilFocused(page, 1);
      const outlines = await page
        .locator('[role=gridcell][data-item]')
        .evaluateAll(cells =>
          cells
            .slice(0, 3)
            .map(found => `${getComputedStyle(found).outlineStyle} ${getComputedStyle(found).outlineWidth}`),
        );
      assert.deepEqual(outlines.slice(0, 2), ['solid 2px', 'solid 3px']);
      assert.match(outlines[2], /^none|^solid 0px/);
      const modes = await page
        .locator('panel-toolbar .mode')
        .evaluateAll(found => found.map(mode => getComputedStyle(mode).backgroundColor));
      assert.notEqual(modes[0], modes[1]);
      const { borderTopStyle } = await page
        .locator('panel-footer progress')
        .evaluate(bar => ({ borderTopStyle: getComputedStyle(bar).borderTopStyle }));
      assert.equal(borderTopStyle, 'solid');
      // Axe reads the colours of the style sheet, not those that are forced.
      assert.deepEqual((await axeFindings(page, noContrast)).findings, []);
      await page.screenshot({ path: path.join(shots, 'panel-forced-colours.png') });
    },
    { forcedColors: 'active' },
  );

  /** How many animations run, in every shadow tree. */
  const running = page =>
    page.evaluate(() => {
      const count = root =>
        [...root.querySelectorAll('*')].reduce(
          (sum, element) =>
            sum + element.getAnimations().length + (element.shadowRoot ? count(element.shadowRoot) : 0),
          0,
        );
      return count(document);
    });
  const looking = { indexed: false, status: { state: 'indexing', progress: null } };

  for (const { title, options, moves } of [
    { title: 'as usual something moves while it works', options: {}, moves: true },
    { title: 'nothing moves where the system says so', options: { reducedMotion: 'reduce' }, moves: false },
    { title: 'nothing moves where VS Code says so', options: { calm: true }, moves: false },
  ]) {
    panelTest(
      title,
      looking,
      async page => {
        await page.locator('.skeleton').waitFor();
        await page.locator('panel-footer .spin').waitFor();
        await settled(page);
        assert.equal((await running(page)) > 0, moves);
      },
      options,
    );
  }

  for (const { title, options, columns } of [
    {
      title: 'enlarged to 200 %',
      options: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
    },
    { title: 'at 700 pixels', options: { viewport: { width: 700, height: 800 } } },
    { title: 'at 400 pixels', options: { viewport: { width: 400, height: 700 } }, columns: 2 },
    { title: 'at 320 pixels', options: { viewport: { width: 320, height: 600 } }, columns: 2 },
  ]) {
    panelTest(
      `${title} nothing is cut off, nothing scrolls sideways, and everything can be reached`,
      { images: 300, labels, problems: 3, folders: 2, status: { state: 'indexing', progress } },
      async page => {
        await cellsShown(page);
        const { width } = options.viewport;
        const outside = await page.evaluate(() => {
          const found = [];
          const look = root => {
            for (const element of root.querySelectorAll('button, input, .part, .cell')) {
              const { left, right, width: wide } = element.getBoundingClientRect();
              if (wide > 0 && (left < 0 || right > innerWidth + 0.5))
                found.push(`${element.localName} ${element.className} ${left}..${right}`);
            }
            for (const element of root.querySelectorAll('*'))
              if (element.shadowRoot) look(element.shadowRoot);
          };
          look(document);
          return found;
        });
        assert.deepEqual(outside, []);
        assert.equal(await page.evaluate(() => document.body.scrollWidth - document.body.clientWidth), 0);
        if (columns) {
          const row = await page.locator('[role=row]').first().locator('[role=gridcell]').count();
          assert.equal(row, columns);
          await page.getByRole('button', { name: 'Filters' }).click();
        }
        await page.getByRole('slider', { name: 'Size of the pictures' }).waitFor();
        const small = await page.evaluate(() => {
          const found = [];
          const look = root => {
            for (const element of root.querySelectorAll('button, input[type=range], [role=option], label')) {
              const { width: wide, height } = element.getBoundingClientRect();
              if (wide > 0 && (wide < 24 || height < 24))
                found.push(`${element.className} ${wide}×${height}`);
            }
            for (const element of root.querySelectorAll('*'))
              if (element.shadowRoot) look(element.shadowRoot);
          };
          look(document);
          return found;
        });
        assert.deepEqual(small, [], 'targets of 24 px at least');
        assert.deepEqual((await axeFindings(page)).findings, []);
        await searchBox(page).press('Enter');
        await page.keyboard.press('Space');
        const details = page.getByRole('region', { name: 'Details' });
        await details.getByRole('heading', { name: 'red-0.png' }).waitFor();
        const box = await details.boundingBox();
        assert.ok(box.x >= 0 && box.x + box.width <= width + 0.5);
        await page.screenshot({ path: path.join(shots, `panel ${title}.png`.replaceAll(/[ %]+/g, '-')) });
        await page.keyboard.press('Escape');
        await details.waitFor({ state: 'detached' });
      },
      options,
    );
  }

  panelTest(
    'in their own words',
    {
      images: 1204,
      setup: {
        language: 'de',
        words: { 'Describe an image': 'Bild beschreiben', '{0} images': '{0} Bilder' },
      },
    },
    async page => {
      await page.getByPlaceholder('Bild beschreiben').waitFor();
      await page.getByText('1.204 Bilder').first().waitFor();
    },
  );
});
