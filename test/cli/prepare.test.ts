import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { drawPicture, pngOf } from '../encoder/paper/drawnPicture.ts';
import { vitPair, writePair } from '../encoder/paper/paperPairs.ts';
import { run } from './assetLens.ts';
import { parsed, schemaErrors } from './results.ts';
import { workspace } from './workspace.ts';

const pictures = await workspace({ after });
const model = writePair({ after: hook => after(() => (hook as () => void)()) }, vitPair('small'));
const prepared = path.join(model, 'asset-lens-int8-v1');
const words = ['prepare', pictures.folder, '--model', model];
const surroundings = { root: pictures.root };

test('prepare refuses a folder with too few images in a sentence, as wrong usage', async () => {
  const { status, stdout, stderr } = await run(words, surroundings);
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /0 pictures could be read, and 16 are needed to prepare a model/);
  assert.equal(existsSync(prepared), false);
});

test('prepare makes an int8 form beside the model, tells its steps, and removes it again', async () => {
  for (let place = 0; place < 20; place++)
    writeFileSync(path.join(pictures.folder, `${place}.png`), pngOf(drawPicture(place + 1, 240, 224)));
  const { status, stdout, stderr } = await run([...words, '--json'], surroundings);
  assert.equal(status, 0, stderr);
  const report = parsed('prepare', stdout);
  assert.equal(schemaErrors('prepare', report), undefined);
  assert.deepEqual([report.calibratedWith, report.checkedWith, report.folder], [7, 13, prepared]);
  for (const { cosine } of Object.values(report.towers)) assert.ok(cosine!.mean >= 0.99);
  assert.match(stderr, /Calibrating \(pictures\)\n(.*\n)*Measuring the speed \(texts\)/);
  assert.ok(existsSync(prepared));

  const again = await run(words, surroundings);
  assert.match(again.stdout, /Ranks were not compared: 13 pictures are too few/);
  assert.doesNotMatch(again.stderr, /Calibrating/);

  const removed = await run([...words, '--remove', '--json'], surroundings);
  assert.deepEqual(parsed('prepareRemove', removed.stdout), { removed: true });
  assert.equal(existsSync(prepared), false);
  const nothing = await run([...words, '--remove'], surroundings);
  assert.equal(nothing.stdout, 'There is no int8 form of this model.\n');
});
