// What an index run has to do, told from two lists.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planIndex } from '../../src/catalog/plan.ts';
import type { AssetPath } from '../../src/protocol/asset.ts';

/** Files as `path:bytes:time`, listed and remembered; the paths of the plan are compared. */
function check(listed: string, remembered: string, expected: { unchanged: string; changed: string }): void {
  const parsed = (text: string) =>
    text.split(' ').filter(Boolean).map(file => file.split(':') as [AssetPath, string, string]); // prettier-ignore
  const plan = planIndex(
    parsed(listed).map(([path, bytes, time]) => ({ path, bytes: Number(bytes), modifiedMs: Number(time) })),
    parsed(remembered).map(([path, bytes, time]) => ({ path, bytes: Number(bytes), modified: Number(time) })),
  );
  const paths = (files: readonly { readonly path: string }[]) => files.map(file => file.path).join(' ');
  assert.deepEqual({ unchanged: paths(plan.unchanged), changed: paths(plan.changed) }, expected);
}

test('a file of the same size and time is not read again', () => {
  check('a:1:5 b:2:6.25', 'b:2:6.25 a:1:5', { unchanged: 'a b', changed: '' });
});

test('a file of another size or another time is', () => {
  check('a:1:5 b:2:6 c:3:7.5', 'a:9:5 b:2:9 c:3:7', { unchanged: '', changed: 'a b c' });
});

test('an older time counts as well as a younger one', () => {
  check('a:1:4', 'a:1:5', { unchanged: '', changed: 'a' });
});

test('new files are read, and those that went away are in neither list', () => {
  check('new:1:1 same:1:1', 'same:1:1 gone:1:1', { unchanged: 'same', changed: 'new' });
});

test('a renamed file is read under its new name', () => {
  check('b:1:1', 'a:1:1', { unchanged: '', changed: 'b' });
});

test('two empty lists make an empty plan', () => {
  check('', '', { unchanged: '', changed: '' });
});
