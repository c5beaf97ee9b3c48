// The trained temperature of a graph with both towers, from what it gives.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { scaleOf } from '../../src/encoder/scaleOf.ts';
import { clipCombined, combinedScale } from './families/familyFolders.ts';
import { settingsFor } from './models.ts';
import { openEncoder } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const cosines = [0.1, 0.12, 0.15, 0.2, 0.21];

test('scale and bias are those of the line through the logits, also where half floats round them', () => {
  const exact = scaleOf(cosines.map(value => 112.67 * value - 16.77), cosines)!; // prettier-ignore
  assert.ok(Math.abs(exact.temperature - 112.67) < 1e-9 && Math.abs(exact.bias + 16.77) < 1e-9);
  const rounded = scaleOf([...Float16Array.from(cosines, value => 100 * value)], cosines)!;
  assert.ok(Math.abs(rounded.temperature - 100) < 0.5, String(rounded.temperature));
});

test('where there is no line, or none that training leaves, nothing is told', () => {
  assert.equal(scaleOf([1, 5, 2, 9, 1], cosines), null);
  assert.equal(scaleOf(cosines.map(value => 0.5 * value), cosines), null); // prettier-ignore
  assert.equal(scaleOf([1, 1, 1], [0.2, 0.2, 0.2]), null);
  assert.equal(scaleOf([1, 2], [0.1, 0.2]), null);
});

test('a model in one graph tells the temperature that its files leave out', async t => {
  const files = Object.entries(clipCombined()).map(([name, bytes]) => [`model/${name}`, bytes] as const);
  const folder = temporaryFolder(t, Object.fromEntries(files));
  const encoder = await openEncoder(t, { settings: settingsFor(path.join(folder, 'model')) });
  const { temperature, bias, assumed } = await encoder.hello();
  assert.ok(Math.abs(temperature - combinedScale) < 0.1, String(temperature));
  assert.deepEqual([bias, assumed], [null, []]);
});
