// Tags in the panel, in a real browser: decided in the details and on a selection, undone in one step, reviewed by keyboard.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe } from 'node:test';
import { axeFindings, themes } from './panelPage.mjs';
import { count, known, noContrast } from './panelParts.mjs';
import { asked, panelTests, shots, until } from './panelTests.mjs';

const { panelTest } = panelTests();

const tell = (page, address) => page.evaluate(where => globalThis.fake.tell('show', where), address);
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

const tag = (group, label, state) => ({ group, label, state, facts: [] });
const fact = (verdict, label, at) => ({ kind: 'tag', verdict, group: 'warm', label, path: at, hash: null });
const labels = [
  count('red', 'warm', '#d22', 38),
  count('yellow', 'warm', null, 37),
  count('green', 'cold', null, 37),
];
const scenario = { images: 300, labels };

describe('a decision', () => {
  panelTest('in the details accepts, rejects and takes back, each state told apart', scenario, async page => {
    await known(page, 0).click();
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

  for (const [place, options] of [
    ['beside the images', {}],
    ['over the images of a narrow panel', { viewport: { width: 380, height: 700 } }],
  ]) {
    panelTest(
      `that people contradict each other about is told with its sides, parents and thresholds, ${place}`,
      {
        images: 40,
        labels: [
          { ...count('red', 'warm', '#d22', 5), parents: ['colour', 'property'], threshold: 0.6 },
          { ...count('vermilion', 'warm', '#e34234', 5), parents: ['red', 'colour', 'property'] },
          { ...count('scarlet, as the heralds of old had it', 'warm', null, 5), threshold: 0.35 },
          count('green', 'cold', '#2a2', 5),
        ],
        decided: {
          0: [
            tag('cold', 'green', 'rejected'),
            tag('warm', 'vermilion', 'by-hand'),
            tag('warm', 'scarlet, as the heralds of old had it', 'accepted'),
            {
              ...tag('warm', 'red', 'disputed'),
              facts: [
                fact('accepted', 'red', 'red-0.png'),
                fact('rejected', 'red', 'copies/of/a/picture/far/below/red-0 (copy).png'),
              ],
            },
          ],
        },
      },
      async page => {
        await known(page, 0).click();
        // Over the images, they open when they are asked for.
        if (options.viewport) await page.keyboard.press('Space');
        const line = label => details(page).getByRole('listitem').filter({ hasText: label });
        await line('disputed').getByText('property › colour', { exact: false }).waitFor();
        await line('disputed').getByText('suggested from 60 % on', { exact: false }).waitFor();
        await line('disputed')
          .getByText('accepted (red-0.png), rejected (copies/of/a/picture/', { exact: false })
          .waitFor();
        await line('vermilion').getByText('property › colour › red').waitFor();
        await line('green').scrollIntoViewIfNeeded();
        // The button that closes the details lies over what is scrolled.
        await look(page, `details of tags ${place}`, noContrast);
        const tooWide = await details(page).evaluate(region => region.scrollWidth - region.clientWidth);
        assert.ok(tooWide <= 0, `${tooWide} pixels too wide`);
      },
      options,
    );
  }

  panelTest(
    'T adds a tag by hand to all that is selected, and Ctrl+Z takes it back in one step',
    scenario,
    async page => {
      await known(page, 0).click();
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
          /^red-0\.png, green by hand, red 87 %/.test(await known(page, 0).getAttribute('aria-label')),
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
      await known(page, 0).click();
      for (const key of ['Enter', 'Shift+Enter']) {
        await page.locator('[data-item="0"]:focus').waitFor();
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
    'is asked for again at once, by keys that come before the dialog has told of its end',
    scenario,
    async page => {
      await known(page, 0).click();
      await page.keyboard.press('t');
      await page.getByRole('dialog', { name: 'Tag this image' }).waitFor();
      await page.keyboard.type('red');
      await page.evaluate(() => {
        const focused = () => {
          let at = document.activeElement;
          while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
          return at;
        };
        for (const key of ['Enter', 't']) {
          focused().dispatchEvent(
            new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
          );
        }
      });
      // The event of the first dialog's end is a task: two frames later it has come.
      await page.evaluate(
        () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      );
      assert.equal(await page.getByRole('dialog', { name: 'Tag this image' }).isVisible(), true);
      assert.equal((await asked(page, 'decide')).length, 1);
    },
  );

  panelTest(
    'with a label that is new asks for its group, and Escape leaves all as it was',
    scenario,
    async page => {
      await known(page, 0).click();
      await page.locator('[data-item="0"]:focus').waitFor();
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
    await known(page, 0).click();
    await page.getByRole('button', { name: 'Labels' }).click();
    await page.getByRole('option', { name: 'red 38' }).click();
    await page.getByText('38 images', { exact: true }).first().waitFor();
    await known(page, 0).click();
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
      await known(page, 0).click();
      await details(page).getByRole('button', { name: 'Accept red' }).click();
      await page.getByRole('alert').getByText('unfinished merge at line 7').waitFor();
      await details(page).getByText('87 %').waitFor();
    },
  );

  panelTest(
    'is not offered in a restricted workspace',
    { ...scenario, setup: { trusted: false } },
    async page => {
      await known(page, 0).click();
      await details(page).getByText('87 %').waitFor();
      assert.equal(await details(page).getByRole('button', { name: 'Accept red' }).count(), 0);
      await page.keyboard.press('t');
      assert.equal(await page.getByRole('dialog').count(), 0);
    },
  );
});

describe('the review', () => {
  const question = (page, label = 'red') => page.getByRole('heading', { name: `Is this ${label}?` });
  const file = page => page.locator('panel-review .file');
  const isAt = (page, name) =>
    until(
      async () => (await file(page).count()) > 0 && (await file(page).textContent()).includes(name),
      name,
    );

  panelTest(
    'goes through the suggestions of a label by keyboard alone, undoes, and says at the end what was done',
    { images: 40, labels },
    async page => {
      await known(page, 0).waitFor();
      await page.getByRole('button', { name: 'Labels' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('option', { name: 'red 38' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Control+Enter');
      await question(page).waitFor();
      await page.getByText('1 of 5', { exact: true }).waitFor();
      await isAt(page, 'red-0.png');
      await page.locator('panel-review .page:focus').waitFor();
      await page.locator('panel-review .stage img').evaluate(image => image.decode());
      await look(page, 'review');
      await page.keyboard.press('ArrowRight');
      await isAt(page, 'red-8.png');
      await page.keyboard.press('ArrowLeft');
      await isAt(page, 'large-16@2x.png');
      await until(
        async () => /^Is this red\?, .*large-16@2x.*, 3 of 5$/.test(await spoken(page).textContent()),
        'it is spoken',
      );
      await page.keyboard.press('z');
      await isAt(page, 'red-8.png');
      await page.getByText('2 of 5', { exact: true }).waitFor();
      await page.keyboard.press('ArrowDown');
      for (const rest of ['large-16@2x.png', 'red-24', 'red-32']) {
        await isAt(page, rest);
        await page.keyboard.press('ArrowRight');
      }
      await page.getByRole('heading', { name: 'All reviewed' }).waitFor();
      await page.getByText('Accepted: 4. Rejected: 0. Skipped: 1.').first().waitFor();
      await look(page, 'review end');
      const decisions = (await asked(page, 'decide')).map(({ ids, decisions: [wish] }) => [
        ids[0],
        wish.verdict,
      ]);
      assert.deepEqual(decisions, [
        [1, 'accepted'],
        [9, 'rejected'],
        [17, 'accepted'],
        [25, 'accepted'],
        [33, 'accepted'],
      ]);
      assert.equal((await asked(page, 'undoDecision')).length, 1);
      await page.getByRole('button', { name: 'Review What Was Skipped' }).click();
      await isAt(page, 'red-8.png');
      await page.keyboard.press('Control+z');
      await isAt(page, 'red-32');
      await page.keyboard.press('Escape');
      await page.getByRole('grid', { name: 'Images' }).waitFor();
    },
  );

  panelTest(
    'of all labels starts from the modes, and a label is chosen there',
    { images: 40, labels },
    async page => {
      await page.getByRole('button', { name: 'Review' }).click();
      await page.getByText('1 of 15', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Labels' }).click();
      await page.getByRole('option', { name: 'green 37' }).click();
      await question(page, 'green').waitFor();
      await page.getByText('1 of 5', { exact: true }).waitFor();
    },
  );

  panelTest(
    'that finds nothing says so',
    { images: 2, labels: [count('green', 'cold', null, 0)] },
    async page => {
      await page.getByRole('button', { name: 'Review' }).click();
      await page.getByRole('heading', { name: 'Nothing to review' }).waitFor();
      await look(page, 'nothing to review');
      await page.getByRole('button', { name: 'Back to the Images' }).click();
      await known(page, 0).waitFor();
    },
  );

  panelTest('without labels offers to create them', { images: 2 }, async page => {
    await tell(page, { mode: 'review' });
    await page.getByRole('heading', { name: 'No labels yet' }).waitFor();
    await page.getByRole('button', { name: 'Create Labels File' }).click();
    await until(async () => (await asked(page, 'run'))[0]?.command === 'editLabels', 'the command');
  });

  panelTest(
    'fits a narrow panel',
    { images: 40, labels },
    async page => {
      await tell(page, { mode: 'review', label: 'red' });
      await question(page).waitFor();
      await look(page, 'review narrow');
      assert.ok(await page.getByRole('button', { name: 'Accept' }).isVisible());
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${overflow} pixels too wide`);
    },
    { viewport: { width: 340, height: 560 } },
  );

  panelTest(
    'keeps an image whose answer could not be written',
    {
      images: 40,
      labels,
      failures: { decide: { code: 'decisions-failed', message: 'The disk is full.', details: {} } },
    },
    async page => {
      await tell(page, { mode: 'review', label: 'red' });
      await question(page).waitFor();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('alert').getByText('The disk is full.').waitFor();
      await isAt(page, 'red-0.png');
      await page.getByText('1 of 5', { exact: true }).waitFor();
    },
  );
});

describe('filters', () => {
  panelTest('find what has none of a group, and a state of a label', scenario, async page => {
    await known(page, 0).waitFor();
    await page.getByRole('button', { name: 'Labels' }).click();
    await page.getByRole('group', { name: 'warm' }).getByRole('option', { name: 'None of these' }).click();
    await page.getByText('224 images', { exact: true }).first().waitFor();
    assert.deepEqual((await asked(page, 'search')).at(-1).tags, [{ group: 'warm', label: null }]);
    await page.getByRole('button', { name: 'Labels: None of these' }).click();
    await page.getByRole('option', { name: 'red 38' }).click();
    await page.getByRole('button', { name: 'State' }).click();
    await page.getByRole('option', { name: 'rejected 0' }).click();
    await until(async () => (await asked(page, 'search')).at(-1).tags?.[0]?.label === 'red', 'the search');
    assert.deepEqual((await asked(page, 'search')).at(-1).tags, [
      { group: 'warm', label: 'red', states: ['rejected'] },
    ]);
  });
});
