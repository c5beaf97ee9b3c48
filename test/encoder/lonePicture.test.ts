// The shipped model gives a picture one vector, whatever it is encoded beside: an index that was made in pieces, with
// kills in between, is the one of a single run.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fixtures, realModel, settingsFor } from './models.ts';
import { openEncoder } from './processes.ts';
import { rowsOf } from './vectors.ts';

const folder = path.join(fixtures, 'parity', 'pictures');
const pictures = readdirSync(folder)
  .filter(name => /^(photo|icon)/.test(name))
  .map(name => path.join(folder, name))
  .slice(0, 5);

test(
  'a picture alone has the vector, bit for bit, that it has among others',
  { timeout: 120_000 },
  async t => {
    const encoder = await openEncoder(t, { settings: settingsFor(realModel) });
    const { dimensions } = await encoder.hello();
    assert.equal(pictures.length, 5);
    const { vectors, problems } = await encoder.encodeImages(pictures, null);
    assert.deepEqual(problems, []);
    const together = rowsOf(vectors, dimensions);
    for (const [place, picture] of pictures.entries()) {
      const alone = await encoder.encodeImages([picture], null);
      assert.deepEqual([...alone.vectors], [...together[place]!], picture);
    }
  },
);
