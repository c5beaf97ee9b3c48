import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { drawPicture, pngOf } from '../encoder/paper/drawnPicture.ts';
import { vitPair, writePair } from '../encoder/paper/paperPairs.ts';
import { Magick } from '../../src/encoder/magick.ts';
import { prepareModel } from '../../src/encoder/int8/prepareModel.ts';
import { loadRuntime, loadSharp } from '../../src/encoder/nativeModules.ts';
import { run } from './assetLens.ts';
import { parsed, schemaErrors } from './results.ts';
import { workspace } from './workspace.ts';

const pictures = await workspace({ after });
const model = writePair({ after: (clean: () => void) => after(clean) }, vitPair('small'));
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

test('an index stays with the form of the model that it was made with, until the folder is prepared', async () => {
  const own = writePair({ after: (clean: () => void) => after(clean) }, vitPair('small'));
  const files = Array.from({ length: 20 }, (_, place) => path.join(pictures.folder, `${place}.png`));
  const ask = async (...words: readonly string[]) => {
    const { status, stdout, stderr } = await run(
      [words[0]!, pictures.folder, '--model', own, ...words.slice(1), '--json'],
      surroundings,
    );
    assert.equal(status, 0, stderr);
    return stdout;
  };
  const index = async () => {
    const { encoded, model } = parsed('index', await ask('index'));
    return { encoded, model };
  };
  const { model: float } = await index();
  // As by another folder of this model; a tiny network is not always faster in int8, and here it shall be.
  const ports = { runtime: loadRuntime(), decoders: { sharp: loadSharp(), magick: new Magick() } };
  await prepareModel(
    { modelFolder: own, images: files, threads: 1, again: false },
    { ...ports, tell: () => undefined, leastGain: 0 },
    new AbortController().signal,
  );
  assert.deepEqual(await index(), { encoded: 0, model: float });

  await ask('prepare');
  const { encoded, model: int8 } = await index();
  assert.deepEqual([encoded, int8 === float], [20, false]);
  const doctor = await run(['doctor', '--model', own, '--json'], surroundings);
  assert.equal(parsed('doctor', doctor.stdout).precision.vision, 'int8');

  await ask('prepare', '--remove');
  assert.deepEqual(await index(), { encoded: 0, model: float });
});
