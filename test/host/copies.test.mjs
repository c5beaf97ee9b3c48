// The review of duplicates in a real browser, under the policy that the extension writes: every key, every view, every theme.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { repository } from './host.mjs';
import { axeFindings } from './panelPage.mjs';
import { asked, panelTests, shots, until } from './panelTests.mjs';

const sharp = createRequire(path.join(repository, 'package.json'))('sharp');
const { panelTest: open } = panelTests();

const pair = (a, b, change = {}) => ({
  a,
  b,
  kind: 'same-bytes',
  transformations: [],
  box: null,
  scale: null,
  map: null,
  similarity: 1,
  ...change,
});
const cropped = {
  kind: 'transformed',
  transformations: ['cropped', 'resized'],
  box: { left: 20, top: 10, width: 60, height: 40 },
  scale: 20,
  map: [20, 0, -400, 0, 20, -200],
  similarity: 0.972,
};
const scenario = {
  images: 40,
  groups: [
    { kind: 'transformed', assets: [1, 2, 3], similarity: 0.972, pairs: [pair(1, 2, cropped), pair(1, 3)] },
    { kind: 'same-bytes', assets: [4, 5], similarity: 1, pairs: [pair(4, 5)] },
    { kind: 'same-pixels', assets: [6, 7], similarity: 1, pairs: [pair(6, 7, { kind: 'same-pixels' })] },
  ],
};
const kept = { mode: 'copies' };

/** A test of a panel that compares the first of three groups. */
function panelTest(title, body, options = {}) {
  open(
    title,
    scenario,
    async page => {
      await at(page, 'Group 1 of 3');
      await body(page);
    },
    { kept, calm: true, ...options },
  );
}

const at = (page, text) => page.locator('.head').getByText(text, { exact: true }).waitFor();
const isPressed = (page, name) => page.getByRole('button', { name, pressed: true, exact: true }).waitFor();

panelTest('a group says which is kept and why, what was done, and where each is used', async page => {
  await page.getByText('Suggested: is used by texts').waitFor();
  await page.getByText('Used in 2 files').waitFor();
  await page.getByText(/Edited copy of .*: cropped, resized\. Pixels agree to 97 %\./).waitFor();
  assert.equal(await page.locator('panel-compare .pane').count(), 2);
  await page.screenshot({ path: path.join(shots, 'copies-side.png') });
  assert.deepEqual((await axeFindings(page)).findings, []);
});

panelTest('groups, views, zoom and the choice of the kept one go by keys alone', async page => {
  await page.keyboard.press('2');
  await isPressed(page, 'Swipe');
  await page.screenshot({ path: path.join(shots, 'copies-swipe.png') });
  // The cut-out lies where it was cut out: 20 of the base's width from the left.
  const frame = await page.locator('panel-compare .frame').boundingBox();
  const top = await page.locator('panel-compare img.top').boundingBox();
  const card = (await asked(page, 'keepBest'))[0];
  assert.deepEqual(card, { ids: [1, 2, 3] });
  const width = await page.locator('panel-compare').evaluate(element => element.base.width);
  assert.ok(Math.abs((top.x - frame.x) / frame.width - 20 / width) < 0.01, 'the top lies at its box');
  assert.ok(Math.abs(top.width / frame.width - 60 / width) < 0.01);
  await page.keyboard.press('+');
  const zoomed = await page.locator('panel-compare .frame').boundingBox();
  assert.ok(Math.abs(zoomed.width / frame.width - 1.25) < 0.02);
  await page.keyboard.press('0');
  await page.keyboard.press('3');
  await isPressed(page, 'Blink');
  await page.keyboard.press('4');
  await isPressed(page, 'Difference');
  await page.screenshot({ path: path.join(shots, 'copies-difference.png') });
  await page.keyboard.press('ArrowDown');
  await page.getByText('The same file, byte by byte.').waitFor();
  await page.keyboard.press('k');
  await until(() => page.getByRole('radio').nth(2).isChecked(), 'the compared one is kept');
  await page.keyboard.press('ArrowRight');
  await at(page, 'Group 2 of 3');
  await page.keyboard.press('ArrowLeft');
  await at(page, 'Group 1 of 3');
  await page.keyboard.press('Escape');
  await page.getByRole('grid').waitFor();
});

panelTest('near by, Shift with an arrow moves both pictures, and the group stays', async page => {
  const places = () =>
    page
      .locator('panel-compare .frame')
      .evaluateAll(frames => frames.map(frame => frame.getBoundingClientRect().x));
  await page.keyboard.press('Shift+ArrowRight');
  const whole = await places();
  await page.keyboard.press('+');
  await page.getByText('Drag, or press Shift with an arrow, to move').waitFor();
  const near = await places();
  assert.ok(
    near.every((x, n) => x < whole[n]),
    'nearer',
  );
  await page.keyboard.press('Shift+ArrowRight');
  await until(
    async () => (await places()).every((x, n) => Math.abs(x - near[n] + 48) < 1),
    'both have moved',
  );
  await at(page, 'Group 1 of 3');
  await page.keyboard.press('0');
  await until(async () => (await places()).every((x, n) => Math.abs(x - whole[n]) < 1), 'the whole again');
});

panelTest('the kept one is chosen by keys in the list, too, and what is compared is spoken', async page => {
  const radios = page.getByRole('radio');
  const spoken = page.locator('.spoken[role=status]');
  const first = await page.locator('.member.kept .file').textContent();
  await radios.and(page.locator(':checked')).focus();
  await page.keyboard.press('ArrowDown');
  await until(() => radios.nth(1).isChecked(), 'the next one is kept');
  assert.notEqual(await page.locator('.member.kept .file').textContent(), first);
  assert.equal(await radios.nth(1).evaluate(radio => radio.matches(':focus-visible')), true);
  await page.keyboard.press('ArrowRight');
  await at(page, 'Group 2 of 3');
  await page.keyboard.press('ArrowLeft');
  await at(page, 'Group 1 of 3');
  await page.locator('.page').focus();
  const before = await spoken.textContent();
  await page.keyboard.press('ArrowDown');
  await until(async () => /^Group 1 of 3, .* is kept, .* is compared$/.test(await spoken.textContent()), 'it is spoken'); // prettier-ignore
  assert.notEqual(await spoken.textContent(), before);
});

// Pictures 1 and 2 of the formula have these sizes; each map lays one of a drawing onto the other.
const [wide, high] = [
  { width: 1200, height: 800 },
  { width: 600, height: 800 },
];
const turned = degrees => {
  const [cosine, sine] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [0.6 * cosine, -0.6 * sine, 300 - 360 * cosine + 240 * sine, 0.6 * sine, 0.6 * cosine, 400 - 360 * sine - 240 * cosine]; // prettier-ignore
};
const layings = {
  'a crop': [0.75, 0, -200, 0, 1, 0],
  'a copy in a border': [0.4, 0, 60, 0, 0.4, 240],
  'a quarter turn': [0, -0.75, 600, 0.75, 0, -50],
  'half a turn': [-0.5, 0, 600, 0, -0.5, 600],
  'a turn by an angle': turned(17),
  'a mirror image': [-0.5, 0, 600, 0, 0.5, 200],
  'a mirror image on its side': [0, 0.75, 0, 0.75, 0, -50],
};

/** The same patches for both, the second as the map has it. */
function patches([a, b, c, d, e, f], { width, height }) {
  const drawn = Array.from({ length: 96 }, (_, n) => {
    const [column, row] = [n % 12, Math.floor(n / 12)];
    const colour = `hsl(${(n * 67) % 360} 80% ${30 + ((n * 29) % 45)}%)`;
    return `<rect x="${column * 100}" y="${row * 100}" width="101" height="101" fill="${colour}"/>`;
  });
  const matrix = [a, d, b, e, c, f].join(' ');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g transform="matrix(${matrix})">${drawn.join('')}</g></svg>`;
}

/** Mean brightness of what a part of the page shows, in 0..255. */
async function brightness(page, part) {
  const { data } = await sharp(await part.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return data.reduce((sum, level) => sum + level, 0) / data.length;
}

for (const [title, map] of Object.entries(layings)) {
  const edited = { kind: 'transformed', transformations: ['rotated'], box: cropped.box, scale: 0.5, map };
  open(
    `${title} lies on the original, so that no difference is left`,
    {
      images: 40,
      groups: [{ kind: 'transformed', assets: [2, 3], similarity: 0.9, pairs: [pair(2, 3, edited)] }],
    },
    async page => {
      const answer = (pattern, body) =>
        page.route(pattern, route => route.fulfill({ contentType: 'image/svg+xml', body }));
      await answer(/files\/.*-1\.png/, patches([1, 0, 0, 0, 1, 0], wide));
      await answer(/files\/.*-2\.png/, patches(map, high));
      await page.reload();
      await at(page, 'Group 1 of 1');
      await page.keyboard.press('4');
      await isPressed(page, 'Difference');
      const frame = page.locator('panel-compare .frame');
      await until(
        () =>
          frame.evaluate(element =>
            [...element.querySelectorAll('img')].every(image => image.complete && image.naturalWidth > 0),
          ),
        'both pictures are there',
      );
      const laid = await brightness(page, frame);
      await page.screenshot({ path: path.join(shots, `copies-laid-${title.replaceAll(' ', '-')}.png`) });
      await page
        .locator('panel-compare img.top')
        .evaluate(
          image => (image.style.transform = image.style.transform.replace('matrix(', 'scale(1.1) matrix(')),
        );
      const displaced = await brightness(page, frame);
      assert.ok(laid < 12, `a brightness of ${laid} is left`);
      assert.ok(displaced > 3 * laid, `${displaced} when it is displaced, ${laid} as it is laid`);
    },
    { kept, calm: true },
  );
}

panelTest('side by side, both pictures zoom as one', async page => {
  const frames = page.locator('panel-compare .frame');
  const before = await frames.evaluateAll(all => all.map(frame => frame.getBoundingClientRect().width));
  await page.locator('panel-compare .pane').first().hover();
  await page.mouse.wheel(0, -100);
  await until(async () => {
    const now = await frames.evaluateAll(all => all.map(frame => frame.getBoundingClientRect().width));
    return now.every((width, place) => Math.abs(width / before[place] - 1.25) < 0.02);
  }, 'both are larger');
});

panelTest('Merge asks the host for what is kept and what goes, and Undo takes it back', async page => {
  await page.keyboard.press('m');
  await at(page, 'Group 1 of 2');
  const [request] = await asked(page, 'merge');
  assert.equal(request.others.length, 2);
  assert.ok(!request.others.includes(request.kept));
  await page.keyboard.press('z');
  await at(page, 'Group 1 of 3');
  assert.deepEqual(await asked(page, 'undoMerge'), [{ id: 'merge-1' }]);
});

panelTest('Not a Duplicate and Intended are stated of the compared one, and taken back', async page => {
  await page.keyboard.press('n');
  await at(page, 'Group 1 of 2');
  assert.deepEqual(await asked(page, 'decidePairs'), [
    { ids: [2, 1], verdict: 'not-duplicate-of' },
    { ids: [2, 3], verdict: 'not-duplicate-of' },
  ]);
  await page.keyboard.press('i');
  await at(page, 'Group 1 of 1');
  assert.deepEqual((await asked(page, 'decidePairs')).at(-1), { ids: [5, 4], verdict: 'intended' });
  await page.keyboard.press('z');
  await at(page, 'Group 1 of 2');
  await page.keyboard.press('z');
  await until(async () => (await asked(page, 'undoDecision')).length === 3, 'three steps back');
  await at(page, 'Group 1 of 3');
});

for (const theme of ['Light Modern', 'Dark High Contrast', 'Light High Contrast'])
  panelTest(
    `the review in ${theme}`,
    async page => {
      await page.getByText('Suggested: is used by texts').waitFor();
      await page.waitForTimeout(300);
      await page.screenshot({ path: path.join(shots, `copies-${theme.replaceAll(' ', '-')}.png`) });
      assert.deepEqual((await axeFindings(page)).findings, []);
    },
    { theme },
  );

panelTest(
  'the review in a narrow panel',
  async page => {
    await page.getByText('Suggested: is used by texts').waitFor();
    await page.waitForTimeout(300);
    await page.screenshot({ path: path.join(shots, 'copies-narrow.png') });
    const body = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(body <= 340, 'nothing stands out at the side');
    assert.deepEqual((await axeFindings(page)).findings, []);
  },
  { viewport: { width: 340, height: 700 } },
);
