// What the editor's own settings leave out of the index.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editorExcludes } from '../../src/protocol/editorExcludes.ts';

test('patterns that are on count, from both settings, each once', () => {
  assert.deepEqual(
    editorExcludes([
      { '**/.git': true, 'out/**': true, 'kept/**': false },
      { 'out/**': true, '*.psd': true },
    ]),
    { patterns: ['**/.git', 'out/**', '*.psd'], conditional: [] },
  );
});

test('patterns with a condition are passed over, and told', () => {
  assert.deepEqual(editorExcludes([{ '**/*.png': { when: '$(basename).psd' }, 'out/**': true }]), {
    patterns: ['out/**'],
    conditional: ['**/*.png'],
  });
});

test('folders of tools, off by default anyway, stay in reach of an include pattern', () => {
  assert.deepEqual(editorExcludes([{ '**/node_modules': true, '**/bower_components': true, 'a/node_modules': true }]), {
    patterns: ['a/node_modules'],
    conditional: [],
  });
}); // prettier-ignore

test('values of a wrong type count as not set', () => {
  for (const value of [undefined, null, 'out/**', 7, [], { 'out/**': 'yes' }]) {
    assert.deepEqual(editorExcludes([value]), { patterns: [], conditional: [] });
  }
});
