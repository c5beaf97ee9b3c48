// Commands on tags in a real VS Code workbench: what stands beside the files of the explorer, hovers, Add Tag…, Export,
// Import and Evaluate; with a tiny model that knows colours.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { plainPng } from '../encoder/plainPng.ts';
import {
  message,
  openBell,
  openWorkbench,
  repository,
  runCommand,
  startBrowser,
  startHost,
} from './host.mjs';
import { stepsOf } from './steps.mjs';

const vsix = process.env.ASSET_LENS_VSIX ?? path.join(repository, '.host/asset-lens.vsix');
const shots = path.join(repository, '.host/shots');

/** Each picture has a colour of its own: equal contents would share their tags. */
const pictures = {
  'warm/red-1.png': [250, 10, 10],
  'warm/red-2.png': [230, 20, 15],
  'warm/red-3.png': [210, 5, 25],
  'cold/blue-1.png': [10, 10, 250],
  'cold/blue-2.png': [25, 5, 220],
  'cold/green-1.png': [10, 230, 20],
};
const labels = {
  groups: [
    { name: 'colour', kind: 'any-of', labels: [{ name: 'red' }, { name: 'blue' }, { name: 'green' }] },
  ],
};
/** Without a crowd, a threshold of its own says of each plain picture which colour it has. */
for (const label of labels.groups[0].labels) label.threshold = 0.5;

let host;
let browser;
let page;

const at = name => path.join(host.workspace, name);
const decisions = () =>
  existsSync(at('.vscode/asset-lens.decisions'))
    ? readFileSync(at('.vscode/asset-lens.decisions'), 'utf8')
        .split('\n')
        .filter(line => line !== '' && !line.startsWith('#'))
    : [];
const row = text => page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
const box = () => page.locator('.quick-input-widget input[type=text]').first();
const file = name => page.getByRole('treeitem', { name: new RegExp(`^${name.replace('.', '\\.')}`) }).first();
const told = text => page.locator('.notification-list-item:visible', { hasText: text }).first();

/**
 * A message under the bell, where it waits for an answer: elsewhere VS Code shows it for 10 to 12 seconds only, and those
 * are soon gone on a busy machine.
 */
async function kept(text) {
  return until(async () => {
    const message = (await openBell(page)).locator('.notification-list-item', { hasText: text }).first();
    return (await message.isVisible()) && message;
  }, `the message ${text}`);
}

/** Chooses a button of a message, which then is gone. */
async function answer(message, button) {
  await message.getByRole('button', { name: button }).click();
  await message.waitFor({ state: 'detached' });
}

async function until(look, what) {
  let seen;
  for (const end = Date.now() + 30_000; !(seen = await look()); await sleep(50)) {
    if (Date.now() > end) assert.fail(`in vain: ${what}`);
  }
  return seen;
}

/** The letters that decorations put behind a row; VS Code draws them as generated content. */
const badge = name =>
  file(name).evaluate(element =>
    [element, ...element.querySelectorAll('*')]
      .map(one => /^"(\w)"$/.exec(getComputedStyle(one, '::after').content)?.[1] ?? '')
      .join(''),
  );

async function fromMenu(target, entry) {
  await target.click({ button: 'right' });
  const item = page.getByRole('menuitem', { name: entry });
  await item.hover();
  // A click right after the menu opened counts as the end of the one that opened it.
  await page.waitForTimeout(300);
  await item.click();
  await item.waitFor({ state: 'detached' });
}

/** Answers a dialog for a file, which is a list in a workbench whose files are elsewhere. */
async function chooseFile(name) {
  await until(async () => (await box().inputValue()).startsWith(host.workspace), 'the dialog for a file');
  await box().fill(at(name));
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/** Runs a command whose first question has this title. */
async function ask(command, ...answers) {
  await runCommand(page, command);
  for (const answer of answers) {
    await row(answer).waitFor();
    await row(answer).click();
  }
}

/** Messages come and move: a click on one of their buttons may meet what is below. */
async function clearMessages(of = page) {
  await runCommand(of, 'Notifications: Clear All Notifications');
  await of.locator('.notification-list-item').first().waitFor({ state: 'detached' });
}

before(
  async () => {
    mkdirSync(shots, { recursive: true });
    host = await startHost({
      vsix,
      fill(folder) {
        for (const [name, colour] of Object.entries(pictures)) {
          mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
          writeFileSync(path.join(folder, name), plainPng(colour, 64, 64));
        }
        mkdirSync(path.join(folder, '.vscode'));
        writeFileSync(path.join(folder, '.vscode/asset-lens.json'), JSON.stringify(labels, null, 2));
        writeFileSync(path.join(folder, 'README.md'), '# Colours\n\n![the first](warm/red-1.png)\n');
        writeFileSync(path.join(folder, 'cold/blue-2.txt'), 'blue, holiday\n');
        writeFileSync(path.join(folder, 'truth.csv'), 'path,label\nwarm/red-3.png,red\ngone.png,red\n');
      },
      settings: {
        'assetLens.model': path.join(repository, 'test/fixtures/colours'),
        // An editor that opens late would take the selection of the explorer to its own file.
        'explorer.autoReveal': false,
      },
    });
    browser = await startBrowser();
    page = await openWorkbench(browser, host.url);
    page.setDefaultTimeout(60_000);
    await page.getByRole('button', { name: /^Asset Lens: / }).waitFor({ timeout: 60_000 });
    await runCommand(page, 'Asset Lens: Index Workspace');
    await page.getByRole('button', { name: /^Asset Lens: 6 images/ }).waitFor({ timeout: 60_000 });
  },
  { timeout: 120_000 },
);

after(async () => {
  await browser?.close();
  await host?.stop();
});

const step = stepsOf('tag-commands', () => page);

step(
  'several files of the explorer are tagged at once, as an answer where all of them are suggested',
  async () => {
    await runCommand(page, 'View: Show Explorer');
    await file('warm').click();
    await file('red-1.png').click();
    await page.getByRole('button', { name: /^Whole Image/ }).waitFor();
    const title = page.locator('.quick-input-title');
    // On a busy machine the explorer follows the editor late, and takes what was selected meanwhile away.
    for (let tries = 0; ; tries++) {
      await file('red-1.png').click();
      await file('red-2.png').click({ modifiers: ['Shift'] });
      await fromMenu(file('red-2.png'), 'Add Tag…');
      await title.getByText(/^Add a tag to/).waitFor();
      if ((await title.textContent()) === 'Add a tag to 2 images') break;
      assert.ok(tries < 10, 'two were never selected');
      await page.keyboard.press('Escape');
      await title.waitFor({ state: 'hidden' });
    }
    await row('red').click();
    await told('red: 2 tags accepted').waitFor();
    const facts = decisions();
    assert.equal(facts.length, 2);
    for (const line of facts) assert.match(line, / accepted "colour" "red" sha256:/);
    await told('red: 2 tags accepted').getByRole('button', { name: 'Undo' }).click();
    await until(() => decisions().length === 0, 'nothing is left of it');
  },
);

step('one file is tagged by hand with what nobody suggested', async () => {
  // What is selected is meant where the mouse is on it: another file ends that.
  await file('red-3.png').click();
  await page.getByRole('tab', { name: 'red-3.png' }).waitFor();
  await fromMenu(file('red-1.png'), 'Add Tag…');
  await page.getByText('Add a tag to 1 image').waitFor();
  await row('green').click();
  await until(() => decisions().length === 1, 'the tag');
  assert.match(decisions()[0], /^"?warm\/red-1\.png"? by-hand "colour" "green" sha256:/);
});

step('a folder without images is told so, and tags nothing', async () => {
  mkdirSync(at('empty'));
  await fromMenu(file('empty'), 'Add Tag…');
  await told('There are no images here.').waitFor();
  // Nothing that starting anew would mend.
  assert.equal(await told('There are no images here.').getByRole('button', { name: 'Restart' }).count(), 0);
  await clearMessages();
  assert.equal(decisions().length, 1);
});

step(
  'tags stand beside the files of the explorer only where the setting says so, and follow decisions',
  async () => {
    assert.equal(await badge('red-1.png'), '');
    mkdirSync(at('.vscode'), { recursive: true });
    writeFileSync(at('.vscode/settings.json'), JSON.stringify({ 'assetLens.explorerTags': true }));
    await until(async () => (await badge('red-1.png')) === 'G', 'what was said by hand comes first');
    await until(async () => (await badge('red-2.png')) === 'R', 'a suggestion');
    await page.screenshot({ path: path.join(shots, 'explorer-tags.png') });
    // A row that is drawn anew under a resting mouse shows no hover: the mouse comes again.
    await until(async () => {
      await file('README.md').hover();
      await file('red-2.png').hover();
      await page.waitForTimeout(2000);
      return (await page.locator('.workbench-hover').allTextContents()).some(text => /red \d+ %/.test(text));
    }, 'the hover of a file');
    await fromMenu(file('red-2.png'), 'Add Tag…');
    await row('blue').click();
    await until(async () => (await badge('red-2.png')) === 'B', 'the decision');
    await runCommand(page, 'Asset Lens: Undo Last Tag Decision');
    await until(async () => (await badge('red-2.png')) === 'R', 'the suggestion again');
  },
);

step('they are there again after the window was opened anew, and gone without the setting', async () => {
  await page.reload();
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  await file('red-1.png').waitFor();
  await until(async () => (await badge('red-1.png')) === 'G', 'after a reload');
  writeFileSync(at('.vscode/settings.json'), '{}');
  await until(async () => (await badge('red-1.png')) === '', 'without the setting');
});

step(
  'a hover over an image in the tree, and over its path in a text, shows the picture and its tags',
  async () => {
    await page.locator('.activitybar').getByRole('tab', { name: 'Asset Lens' }).click();
    await page.getByRole('treeitem', { name: /^green, 2 images/ }).click();
    const image = page.getByRole('treeitem', { name: /^red-1\.png, green by hand/ });
    const hover = page.locator('.monaco-hover:visible, .workbench-hover:visible').last();
    // A tree that is drawn anew under the mouse shows none, and what is shown may close before its picture is there: the
    // mouse comes once more.
    const isShown = async (place, popup) => {
      await page.mouse.move(640, 790);
      await place.hover();
      const text = popup.getByText(/green\s+by hand/);
      const picture = popup.locator('img');
      const isLoaded = async () => {
        for (const end = Date.now() + 5000; Date.now() < end; await sleep(50))
          if (await picture.evaluateAll(all => all.length === 1 && all[0].naturalWidth > 0)) return true;
        return false;
      };
      return text.waitFor({ timeout: 5000 }).then(isLoaded, () => false);
    };
    await until(() => isShown(image, hover), 'the hover with its picture');
    await page.screenshot({ path: path.join(shots, 'tree-hover.png') });
    await page.mouse.move(640, 790);
    await runCommand(page, 'View: Show Explorer');
    await file('README.md').dblclick();
    const link = page
      .locator('.view-line', { hasText: 'red-1.png' })
      .getByText('red-1', { exact: false })
      .last();
    const over = page.locator('.monaco-editor .monaco-hover:visible').last();
    await until(() => isShown(link, over), 'the hover over the path with its picture');
    await page.screenshot({ path: path.join(shots, 'path-hover.png') });
  },
);

step('Export Tags asks for the format, the tags and a place, and opens what it wrote', async () => {
  await ask('Asset Lens: Export Tags…', 'CSV', 'What was decided, and what is suggested');
  await chooseFile('tags.csv');
  const message = await kept(/Exported: \d+ tags, 6 images\./);
  const lines = readFileSync(at('tags.csv'), 'utf8').trim().split(/\r?\n/);
  assert.equal(lines[0].split(',')[0], 'path');
  assert.ok(lines.some(line => /^warm\/red-1\.png,colour,green,by-hand,/.test(line)));
  assert.ok(lines.some(line => /^cold\/blue-1\.png,colour,blue,suggested,0\.\d+,/.test(line)));
  await answer(message, 'Open File');
  await page.getByRole('tab', { name: 'tags.csv' }).waitFor();
});

step('Export Tags to XMP writes beside the images, and nothing where nothing was decided', async () => {
  await ask('Asset Lens: Export Tags…', 'XMP', 'What was decided');
  await kept('Exported: 1 tag, 1 image.');
  assert.match(readFileSync(at('warm/red-1.png.xmp'), 'utf8'), /<rdf:li>green<\/rdf:li>/);
  assert.equal(existsSync(at('warm/red-2.png.xmp')), false);
});

step(
  'Import Tags reads keywords beside the images, names what it passed over, and is undone by its message',
  async () => {
    await ask('Asset Lens: Import Tags…', 'TXT');
    const message = await kept('Imported: 1 tag, 1 image. Passed over: 1 (holiday).');
    assert.ok(decisions().some(line => / accepted "colour" "blue" sha256:/.test(line)));
    // The work is over when the message is there, whatever is answered.
    await page
      .locator('.notification-list-item', { hasText: 'Importing tags' })
      .first()
      .waitFor({ state: 'detached' });
    await answer(message, 'Undo');
    await until(() => decisions().length === 1, 'as it was');
  },
);

step('Import Tags reads a table, and tells in the log which image is not there', async () => {
  await ask('Asset Lens: Import Tags…', 'CSV');
  await chooseFile('truth.csv');
  const message = await kept('Imported: 1 tag, 1 image. Passed over: 1 (gone.png).');
  assert.equal(decisions().length, 2);
  assert.ok(decisions().some(line => /red-3\.png"? accepted "colour" "red"/.test(line)));
  await answer(message, 'Show Log');
  // Each line is in pieces of their own colours, with spaces that do not break.
  await page.locator('.view-line', { hasText: /gone\.png:\sThis\sis\sno\simage/ }).waitFor();
  await runCommand(page, 'View: Toggle Panel Visibility');
});

step('Evaluate Labels… asks what is right, and shows precision and recall in a text of its own', async () => {
  await ask('Asset Lens: Evaluate Labels…', 'A table…');
  await chooseFile('truth.csv');
  await page.getByRole('tab', { name: /^Labels of ws/ }).waitFor();
  await page
    .locator('.view-line', { hasText: /colour\/red\s+\|\s+1\s/ })
    .first()
    .waitFor();
  await page
    .locator('.view-line', { hasText: /gone\.png\sis\sno\simage/ })
    .first()
    .waitFor();
  await page.screenshot({ path: path.join(shots, 'evaluation.png') });
});

test('in a restricted workspace Export, Import and decisions say what they wait for, and write nothing', async () => {
  const restricted = await startHost({
    vsix,
    trust: true,
    fill(folder) {
      mkdirSync(path.join(folder, '.vscode'));
      writeFileSync(path.join(folder, '.vscode/asset-lens.json'), JSON.stringify(labels));
      writeFileSync(path.join(folder, 'red.png'), plainPng([250, 10, 10]));
    },
  });
  try {
    const other = await openWorkbench(browser, restricted.url);
    await other.getByRole('button', { name: /Restricted Mode/ }).waitFor({ timeout: 30_000 });
    for (const command of ['Export Tags…', 'Import Tags…']) {
      await runCommand(other, `Asset Lens: ${command}`);
      await message(other, 'trust it to export or import tags');
      await other.screenshot({ path: path.join(shots, 'restricted-export.png') });
      await clearMessages(other);
    }
    for (const command of ['Add Tag…', 'Undo Last Tag Decision']) {
      await runCommand(other, `Asset Lens: ${command}`);
      await message(other, 'trust it to decide about its tags');
      await clearMessages(other);
    }
    assert.equal(existsSync(path.join(restricted.workspace, '.vscode/asset-lens.decisions')), false);
  } finally {
    await restricted.stop();
  }
});
