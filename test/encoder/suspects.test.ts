import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Examination, examine } from '../../src/encoder/suspects.ts';
import { LensError } from '../../src/protocol/errors.ts';

/** Answers with the files that were read; `dies` says whether the process ends over a question. */
function examination(dies: (paths: readonly string[], question: number) => false | 'ended' | 'stuck') {
  const questions: string[] = [];
  const work: Examination<string[]> = {
    ask: async paths => {
      questions.push(paths.join(''));
      const death = dies(paths, questions.length);
      if (death) throw new LensError('closed', 'It ended.', { stuck: death === 'stuck' ? 'yes' : 'no' });
      return [...paths];
    },
    blame: () => ['blamed'],
    join: (first, second) => [...first, ...second],
  };
  return { questions, work };
}

test('a file that ends the process each time is found by halves, and blamed when it did so twice alone', async () => {
  const { questions, work } = examination(paths => paths.includes('c') && 'ended');
  assert.deepEqual(await examine(['a', 'b', 'c', 'd'], work), ['a', 'b', 'blamed', 'd']);
  assert.deepEqual(questions, ['ab', 'cd', 'c', 'c', 'd']);
});

test('a file is not to blame where the process was ended from outside twice while it was in hand', async () => {
  // The first time was the reason for the examination.
  const { questions, work } = examination((_, question) => question === 1 && 'ended');
  assert.deepEqual(await examine(['a'], work), ['a']);
  assert.deepEqual(questions, ['a', 'a']);
});

test('a file that keeps the process busy for ever is waited for once', async () => {
  const { questions, work } = examination(() => 'stuck');
  assert.deepEqual(await examine(['a'], work), ['blamed']);
  assert.deepEqual(questions, ['a']);
});
