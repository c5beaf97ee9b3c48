// The panel by keyboard alone, and what a screen reader hears, in a real browser.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import {
  allKnown,
  cell,
  cellsShown,
  commands,
  focused,
  focusedItem,
  groups,
  known,
  labels,
  progress,
  scroller,
  searchBox,
  settled,
  tell,
  untilFocused,
} from './panelParts.mjs';
import { panelTests, questions, until } from './panelTests.mjs';

const { panelTest } = panelTests();

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
