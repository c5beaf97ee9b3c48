// The panel's page in a real browser, under the policy that the extension writes: what it may load, its pictures, and what a reload keeps.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pictureAt } from '../panel/formula.ts';
import { repository } from './host.mjs';
import { themes } from './panelPage.mjs';
import {
  allKnown,
  cell,
  cellsShown,
  drawn,
  focusedItem,
  known,
  scroller,
  searchBox,
  untilFocused,
} from './panelParts.mjs';
import { panelTests, until } from './panelTests.mjs';

const { panelTest, served } = panelTests();

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
