// Files that became other pictures between their listing and a question: what is kept by content is made of that content only.
import assert from 'node:assert/strict';
import { rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { eachListedFile } from '../../src/encoder/filesAtOnce.ts';
import { Patience } from '../../src/encoder/patience.ts';
import { ImageReader } from '../../src/encoder/readImage.ts';
import type { Encoder, ListedFile } from '../../src/protocol/encoder.ts';
import { hashOf, listed } from './listedFiles.ts';
import { blue, green, plainPng, red } from './plainPng.ts';
import { openEncoder } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';

type Question = (encoder: Encoder, files: readonly ListedFile[]) => Promise<readonly unknown[]>;

/** Each question that reads files once more and whose answer is kept by their contents. */
const questions: Readonly<Record<string, Question>> = {
  hashPixels: (encoder, files) => encoder.hashPixels(files),
  'sketch with outlines': (encoder, files) => encoder.sketch(files, true),
  'sketch without outlines': (encoder, files) => encoder.sketch(files, false),
  closeSketch: (encoder, files) => encoder.closeSketch(files),
  glimpse: (encoder, files) => encoder.glimpse(files),
};

/** Of as many bytes: neither their number nor the file's time tells that it has changed. */
const [one, other] = [plainPng([20, 200, 30]), plainPng([200, 20, 30])];

describe('a file that has changed since it was listed', { timeout: 60_000 }, () => {
  test('is told by its bytes alone', () => assert.equal(one.length, other.length));

  for (const [name, ask] of Object.entries(questions))
    test(`has no answer to ${name}, and the others have theirs`, async t => {
      const names = ['a.png', 'b.png', 'c.png', 'd.png'];
      const folder = temporaryFolder(t, Object.fromEntries(names.map(file => [file, one])));
      const files = listed(names.map(file => path.join(folder, file)));
      const [changed, gone] = [files[1]!.path, files[2]!.path];
      const encoder = await openEncoder(t);
      const isThere = async () => (await ask(encoder, files)).map(answer => answer !== null);
      assert.deepEqual(await isThere(), [true, true, true, true]);
      const { atime, mtime } = statSync(changed);
      writeFileSync(changed, other);
      utimesSync(changed, atime, mtime);
      rmSync(gone);
      assert.deepEqual(await isThere(), [true, false, false, true]);
      writeFileSync(changed, one);
      assert.deepEqual(await isThere(), [true, true, false, true]);
    });
});

test('what is made of a listed file is made of the bytes that were compared, by one read', async t => {
  const folder = temporaryFolder(t, { 'a.png': plainPng(red), 'b.png': plainPng(green) });
  const files = listed(['a.png', 'b.png'].map(file => path.join(folder, file)));
  writeFileSync(files[1]!.path, plainPng(blue));
  const reader = new ImageReader();
  const read: string[] = [];
  const company = {
    reader: {
      read: <Result>(file: string, use: (bytes: Buffer) => Promise<Result>) => {
        read.push(path.basename(file));
        return reader.read(file, use);
      },
    } as ImageReader,
    alive: () => undefined,
    patience: new Patience(),
  };
  const { signal } = new AbortController();
  const { found, problems } = await eachListedFile(company, files, signal, async bytes => {
    // By now it is another one, and what was read is not.
    writeFileSync(files[0]!.path, plainPng(blue));
    return hashOf(bytes);
  });
  assert.deepEqual(found, [files[0]!.hash, null]);
  assert.deepEqual(read.toSorted(), ['a.png', 'b.png']);
  assert.deepEqual(
    problems.map(({ index, kind }) => [index, kind]),
    [[1, 'vanished']],
  );
});
