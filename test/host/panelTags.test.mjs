// Tags in the panel, in a real browser: decided in the details and on a selection, undone in one step, reviewed by keyboard.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { repository, startBrowser } from './host.mjs';
import { axeFindings, servePanel, themes } from './panelPage.mjs';

/** Pictures for people to look at. */
const shots = path.join(repository, '.host/shots');

let browser;
let panel;

before(async () => {
  mkdirSync(shots, { recursive: true });
  browser = await startBrowser();
  panel = await servePanel(browser);
});

after(async () => {
  await panel?.stop();
  await browser?.close();
});

function panelTest(title, scenario, body, options = {}) {
  test(title, async () => {
    const { page, errors, refused, close } = await panel.open(scenario, options);
    page.setDefaultTimeout(15_000);
    try {
      await body(page);
      assert.deepEqual(await refused(), [], 'refused by the policy');
      assert.deepEqual(errors, [], 'errors of the page');
    } finally {
      await close();
    }
  });
}

async function until(look, what) {
  for (const end = Date.now() + 10_000; !(await look()); await sleep(20)) {
    if (Date.now() > end) assert.fail(`in vain: ${what}`);
  }
}

const cell = (page, item) => page.locator(`[role=gridcell][data-item="${item}"]:not(.unknown)`);
const asked = (page, name) =>
  page.evaluate(
    wanted =>
      globalThis.fake.asked.filter(question => question.name === wanted).map(({ request }) => request),
    name,
  );
const details = page => page.getByRole('region', { name: 'Details' });
const spoken = page => page.locator('.spoken[role=status]');

/** Nothing for axe in any of the looks, and a picture of each. */
async function look(page, name, rules = {}) {
  for (const theme of Object.keys(themes)) {
    await page.evaluate(appearance => globalThis.dress(appearance), themes[theme]);
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
    await page.screenshot({ path: path.join(shots, `panel ${name}, ${theme}.png`.replaceAll(' ', '-')) });
    const { passes, findings } = await axeFindings(page, rules);
    assert.ok(passes > 5);
    assert.deepEqual(findings, [], theme);
  }
}

/** Axe cannot look through what lies above to the colour below. */
const noContrast = { 'color-contrast': { enabled: false } };

const labels = [
  { label: 'red', group: 'warm', color: '#d22', assets: 38 },
  { label: 'yellow', group: 'warm', color: null, assets: 37 },
  { label: 'green', group: 'cold', color: null, assets: 37 },
];
const scenario = { images: 300, labels };

describe('a decision', () => {
  panelTest('in the details accepts, rejects and takes back, each state told apart', scenario, async page => {
    await cell(page, 0).click();
    await details(page).getByText('87 %').waitFor();
    await details(page).getByText('Suggested by Starter').waitFor();
    await details(page).getByRole('button', { name: 'Accept red' }).click();
    await details(page).getByText('accepted').waitFor();
    assert.equal(await details(page).getByText('Suggested by').count(), 0);
    await until(async () => (await spoken(page).textContent()) === 'red: accepted', 'it is spoken');
    await details(page).getByRole('button', { name: 'Reject red' }).click();
    await details(page).getByText('rejected').waitFor();
    const wishes = (await asked(page, 'decide')).map(({ ids, decisions }) => [ids, decisions]);
    assert.deepEqual(wishes, [
      [[1], [{ group: 'warm', label: 'red', verdict: 'accepted' }]],
      [[1], [{ group: 'warm', label: 'red', verdict: 'rejected' }]],
    ]);
    await page.keyboard.press('Control+z');
    await details(page).getByText('accepted').waitFor();
    await page.keyboard.press('Control+z');
    await details(page).getByText('87 %').waitFor();
    await page.keyboard.press('Control+z');
    await until(async () => (await spoken(page).textContent()) === 'Nothing to undo', 'nothing is left');
  });

  panelTest(
    'T adds a tag by hand to all that is selected, and Ctrl+Z takes it back in one step',
    scenario,
    async page => {
      await cell(page, 0).click();
      await page.keyboard.press('Shift+ArrowRight');
      await page.keyboard.press('Shift+ArrowRight');
      await page.getByText('3 images selected').waitFor();
      await page.keyboard.press('t');
      await page.getByRole('dialog', { name: 'Tag 3 images' }).waitFor();
      assert.equal(await page.getByRole('option').count(), 3);
      await look(page, 'add a tag', noContrast);
      await page.keyboard.type('gre');
      await page.getByRole('option', { name: 'green' }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await details(page).getByText('by hand').waitFor();
      const [wish] = await asked(page, 'decide');
      assert.deepEqual(wish, {
        ids: [1, 2, 3],
        decisions: [{ group: 'cold', label: 'green', verdict: 'by-hand' }],
      });
      await until(
        async () =>
          /^red-0\.png, green by hand, red 87 %/.test(await cell(page, 0).getAttribute('aria-label')),
        'the card says so',
      );
      await page.keyboard.press('Control+z');
      await details(page).getByText('by hand').waitFor({ state: 'detached' });
      assert.equal((await asked(page, 'undoDecision')).length, 1);
    },
  );

  panelTest(
    'of a suggestion, chosen with T, is an answer to it; Shift+Enter rejects',
    scenario,
    async page => {
      await cell(page, 0).click();
      for (const key of ['Enter', 'Shift+Enter']) {
        await page.keyboard.press('t');
        await page.getByRole('dialog', { name: 'Tag this image' }).waitFor();
        await page.keyboard.type('red');
        await page.keyboard.press(key);
        await page.getByRole('dialog').waitFor({ state: 'hidden' });
      }
      await until(async () => (await asked(page, 'decide')).length === 2, 'two decisions');
      const verdicts = (await asked(page, 'decide')).map(({ decisions }) => decisions[0].verdict);
      assert.deepEqual(verdicts, ['accepted', 'rejected']);
    },
  );

  panelTest(
    'with a label that is new asks for its group, and Escape leaves all as it was',
    scenario,
    async page => {
      await cell(page, 0).click();
      await page.keyboard.press('t');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await page.locator('[data-item="0"]:focus').waitFor();
      await page.keyboard.press('t');
      await page.getByRole('combobox', { name: 'Label' }).fill('purple');
      await page.getByRole('option', { name: 'New label purple' }).click();
      await until(async () => (await asked(page, 'decide')).length === 1, 'the decision');
      assert.deepEqual(await asked(page, 'createLabel'), [{ name: 'purple' }]);
    },
  );

  panelTest('on a selection of a filtered label is one button', scenario, async page => {
    await cell(page, 0).click();
    await page.getByRole('button', { name: 'Labels' }).click();
    await page.getByRole('option', { name: 'red 38' }).click();
    await page.getByText('38 images', { exact: true }).first().waitFor();
    await cell(page, 0).click();
    await page.keyboard.press('Control+a');
    await page.getByText('38 images selected').waitFor();
    await look(page, 'selection');
    await page.getByRole('button', { name: 'Reject red' }).first().click();
    await until(async () => (await asked(page, 'decide'))[0]?.ids.length === 38, 'all of them');
    await page.getByRole('button', { name: 'Clear the selection' }).click();
    await page.getByText('38 images selected').waitFor({ state: 'detached' });
  });

  panelTest(
    'that cannot be written says why, and nothing else is in its place',
    {
      ...scenario,
      failures: {
        decide: {
          code: 'decisions-failed',
          message: 'The decisions file holds an unfinished merge at line 7.',
          details: {},
        },
      },
    },
    async page => {
      await cell(page, 0).click();
      await details(page).getByRole('button', { name: 'Accept red' }).click();
      await page.getByRole('alert').getByText('unfinished merge at line 7').waitFor();
      await details(page).getByText('87 %').waitFor();
    },
  );

  panelTest(
    'is not offered in a restricted workspace',
    { ...scenario, setup: { trusted: false } },
    async page => {
      await cell(page, 0).click();
      await details(page).getByText('87 %').waitFor();
      assert.equal(await details(page).getByRole('button', { name: 'Accept red' }).count(), 0);
      await page.keyboard.press('t');
      assert.equal(await page.getByRole('dialog').count(), 0);
    },
  );
});
