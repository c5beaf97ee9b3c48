// Tests of the panel in a real browser: one browser and one server a file, a panel of its own for each test.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { repository, startBrowser } from './host.mjs';
import { servePanel } from './panelPage.mjs';

/** Pictures for people to look at. */
export const shots = path.join(repository, '.host/shots');

/** Starts browser and server before the tests of a file, and ends them after. `served` is there from the first test on. */
export function panelTests() {
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
  return {
    served: () => panel,
    /** A test with a panel of its own; nothing may be refused by the policy, and nothing may go wrong unseen. */
    panelTest(title, scenario, body, options = {}) {
      test(title, async t => {
        const { page, errors, refused, close } = await panel.open(scenario, options);
        page.setDefaultTimeout(15_000);
        try {
          await body(page, t);
          assert.deepEqual(await refused(), [], 'refused by the policy');
          assert.deepEqual(errors, [], 'errors of the page');
        } finally {
          await close();
        }
      });
    },
  };
}

/** What the page asked its host or the Lens, by name, over which connection, and whether it gave up. */
export function questions(page, name) {
  return page.evaluate(
    wanted =>
      globalThis.fake.asked
        .filter(question => question.name === wanted)
        .map(({ request, connection, isAborted }) => ({ request, connection, isAborted })),
    name,
  );
}

/** What was asked alone. */
export async function asked(page, name) {
  return (await questions(page, name)).map(({ request }) => request);
}

/** Looks again and again until it is so. */
export async function until(look, what) {
  for (const end = Date.now() + 10_000; !(await look()); await sleep(20)) {
    if (Date.now() > end) assert.fail(`in vain: ${what}`);
  }
}
