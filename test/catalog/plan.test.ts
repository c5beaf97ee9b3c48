// What an index run has to do, told from lists.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { planContents, planIndex } from '../../src/catalog/plan.ts';
import type { AssetPath, ContentHash } from '../../src/protocol/asset.ts';

interface Expected {
  readonly reuse?: string;
  readonly again?: string;
  readonly read?: string;
  readonly forget?: string;
}

/**
 * Files as `path:bytes:time`, listed and remembered; a remembered one that ends in `!` is due to be read again, and a
 * listed `path:?` could not be looked at. The paths of the plan are compared.
 */
function check(listed: string, remembered: string, expected: Expected): void {
  const parsed = (text: string) =>
    text.split(' ').filter(Boolean).map(file => file.split(':') as [AssetPath, string, string]); // prettier-ignore
  const entries = parsed(listed);
  const plan = planIndex(
    {
      files: entries
        .filter(([, bytes]) => bytes !== '?')
        .map(([path, bytes, time]) => ({ path, bytes: Number(bytes), modifiedMs: Number(time) })),
      problems: entries.filter(([, bytes]) => bytes === '?').map(([path]) => ({ path })),
    },
    parsed(remembered).map(([path, bytes, time]) => ({
      path,
      bytes: Number(bytes),
      modified: Number(time.replace('!', '')),
      isDue: time.endsWith('!'),
    })),
    row => row.isDue,
  );
  const paths = (files: readonly { readonly path: string }[]) => files.map(file => file.path).join(' ');
  assert.deepEqual(
    {
      reuse: paths(plan.reuse),
      again: paths(plan.again),
      read: paths(plan.read),
      forget: plan.forget.join(' '),
    },
    { reuse: '', again: '', read: '', forget: '', ...expected },
  );
}

describe('by size and time', () => {
  const table: [title: string, listed: string, remembered: string, expected: Expected][] = [
    ['two empty lists make an empty plan', '', '', {}],
    ['a file of the same size and time is not read', 'a:1:5 b:2:6.25', 'b:2:6.25 a:1:5', { reuse: 'a b' }],
    ['a file of another size is read', 'a:9:5', 'a:1:5', { read: 'a' }],
    ['a file of a younger time is read', 'a:1:6', 'a:1:5', { read: 'a' }],
    ['a file of an older time is read, too', 'a:1:4', 'a:1:5', { read: 'a' }],
    ['a fraction of a millisecond counts', 'a:1:5.5', 'a:1:5', { read: 'a' }],
    ['a new file is read', 'a:1:1', '', { read: 'a' }],
    ['a file that went away is forgotten', '', 'a:1:1', { forget: 'a' }],
    ['a renamed file is read under its new name', 'b:1:1', 'a:1:1', { read: 'b', forget: 'a' }],
    ['a name in another case is another name', 'A:1:1', 'a:1:1', { read: 'A', forget: 'a' }],
    ['names that differ by case alone are two files', 'A:1:1 a:1:2', 'A:1:1 a:1:2', { reuse: 'A a' }],
    ['what could not be looked at is not forgotten', 'a:? b:1:1', 'a:1:1 b:1:1', { reuse: 'b' }],
    ['nor is what lies below it', 'a:? ab:1:1', 'a/x:1:1 a/b/c:1:1 ab:1:1 ab/x:1:1', { reuse: 'ab', forget: 'ab/x' }],
    ['what is due is read although it is the same', 'a:1:1', 'a:1:1!', { again: 'a', read: 'a' }],
    ['what is due and has changed is read as changed', 'a:2:1', 'a:1:1!', { read: 'a' }],
    ['what is due and has gone is forgotten', '', 'a:1:1!', { forget: 'a' }],
    ['files are read in the order of the listing', 'a:1:1 b:1:1 c:1:1', 'b:1:1!', { again: 'b', read: 'a b c' }],
  ]; // prettier-ignore
  for (const [title, listed, remembered, expected] of table)
    test(title, () => check(listed, remembered, expected));
});

describe('by content', () => {
  /** Files that were read as `path:content`, and contents with a vector. */
  const planned = (read: string, known: string) => {
    const words = (text: string) => text.split(' ').filter(Boolean);
    const { reuse, encode } = planContents(
      words(read).map(file => ({ path: file.split(':')[0]!, hash: file.split(':')[1] as ContentHash })),
      new Set(words(known) as ContentHash[]),
    );
    const paths = (files: readonly { readonly path: string }[]) => files.map(file => file.path).join(' ');
    return {
      reuse: paths(reuse),
      encode: [...encode].map(([hash, files]) => `${hash}: ${paths(files)}`).join(', '),
    };
  };
  const table: [title: string, read: string, known: string, reuse: string, encode: string][] = [
    ['nothing read, nothing to do', '', 'x', '', ''],
    ['a content without a vector is encoded', 'a:x', '', '', 'x: a'],
    ['a content with a vector is not, whatever the file is called', 'b:x', 'x', 'b', ''],
    ['a copy costs no encoding of its own', 'a:x b:x c:y', '', '', 'x: a b, y: c'],
    ['a changed file is encoded while its old copy is reused', 'a:y b:x', 'x', 'b', 'y: a'],
    ['a branch switch back costs nothing', 'a:x b:y', 'x y', 'a b', ''],
  ];
  for (const [title, read, known, reuse, encode] of table)
    test(title, () => assert.deepEqual(planned(read, known), { reuse, encode }));
});
