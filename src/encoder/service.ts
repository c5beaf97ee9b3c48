/** What the encoder process answers: joins decoding, tokenizing and the two towers. */
import { createHash } from 'node:crypto';
import { mkdir, open, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { ContentHash } from '../protocol/asset.ts';
import type { Handlers } from '../protocol/channel.ts';
import type {
  EncodedImage,
  EncodedImages,
  EncoderQuestions,
  EncoderSettings,
  EncodingProblem,
  IdentifiedFile,
} from '../protocol/encoder.ts';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import { type ModelCard, readModelCard } from '../models/modelCard.ts';
import { digestModel } from '../models/modelFiles.ts';
import { byteLimit, contentProblem, FileProblem, problemOf, svgByteLimit } from './fileProblem.ts';
import {
  allPixels,
  prepareImage,
  renderPreview,
  resizedSize,
  type PreparedImage,
  type Sharp,
  type Thumbnail,
} from './image.ts';
import { loadRuntime, loadSharp } from './nativeModules.ts';
import { chooseProvider, chooseThreads } from './providers.ts';
import { openTowers, type Towers } from './session.ts';
import { openTokenizer, type TextTokenizer } from './text.ts';

/** Raised whenever decoding or preparing changes a vector: vectors of two versions are never compared. */
const preprocessingVersion = 1;

/** Pictures that are decoded at once: libuv has four threads for them. */
const decodesAtOnce = 4;

interface OpenModel {
  readonly card: ModelCard;
  readonly towers: Towers;
  readonly tokenizer: TextTokenizer;
}

/** The handlers of one encoder process. */
export function encoderService(): Handlers<EncoderQuestions> {
  let model: OpenModel | undefined;
  let sharp: Sharp | undefined;
  const theSharp = () => (sharp ??= loadSharp());
  const theModel = () => {
    if (!model) throw new LensError('bug', 'The encoder was asked before it was told its model.');
    return model;
  };

  return {
    async hello(settings: EncoderSettings) {
      const card = await readModelCard(settings.modelFolder);
      const digest = await digestModel(card);
      const provider = chooseProvider(settings.provider);
      const threads = chooseThreads(settings.threads, availableParallelism());
      const tokenizer = await openTokenizer(card);
      const towers = await openTowers(
        loadRuntime(),
        card,
        inputSize(card),
        provider,
        threads,
        tokenizer.tokenize(['a picture']),
      );
      model = { card, towers, tokenizer };
      const { preprocessing } = card;
      const space = createHash('sha256')
        .update(JSON.stringify([digest.graphs, preprocessing, preprocessingVersion]))
        .digest('hex');
      return {
        model: digest.id,
        provider: provider.name,
        providerReason: provider.reason,
        dimensions: towers.dimensions,
        space: space.slice(0, 32),
        temperature: card.temperature,
      };
    },

    async identify({ paths }, signal) {
      const files: IdentifiedFile[] = [];
      const problems: EncodingProblem[] = [];
      await eachAtOnce(paths, async (file, index) => {
        throwIfAborted(signal);
        let bytes: Buffer | null = null;
        try {
          bytes = await readImage(file);
          files.push({ index, hash: hashOf(bytes), bytes: bytes.length });
        } catch (error) {
          problems.push({ index, ...problemOf(error, bytes) });
        }
      });
      return { files, problems };
    },

    async encodeImages({ paths, thumbnails }, signal) {
      const { card, towers } = theModel();
      const prepared = await prepareAll(theSharp(), paths, card, thumbnails, signal);
      return encodePrepared(prepared, towers, signal);
    },

    async encodeTexts({ texts }) {
      const { tokenizer, towers } = theModel();
      return towers.encodeTexts(tokenizer.tokenize(texts));
    },

    async hashPixels({ paths }, signal) {
      const hashes: (string | null)[] = Array<null>(paths.length).fill(null);
      await eachAtOnce(paths, async (file, index) => {
        throwIfAborted(signal);
        try {
          const { data, width, height } = await allPixels(theSharp(), await readImage(file));
          clearHiddenColours(data);
          hashes[index] = createHash('sha256').update(`${width}×${height}`).update(data).digest('hex');
        } catch {
          // A file that cannot be read has no pixels to compare: null says so.
        }
      });
      return { hashes };
    },

    async render({ path: file, pixels, form }) {
      try {
        return await renderPreview(theSharp(), await readImage(file), pixels, form);
      } catch {
        // Null says that there is nothing to show; why is told by the file's problem.
        return null;
      }
    },
  };
}

interface PreparedFile {
  readonly index: number;
  readonly hash: ContentHash;
  readonly bytes: number;
  readonly image: PreparedImage;
  readonly thumbnail: string | null;
}

async function prepareAll(
  sharp: Sharp,
  paths: readonly string[],
  card: ModelCard,
  thumbnails: string | null,
  signal: AbortSignal,
): Promise<{ files: PreparedFile[]; problems: EncodingProblem[] }> {
  const files: PreparedFile[] = [];
  const problems: EncodingProblem[] = [];
  await eachAtOnce(paths, async (file, index) => {
    throwIfAborted(signal);
    let bytes: Buffer | null = null;
    try {
      bytes = await readImage(file);
      const hash = hashOf(bytes);
      const image = await prepareImage(sharp, bytes, card.preprocessing);
      const thumbnail = thumbnails === null ? null : await writeThumbnail(thumbnails, hash, image.thumbnail);
      files.push({ index, hash, bytes: bytes.length, image, thumbnail });
    } catch (error) {
      problems.push({ index, ...problemOf(error, bytes) });
    }
  });
  return { files: files.sort((a, b) => a.index - b.index), problems };
}

async function encodePrepared(
  { files, problems }: { files: readonly PreparedFile[]; problems: EncodingProblem[] },
  towers: Towers,
  signal: AbortSignal,
): Promise<EncodedImages> {
  throwIfAborted(signal);
  const images = files.map(({ index, hash, bytes, image, thumbnail }): EncodedImage => ({
    index,
    hash,
    bytes,
    facts: { ...image.facts, thumbnail },
  }));
  if (files.length === 0) return { images, vectors: new Float32Array(0), problems };
  const width = files[0]!.image.tensor.length;
  const tensors = new Float32Array(files.length * width);
  files.forEach(({ image }, row) => tensors.set(image.tensor, row * width));
  return { images, vectors: await towers.encodeImages(tensors, files.length), problems };
}

async function readImage(file: string): Promise<Buffer> {
  const handle = await open(file);
  let bytes: Buffer;
  try {
    const { size } = await handle.stat();
    const limit = /\.svgz?$/i.test(file) ? svgByteLimit : byteLimit;
    if (size > limit)
      throw new FileProblem(
        'too-large',
        `It has ${Math.round(size / 1e6)} MB; more than ${Math.round(limit / 1e6)} MB are not read. Make it smaller, or exclude it.`,
      );
    bytes = await handle.readFile();
  } finally {
    await handle.close();
  }
  const problem = contentProblem(bytes);
  if (problem) throw new FileProblem(problem.kind, problem.detail);
  return bytes;
}

function hashOf(bytes: Buffer): ContentHash {
  // 64 lower-case hexadecimal digits of SHA-256 are what ContentHash means.
  return createHash('sha256').update(bytes).digest('hex') as ContentHash;
}

/** `ab/abcdef….jpg`: whole or not there, since it is renamed into its place. */
async function writeThumbnail(
  folder: string,
  hash: ContentHash,
  thumbnail: Thumbnail,
): Promise<string | null> {
  const name = `${hash.slice(0, 2)}/${hash}.${thumbnail.extension}`;
  const target = path.join(folder, name);
  if (await stat(target).catch(() => undefined)) return name;
  const draft = `${target}.${process.pid}.part`;
  try {
    const bytes = await thumbnail.encode();
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(draft, bytes);
    await rename(draft, target);
    return name;
  } catch {
    // A full or read-only disk costs the small picture, not the vector.
    await unlink(draft).catch(() => undefined);
    return null;
  }
}

/** The colour of a pixel that nobody can see is no difference. */
function clearHiddenColours(rgba: Buffer): void {
  for (let i = 0; i < rgba.length; i += 4) if (rgba[i + 3] === 0) rgba.fill(0, i, i + 3);
}

function inputSize({ preprocessing: { crop, resize } }: ModelCard): { width: number; height: number } {
  return crop ?? resizedSize(1, 1, resize);
}

/** Runs over all items, a few at a time; the first failure ends it. */
async function eachAtOnce<Item>(
  items: readonly Item[],
  visit: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next++;
      await visit(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(decodesAtOnce, items.length) }, lane));
}
