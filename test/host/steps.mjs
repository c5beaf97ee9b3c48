// Steps that each begin where the one before ended.
import path from 'node:path';
import { test } from 'node:test';
import { repository } from './host.mjs';

/** Makes `step(title, body)`: after a failed one, which is a picture in `.host/shots` then, the others are not run. */
export function stepsOf(name, page) {
  let isBroken = false;
  return (title, body) =>
    test(title, async t => {
      // The failure stands in the report already; what would follow from it says nothing more.
      if (isBroken) return t.skip('The test before it failed.');
      isBroken = true;
      try {
        await body();
      } catch (error) {
        await page().screenshot({ path: path.join(repository, '.host/shots', `${name}-failed.png`) });
        throw error;
      }
      isBroken = false;
    });
}
