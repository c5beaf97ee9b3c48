/**
 * An encoder that answers by formula: a "picture" is a text file, its vector is that of its words.
 * `pixels:` begins the part that `hashPixels` sees; `broken` makes a problem; everything is real but the network.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type ContentHash, type ModelId, assetKinds } from '../../src/protocol/asset.ts';
import type { EncodedImage, Encoder, EncodingProblem, ListedFile } from '../../src/protocol/encoder.ts';
import { LensError, throwIfAborted } from '../../src/protocol/errors.ts';

export const dimensions = 16;

/** What was asked, for tests that count. */
export interface FakeEncoder extends Encoder {
  readonly encoded: string[];
  readonly texts: string[];
  /** Called before each batch; for tests that stop a run. */
  onBatch: () => void;
}

export function fakeEncoder(space = 'fake'): FakeEncoder {
  const encoded: string[] = [];
  const texts: string[] = [];
  const fake: FakeEncoder = {
    encoded,
    texts,
    onBatch: () => undefined,
    hello: async () => ({
      model: `${space}@1` as ModelId,
      provider: 'cpu',
      providerReason: 'A formula needs no more.',
      runtime: 'native',
      precision: { vision: 'float', text: 'float' },
      isFasterReady: false,
      dimensions,
      space,
      temperature: 20,
      scoring: 'softmax',
      bias: null,
      wording: 'phrase',
      assumed: [],
    }),
    async identify(paths) {
      const files: { index: number; hash: ContentHash; bytes: number }[] = [];
      const problems: EncodingProblem[] = [];
      for (const [index, file] of paths.entries()) {
        const bytes = await readFile(file);
        if (bytes.length === 0) problems.push({ index, kind: 'empty', detail: 'The file has no bytes.' });
        else files.push({ index, hash: hashOf(bytes), bytes: bytes.length });
      }
      return { files, problems };
    },
    prepare: async () => {
      throw new LensError('model-invalid', 'A formula has no weights.');
    },
    removePrepared: async () => false,
    async encodeImages(paths, _thumbnails, signal) {
      fake.onBatch();
      const images: EncodedImage[] = [];
      const problems: EncodingProblem[] = [];
      const rows: Float32Array[] = [];
      for (const [index, file] of paths.entries()) {
        const bytes = await readFile(file);
        throwIfAborted(signal);
        const text = bytes.toString('utf8');
        if (text.includes('broken')) {
          problems.push({ index, kind: 'corrupt', detail: 'It cannot be decoded.' });
          continue;
        }
        encoded.push(file);
        rows.push(vectorOf(text.split('pixels:')[0]!));
        images.push({
          index,
          hash: hashOf(bytes),
          bytes: bytes.length,
          facts: {
            width: 20,
            height: 10,
            format: 'png',
            hasAlpha: false,
            // The words of a picture say what it is.
            kind: assetKinds.find(kind => text.includes(kind)) ?? null,
            fingerprint: '00ff00ff00ff00ff',
            thumbnail: null,
          },
        });
      }
      const vectors = new Float32Array(rows.length * dimensions);
      rows.forEach((row, place) => vectors.set(row, place * dimensions));
      return { images, vectors, problems };
    },
    async encodeTexts(asked) {
      texts.push(...asked);
      const vectors = new Float32Array(asked.length * dimensions);
      asked.forEach((text, row) => {
        if (text.trim() === '') throw new LensError('invalid-argument', 'The text is empty.');
        vectors.set(vectorOf(text), row * dimensions);
      });
      return vectors;
    },
    countTokens: async asked => ({
      lengths: asked.map(text => text.split(/\s+/).length + 2),
      limit: 16,
    }),
    hashPixels: async files =>
      Promise.all(
        files.map(async file => {
          const text = await listedText(file);
          return text === null ? null : (text.split('pixels:')[1]?.trim() ?? file.path);
        }),
      ),
    sketch: async files => files.map(() => null),
    closeSketch: async files => files.map(() => null),
    glimpse: async files => files.map(() => null),
    render: async () => null,
    renderFile: async () => null,
    providers: async () => [],
    dispose: async () => undefined,
  };
  return fake;
}

/** What a "picture" says; null where it says something else than when it was listed, or is gone. */
export async function listedText({ path, hash }: ListedFile): Promise<string | null> {
  const bytes = await readFile(path).catch(() => null);
  return bytes && hashOf(bytes) === hash ? bytes.toString('utf8') : null;
}

function hashOf(bytes: Buffer): ContentHash {
  return createHash('sha256').update(bytes).digest('hex') as ContentHash;
}

/** Each word points somewhere; a text points to the middle of its words. */
function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const word of text.toLowerCase().match(/[a-z]+/g) ?? ['nothing']) {
    const digest = createHash('sha256').update(word).digest();
    for (let i = 0; i < dimensions; i++) vector[i]! += digest[i]! / 127.5 - 1;
  }
  const norm = Math.hypot(...vector) || 1;
  return vector.map(value => value / norm);
}
