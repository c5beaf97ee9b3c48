// The panel as people need to see it, in a real browser: contrast, forced colours, motion, widths, language.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe } from 'node:test';
import { axeFindings } from './panelPage.mjs';
import { cellsShown, labels, noContrast, progress, searchBox, settled, untilFocused } from './panelParts.mjs';
import { panelTests, shots } from './panelTests.mjs';

const { panelTest } = panelTests();

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
