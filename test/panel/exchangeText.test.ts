// What Export Tags… and Import Tags… say in the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportedText, importedText, passedOverText } from '../../src/extension/exchangeText.ts';
import { t } from './view.ts';

const words = { t, count: (value: number) => new Intl.NumberFormat('en').format(value) };
const problem = (path: string) => ({ path, detail: 'This is no label.' });

test('an export and an import tell one and many in words of their own, and none as such', () => {
  assert.equal(exportedText({ tags: 1, images: 1 }, words), 'Exported: 1 tag, 1 image.');
  assert.equal(exportedText({ tags: 1200, images: 3 }, words), 'Exported: 1,200 tags, 3 images.');
  assert.equal(exportedText({ tags: 0, images: 0 }, words), 'There is no tag to export.');
  assert.equal(importedText({ changed: 1, images: 2 }, words), 'Imported: 1 tag, 2 images.');
  assert.equal(importedText({ changed: 0, images: 1 }, words), 'All that is said holds already: 1 image.');
  assert.equal(importedText({ changed: 0, images: 0 }, words), 'There is no tag to import.');
});

test('of what was passed over the first are named, and all are counted', () => {
  assert.equal(passedOverText([], 0, words), '');
  assert.equal(passedOverText([problem('holiday')], 1, words), 'Passed over: 1 (holiday).');
  assert.equal(passedOverText(['a', 'b'].map(problem), 2, words), 'Passed over: 2 (a, b).');
  assert.equal(passedOverText(['a', 'b', 'c'].map(problem), 5000, words), 'Passed over: 5,000 (a, b, …).');
});
