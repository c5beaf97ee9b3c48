// The network for pictures in threads of its own: whatever the number of threads, a picture has the same vector.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { loadRuntime } from '../../src/encoder/nativeModules.ts';
import { openNetworkThreads, threadsOfCopies } from '../../src/encoder/networkThreads.ts';
import { onThisThread } from '../../src/encoder/pictureNetwork.ts';
import { openVision } from '../../src/encoder/session.ts';
import { readModelCard } from '../../src/models/modelCard.ts';
import { isConvolutional } from '../../src/models/onnx/convolutions.ts';
import { inputSizeOf } from '../../src/models/preprocessing.ts';
import { resnetPair, vitPair, writePair } from './paper/paperPairs.ts';

const card = await readModelCard(path.resolve(import.meta.dirname, '..', '..', 'models', 'starter'));
const size = inputSizeOf(card.preprocessing);

/** Different from each other, and nothing that the network was trained with. */
const pictures = Array.from({ length: 11 }, (_, picture) =>
  Uint8Array.from(
    { length: size.width * size.height * 3 },
    (_, place) => (place * (picture + 3)) % (251 - picture),
  ),
);

describe('the network in threads of its own', () => {
  test('gives the vectors of the network in this thread, bit for bit, with one thread and with several', async () => {
    const tower = await openVision({ runtime: loadRuntime(), card, provider: 'cpu', threads: 2 }, size);
    const expected = await onThisThread(tower, card.preprocessing).encode(pictures);
    for (const threads of [1, 2]) {
      const network = await openNetworkThreads(card, threads);
      assert.equal(network.dimensions, tower.dimensions);
      assert.deepEqual(await network.encode(pictures), expected, `${threads} threads`);
      assert.deepEqual(await network.encode([]), new Float32Array(0));
    }
    await tower.release();
  });

  test('keeps batches apart that are in it at the same time, and goes on after one was given up', async () => {
    const network = await openNetworkThreads(card, 2);
    const { dimensions } = network;
    const whole = await network.encode(pictures);
    let runs = 0;
    const givenUp = network.encode(pictures, () => {
      runs++;
      throw new Error('given up');
    });
    const beside = pictures.map(picture => network.encode([picture]));
    await assert.rejects(givenUp, /given up/);
    for (const [row, vector] of (await Promise.all(beside)).entries())
      assert.deepEqual(vector, whole.subarray(row * dimensions, (row + 1) * dimensions));
    // Those that were under way, one in each of the two threads, and no more.
    assert.ok(runs <= 2, `${runs} runs`);
  });

  test('gives the same vectors where memory is too short for a copy a thread', async () => {
    const expected = await (await openNetworkThreads(card, 2)).encode(pictures);
    assert.deepEqual(await (await openNetworkThreads(card, 2, 1)).encode(pictures), expected);
  });

  test('shares all threads among the copies that there is memory for', () => {
    assert.deepEqual(threadsOfCopies(2, 0), [2]);
    assert.deepEqual(threadsOfCopies(2, 5), [1, 1]);
    assert.deepEqual(threadsOfCopies(7, 5), [2, 2, 1, 1, 1]);
    assert.deepEqual(threadsOfCopies(8, 2), [4, 4]);
  });

  test('knows a network of convolutions from a transformer, in any precision', async t => {
    assert.equal(await isConvolutional(card.visionGraph), true);
    const [resnet, vit] = await Promise.all(
      [resnetPair('small'), vitPair('small')].map(pair => readModelCard(writePair(t, pair))),
    );
    assert.equal(await isConvolutional(resnet!.visionGraph), true);
    assert.equal(await isConvolutional(vit!.visionGraph), false);
    await assert.rejects(isConvolutional(path.join(card.folder, 'config.json')));
  });

  test('gives a picture of a transformer the same vector whatever the number of threads', async t => {
    const small = await readModelCard(writePair(t, vitPair('small')));
    const { width, height } = inputSizeOf(small.preprocessing);
    const views = pictures.map(picture => picture.subarray(0, width * height * 3));
    const expected = await (await openNetworkThreads(small, 1)).encode(views);
    assert.deepEqual(await (await openNetworkThreads(small, 2)).encode(views), expected);
  });

  test('fails as the network does where its graph cannot be loaded', async () => {
    const broken = { ...card, visionGraph: path.join(card.folder, 'config.json') };
    await assert.rejects(openNetworkThreads(broken, 2), { code: 'model-invalid' });
  });
});
