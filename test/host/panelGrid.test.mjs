// The panel's grid in a real browser: 100,000 images, and images that come and go.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pictureAt } from '../panel/formula.ts';
import {
  allKnown,
  cell,
  cellsShown,
  change,
  countElements,
  drawn,
  failure,
  known,
  scroller,
  searchBox,
  settled,
  tell,
  untilFocused,
} from './panelParts.mjs';
import { panelTests, questions, until } from './panelTests.mjs';

const { panelTest } = panelTests();

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
