// The labels files that *Create Labels File* offers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readyLabels, readySets } from '../../src/extension/readyLabels.ts';
import { readLabels } from '../../src/tags/labels.ts';

for (const set of readySets) {
  test(`the ready set ${set} is a labels file without a mistake, in groups`, () => {
    const { labels, mistakes } = readLabels(readyLabels[set]);
    assert.deepEqual(mistakes, []);
    assert.ok(labels!.groups.every(group => group.name !== null && group.labels.length >= 3));
  });
}
