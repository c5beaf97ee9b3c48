// Which changes of files start an index run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weightOf } from '../../src/extension/watchedChange.ts';

/** Every path weighs the same after each of these changes. */
function check(changes: readonly Parameters<typeof weightOf>[0][], weight: string, paths: readonly string[]) {
  for (const change of changes) {
    for (const path of paths) assert.equal(weightOf(change, path), weight, `${path} ${change}`);
  }
}

test('an image is followed whatever the case of its extension', () => {
  check(['created', 'changed', 'deleted'], 'asks', ['a.png', 'sub/B.PNG', 'sub/photo.JpEg', 'icon.ICO']);
});

test('an ignore file is followed, on every level', () => {
  check(['created', 'changed', 'deleted'], 'asks', ['.gitignore', 'sub/.assetlensignore']);
});

test('a folder that goes is followed, also one with a dot in its name', () => {
  check(['deleted'], 'asks', ['icons', 'sub/icons', 'App/Assets.xcassets', 'icons.v2']);
});

test('what comes without an extension is followed if it is a folder', () => {
  check(['created'], 'folder?', ['icons', 'App/Assets.xcassets']);
  check(['changed'], 'passes', ['icons', 'App/Assets.xcassets']);
});

test('sources and what a build writes start nothing', () => {
  check(['created', 'changed', 'deleted'], 'passes', [
    'a.ts',
    'dist/a.js',
    'dist/a.js.map',
    'out/x.O',
    'y.tmp',
  ]);
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
