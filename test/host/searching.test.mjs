// The search for duplicates in the panel, in a real browser: groups that come in, how far it is, stopping it and going on.
import assert from 'node:assert/strict';
import path from 'node:path';
import { axeFindings } from './panelPage.mjs';
import { asked, panelTests, shots, until } from './panelTests.mjs';

const { panelTest } = panelTests();

const group = (kind, ...assets) => ({ kind, assets, similarity: 1, pairs: [] });
const groups = [group('same-bytes', 4, 5), group('same-pixels', 6, 7)];
const scenario = { images: 40, groups, search: 'going on' };
const kept = { mode: 'duplicates' };
const progress = {
  step: 'looking',
  done: 250,
  total: 1000,
  copies: 3,
  compared: 250,
  outlined: 90,
  perSecond: 52.4,
  remainingSeconds: 14.3,
};

const footer = page => page.locator('panel-footer');
const tell = (page, change = {}) =>
  page.evaluate(told => globalThis.fake.tellLens('duplicates', told), { ...progress, ...change });
const spoken = (page, text) =>
  until(async () => (await page.locator('[role=status]').textContent()) === text, `"${text}" is said`);
const shot = (page, name) => page.screenshot({ path: path.join(shots, `searching-${name}.png`) });

panelTest(
  'groups come in while the search goes on, with rate and remaining time, and the focus stays where it is',
  scenario,
  async page => {
    await footer(page).getByText('2 groups so far').waitFor();
    await page.getByText('2 files with the same pixels').waitFor();
    await page.getByRole('gridcell').first().focus();
    await page.keyboard.press('ArrowDown');
    const focused = () => page.locator('[role=gridcell][tabindex="0"]').getAttribute('aria-label');
    const before = await focused();
    await tell(page);
    await footer(page).getByText('Comparing likely pairs 25 % · 52/s · 14 s').waitFor();
    await shot(page, 'dark');
    assert.deepEqual((await axeFindings(page)).findings, []);
    await page.evaluate(
      more => globalThis.fake.change({ groups: more }),
      [group('same-bytes', 1, 2, 3), ...groups],
    );
    await tell(page, { done: 300 });
    await footer(page).getByText('3 groups so far').waitFor();
    await page.getByText('3 copies of the same file').waitFor();
    assert.equal(await focused(), before);
    await spoken(page, 'Looking for duplicates: 30 %');
    await page.evaluate(() => globalThis.fake.change({ search: 'whole' }));
    await page.evaluate(() => globalThis.fake.tellLens('changed', { assets: 40 }));
    await footer(page).getByText('3 groups', { exact: true }).waitFor();
    await spoken(page, 'All duplicates found: 3 groups');
    assert.equal(await footer(page).getByRole('button', { name: 'Stop Looking' }).count(), 0);
  },
  { kept, calm: true },
);

panelTest(
  'Stop stops it, by keyboard, the page says so and how to go on; whatever changes, it stays stopped until then',
  scenario,
  async page => {
    await tell(page);
    const stop = footer(page).getByRole('button', { name: 'Stop Looking for Duplicates' });
    await stop.focus();
    await page.keyboard.press('Enter');
    await footer(page).getByText('2 groups so far · search stopped').waitFor();
    await spoken(page, 'The search was stopped: 2 groups');
    await shot(page, 'stopped');
    assert.deepEqual((await axeFindings(page)).findings, []);
    assert.equal((await asked(page, 'stopDuplicates')).length, 1);
    const before = (await asked(page, 'duplicatesPage')).length;
    await page.evaluate(() => globalThis.fake.tellLens('changed', { assets: 41 }));
    await until(async () => (await asked(page, 'duplicatesPage')).length > before, 'it is asked again');
    // The view of the groups one by one is the same search.
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.locator('panel-copies .head').getByText('Group 1 of 2 so far').waitFor();
    const on = footer(page).getByRole('button', { name: 'Search On' });
    await on.waitFor();
    assert.ok((await asked(page, 'duplicatesPage')).slice(before).every(({ goesOn }) => !goesOn));
    await on.focus();
    await page.keyboard.press('Enter');
    await spoken(page, 'The search goes on');
    await stop.waitFor();
  },
  { kept, calm: true },
);

panelTest(
  'before the first group the page says what is done, and after Stop that nothing was found so far',
  { ...scenario, groups: [] },
  async page => {
    await page.getByRole('heading', { name: 'Looking for duplicates' }).waitFor();
    await tell(page, { step: 'choosing', perSecond: 0, remainingSeconds: null });
    await page.locator('.screen').getByText('Choosing images 25 %').waitFor();
    await tell(page, { step: 'waiting' });
    await page.locator('.screen').getByText('when nothing else is to be done').waitFor();
    await shot(page, 'nothing-yet');
    await footer(page).getByRole('button', { name: 'Stop Looking for Duplicates' }).click();
    await page.getByRole('heading', { name: 'The search was stopped' }).waitFor();
    assert.deepEqual((await axeFindings(page)).findings, []);
    await page.locator('.screen').getByRole('button', { name: 'Search On' }).click();
    await page.getByRole('heading', { name: 'Looking for duplicates' }).waitFor();
  },
  { kept, calm: true },
);

panelTest(
  'who leaves the duplicates ends the search, and who comes back has it go on',
  scenario,
  async page => {
    await footer(page).getByText('2 groups so far').waitFor();
    await page.getByRole('button', { name: 'Images', exact: true }).click();
    await footer(page).getByText('40 images').waitFor();
    await until(async () => (await asked(page, 'stopDuplicates')).length === 1, 'it is stopped');
    await page.getByRole('button', { name: 'Duplicates', exact: true }).click();
    await footer(page).getByText('2 groups so far', { exact: true }).waitFor();
    await footer(page).getByRole('button', { name: 'Stop Looking for Duplicates' }).waitFor();
  },
  { kept, calm: true },
);

panelTest(
  'Variants lists sets after the groups, none of them to be kept, and what is missing in them',
  {
    ...scenario,
    search: 'whole',
    sets: [
      {
        kind: 'variants',
        folder: '/pictures/folder-0',
        rules: ['scale'],
        assets: [8, 9],
        missing: ['icons/home@2x.png'],
      },
    ],
  },
  async page => {
    await footer(page).getByText('2 groups', { exact: true }).waitFor();
    assert.equal((await asked(page, 'variants')).length, 0);
    await page.getByRole('checkbox', { name: 'Variants' }).check();
    await page.getByText('2 variants (scale) · missing: home@2x.png').waitFor();
    assert.equal(
      await page.getByText('Keep', { exact: true }).count(),
      2,
      'one in each group, none in the set',
    );
    assert.deepEqual(await asked(page, 'variants'), [{ folder: null }]);
    assert.ok((await asked(page, 'duplicatesPage')).every(({ goesOn }, place) => place === 0 || !goesOn));
    await shot(page, 'variants');
    assert.deepEqual((await axeFindings(page)).findings, []);
  },
  { kept, calm: true },
);

for (const [name, options] of Object.entries({
  light: { theme: 'Light Modern' },
  'high contrast': { theme: 'Dark High Contrast' },
  'light high contrast': { theme: 'Light High Contrast' },
  narrow: { viewport: { width: 340, height: 600 } },
}))
  panelTest(
    `the search in ${name}`,
    { ...scenario, groups: [group('same-bytes', 1, 2, 3), ...groups] },
    async page => {
      await footer(page).getByText('3 groups so far').waitFor();
      await tell(page);
      await footer(page).getByText('Comparing likely pairs 25 %').waitFor();
      await page.waitForTimeout(300);
      await shot(page, name.replaceAll(' ', '-'));
      const { width } = page.viewportSize();
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
      assert.deepEqual((await axeFindings(page)).findings, []);
      await footer(page).getByRole('button', { name: 'Stop Looking for Duplicates' }).click();
      await footer(page).getByText('search stopped').waitFor();
      await shot(page, `${name.replaceAll(' ', '-')}-stopped`);
    },
    { kept, calm: true, ...options },
  );
