// What tests of the panel look at and press, and what its Lens knows there.
import { questions, until } from './panelTests.mjs';

export const searchBox = page => page.getByRole('searchbox', { name: 'Search images' });
export const cell = (page, item) => page.locator(`[role=gridcell][data-item="${item}"]`);
export const known = (page, item) => page.locator(`[role=gridcell][data-item="${item}"]:not(.unknown)`);
export const cellsShown = page => known(page, 0).waitFor();

export const commands = async page => (await questions(page, 'run')).map(({ request }) => request.command);

/** Tells the page something; `to` is `tell` for the host and `tellLens` for the Lens. */
export const tell = (page, to, name, data) =>
  page.evaluate(([how, what, value]) => globalThis.fake[how](what, value), [to, name, data]);
export const change = (page, scenario) => page.evaluate(given => globalThis.fake.change(given), scenario);

/** Where the keyboard is: the part of the panel, what it is on there, and the number of the picture in its row. */
export const focused = page =>
  page.evaluate(() => {
    let element = document.activeElement;
    let part = element?.localName;
    while (element?.shadowRoot?.activeElement) {
      element = element.shadowRoot.activeElement;
      if (element.localName.startsWith('panel-') && !part?.startsWith('panel-')) part = element.localName;
    }
    return {
      part,
      name: element?.ariaLabel ?? element?.textContent.trim() ?? '',
      item: element?.dataset?.item === undefined ? null : Number(element.dataset.item),
    };
  });
export const focusedItem = async page => (await focused(page)).item;
export const untilFocused = (page, item) =>
  until(async () => (await focusedItem(page)) === item, `focus on ${item}`);

/** The grid's scroller; it is the only thing in the panel that scrolls pictures. */
export const scroller = page => page.locator('panel-grid .scroller');

export const countElements = page =>
  page.evaluate(() => {
    const count = root =>
      [...root.querySelectorAll('*')].reduce(
        (sum, element) => sum + 1 + (element.shadowRoot ? count(element.shadowRoot) : 0),
        0,
      );
    return count(document);
  });

/** The cells in the document, first to last: number, path, and where they lie in the window. */
export const drawn = page =>
  page.locator('[role=gridcell][data-item]').evaluateAll(cells =>
    cells
      .map(element => {
        const { top, bottom } = element.getBoundingClientRect();
        return { item: Number(element.dataset.item), path: element.title, top, bottom };
      })
      .sort((a, b) => a.item - b.item),
  );

/** Two frames later everything that was due is drawn. */
export const settled = page =>
  page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));

export async function allKnown(page) {
  await settled(page);
  await until(async () => (await page.locator('.cell.unknown').count()) === 0, 'all cards');
}

export const count = (label, group, color, assets) => ({
  label,
  group,
  color,
  isListed: true,
  parents: [],
  threshold: null,
  assets,
  states: { suggested: assets, accepted: 0, rejected: 0, 'by-hand': 0, disputed: 0 },
});
export const labels = [count('red', null, null, 38), count('green', null, null, 37)];
export const groups = [
  { kind: 'same-bytes', assets: [1, 9], similarity: 1 },
  { kind: 'same-pixels', assets: [2, 10, 18], similarity: 1 },
  { kind: 'look-alike', assets: [5, 13], similarity: 0.934 },
];
export const progress = { done: 212, total: 1204, imagesPerSecond: 41.3, remainingSeconds: 24 };
export const failure = (code, message) => ({ code, message, details: {} });

/** Axe cannot look through what lies above, such as an open list, to the colour below. */
export const noContrast = { 'color-contrast': { enabled: false } };
