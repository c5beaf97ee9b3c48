// Which changes of files the index follows, and how far.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weightOf } from '../../src/extension/watchedChange.ts';

/** Every path weighs the same after each of these changes. */
function check(
  changes: readonly Parameters<typeof weightOf>[0][],
  weight: string,
  paths: readonly string[],
  seesHidden = false,
) {
  for (const change of changes) {
    for (const path of paths) assert.equal(weightOf(change, path, seesHidden), weight, `${path} ${change}`);
  }
}

test('an image is followed whatever the case of its extension', () => {
  check(['created', 'changed', 'deleted'], 'place', ['a.png', 'sub/B.PNG', 'sub/photo.JpEg', 'icon.ICO']);
});

test('after other rules, everything is looked at again, on every level', () => {
  check(['created', 'changed', 'deleted'], 'everything', [
    '.gitignore',
    'sub/.assetlensignore',
    '.git/info/exclude',
  ]);
});

test('after another branch was checked out, everything is looked at again, also in a nested repository', () => {
  check(['created', 'changed', 'deleted'], 'everything', ['.git/HEAD', 'vendor/lib/.git/HEAD']);
  check(['created', 'changed', 'deleted'], 'passes', ['.git/logs/HEAD', '.git/refs/remotes/origin/HEAD']);
}); // prettier-ignore

test('a folder that goes is followed, also one with a dot in its name', () => {
  check(['deleted'], 'place', ['icons', 'sub/icons', 'App/Assets.xcassets', 'icons.v2']);
});

test('what comes without an extension is followed if it is a folder', () => {
  check(['created'], 'folder?', ['icons', 'App/Assets.xcassets']);
  check(['changed'], 'passes', ['icons', 'App/Assets.xcassets']);
});

test('a source that changes starts nothing', () => {
  check(['changed'], 'passes', ['a.ts', 'dist/a.js', 'dist/a.js.map', 'out/x.O', 'y.tmp']);
});

test('a folder that comes or goes under the name of a file is followed', () => {
  const names = ['three.js', 'vendor/d3.js', 'v1.zip', 'docs.md'];
  check(['created'], 'folder?', names);
  check(['deleted'], 'place', names);
  check(
    ['created', 'deleted'],
    'passes',
    names.map(name => `node_modules/${name}`),
  );
});

test('nothing in folders that are never listed starts a run', () => {
  check(['created', 'changed', 'deleted'], 'passes', [
    '.git/index.lock',
    '.git/refs/heads/main',
    'node_modules/a/logo.png',
    'node_modules/a/.gitignore',
    'packages/b/node_modules/c',
    '.cache/x.png',
    '.git',
    'node_modules',
    'sub/.hidden.png',
  ]);
});

test('where a pattern brings hidden folders in, they are followed, and the repository itself is not', () => {
  const all = ['created', 'changed', 'deleted'] as const;
  check(all, 'place', ['.story/x.png', 'node_modules/p/x.png', '.x.png'], true);
  check(['created'], 'folder?', ['.story', 'node_modules'], true);
  check(all, 'passes', ['.git/x.png', '.git/index', '.git'], true);
  check(all, 'everything', ['.git/HEAD', 'node_modules/p/.gitignore'], true);
});
