// Removing images: to the trash where there is one, and never for good unasked. VS Code is a fake with a file system of names.
import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { test } from 'node:test';
import type { Uri } from 'vscode';

class FileSystemError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Set by each test, and read through by what is tested. */
const editor = {
  env: { remoteName: undefined as string | undefined, uiKind: 1 },
  UIKind: { Desktop: 1, Web: 2 },
  FileSystemError,
  l10n: { t: (text: string) => text },
  workspace: { fs: { delete: (_uri: Uri, _options?: { useTrash?: boolean }) => Promise.resolve() } },
};
Object.assign(globalThis, { editorOfThisTest: editor });
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? {
          url: 'data:text/javascript,export const { env, UIKind, FileSystemError, l10n, workspace } = globalThis.editorOfThisTest',
          format: 'module',
          shortCircuit: true,
        }
      : next(specifier, context),
});
const { hasTrash, removeFiles } = await import('../../src/extension/trash.ts');

/** Files by name, a trash or none, and files that cannot be removed at all. */
function folder(names: readonly string[], { trash = true, remoteName = '', stuck = '' } = {}) {
  const files = new Set(names);
  const thrown: string[] = [];
  editor.env.remoteName = remoteName || undefined;
  editor.workspace.fs.delete = (uri, { useTrash = false } = {}) => {
    const name = uri as unknown as string;
    if (!files.has(name)) return Promise.reject(new FileSystemError('FileNotFound'));
    if (name === stuck || (useTrash && !trash)) return Promise.reject(new FileSystemError('Unavailable'));
    files.delete(name);
    if (useTrash) thrown.push(name);
    return Promise.resolve();
  };
  const asked: number[] = [];
  const remove = (answer: boolean, all = names) =>
    // A name stands for an address.
    removeFiles(all as unknown as readonly Uri[], left => {
      asked.push(left.length);
      return Promise.resolve(answer);
    });
  return { files, thrown, asked, remove };
}

test('where there is a trash, all goes there and nobody is asked', async () => {
  const { files, thrown, asked, remove } = folder(['a', 'b']);
  assert.equal(hasTrash(), true);
  const { removed, failed, isInTrash } = await remove(false);
  assert.deepEqual([[...files], thrown, asked], [[], ['a', 'b'], []]);
  assert.deepEqual([removed, failed, isInTrash], [['a', 'b'], [], true]);
});

test('a trash that is missing after all is found out at the first file; without consent nothing goes', async () => {
  const { files, asked, remove } = folder(['a', 'b', 'c'], { trash: false });
  assert.deepEqual((await remove(false)).removed, []);
  assert.deepEqual([[...files], asked], [['a', 'b', 'c'], [3]]);
  const { removed, isInTrash } = await remove(true);
  assert.deepEqual([removed, isInTrash, [...files]], [['a', 'b', 'c'], false, []]);
  assert.deepEqual(asked, [3, 3], 'asked once for all of them');
});

test('a remote has no trash, and who was told so before is not asked again', async () => {
  const { files, thrown, asked, remove } = folder(['a'], { remoteName: 'ssh-remote' });
  assert.equal(hasTrash(), false);
  assert.equal((await remove(false)).isInTrash, false);
  assert.deepEqual([[...files], thrown, asked], [[], [], []]);
});

test('one that cannot be removed keeps none of the others, and says why', async () => {
  const { files, thrown, asked, remove } = folder(['a', 'b', 'c'], { stuck: 'b' });
  const { removed, failed } = await remove(true, ['gone', 'a', 'b', 'c']);
  assert.deepEqual([[...files], thrown, asked], [['b'], ['a', 'c'], []]);
  assert.deepEqual(removed, ['a', 'c']);
  assert.deepEqual(failed, [
    { uri: 'gone', reason: 'FileNotFound' },
    { uri: 'b', reason: 'It could not be moved to the trash.' },
  ]);
});
