// Searching in the panel, by words and by a picture, in a real browser.
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { cellsShown, change, drawn, failure, known, searchBox, settled, tell } from './panelParts.mjs';
import { panelTests, questions, until } from './panelTests.mjs';

const { panelTest } = panelTests();

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
