/** A batch of files on its way to vectors: each is read, decoded and made ready, and then all go through the network. */
import type { ContentHash } from '../protocol/asset.ts';
import type { EncodedImage, EncodedImages, EncodingProblem } from '../protocol/encoder.ts';
import { throwIfAborted } from '../protocol/errors.ts';
import type { ModelCard } from '../models/modelCard.ts';
import type { Decoders } from './decode.ts';
import { noMemory } from './fileProblem.ts';
import { type FileCompany, eachFile, inOrder } from './filesAtOnce.ts';
import type { Gate } from './gate.ts';
import { inHalves } from './halving.ts';
import { type PreparedImage, prepareImage } from './image.ts';
import { joined } from './joined.ts';
import type { LookAt } from './look.ts';
import type { PictureNetwork } from './pictureNetwork.ts';
import { surely } from './surely.ts';
import { hashOf, writePicture } from './writePicture.ts';

interface PreparedFile {
  readonly index: number;
  readonly hash: ContentHash;
  readonly bytes: number;
  readonly image: PreparedImage;
  readonly thumbnail: string | null;
}

/** What decodes files, and tells of each. */
interface Workshop extends FileCompany {
  readonly gate: Gate;
  readonly decoders: Decoders;
  readonly look: LookAt;
}

/** Those that can be read, in their order, and why the others cannot. `thumbnails` is a folder, or null for none. */
export async function prepareAll(
  { gate, decoders, look, ...company }: Workshop,
  paths: readonly string[],
  card: ModelCard,
  thumbnails: string | null,
  signal: AbortSignal,
): Promise<{ files: PreparedFile[]; problems: EncodingProblem[] }> {
  const { found, problems } = await eachFile(company, paths, signal, async (bytes, index) => {
    const hash = hashOf(bytes);
    const image = await surely(gate, () => prepareImage(decoders, bytes, card.preprocessing, look));
    const thumbnail =
      thumbnails === null ? null : await writePicture(gate, thumbnails, hash, image.thumbnail);
    return { index, hash, bytes: bytes.length, image, thumbnail };
  });
  return { files: found.filter(file => file !== null), problems };
}

/** `ran` is told after every run of the network. Without memory for all at once, halves are tried, down to single files. */
export async function encodePrepared(
  { files, problems }: { files: readonly PreparedFile[]; problems: EncodingProblem[] },
  network: PictureNetwork,
  ran: () => void,
  signal: AbortSignal,
): Promise<EncodedImages> {
  const images: EncodedImage[] = [];
  const work = async (some: readonly PreparedFile[]) => {
    throwIfAborted(signal);
    const vectors = await vectorsOf(some, network, ran);
    for (const { index, hash, bytes, image, thumbnail } of some)
      images.push({ index, hash, bytes, facts: { ...image.facts, thumbnail }, glimpse: image.glimpse });
    return vectors;
  };
  const parts = await inHalves(files, work, ({ index }) => problems.push({ index, ...noMemory() }));
  return { images, vectors: joined(parts), problems: inOrder(problems) };
}

async function vectorsOf(
  files: readonly PreparedFile[],
  network: PictureNetwork,
  ran: () => void,
): Promise<Float32Array> {
  if (files.length === 0) return new Float32Array(0);
  const views = files.flatMap(({ image }) => image.views);
  const vectors = await network.encode(views, ran);
  return views.length === files.length ? vectors : meansOf(vectors, files, views.length);
}

/** One unit vector a picture: where it has several views, the direction of their sum. */
function meansOf(vectors: Float32Array, files: readonly PreparedFile[], views: number): Float32Array {
  const width = vectors.length / views;
  const means = new Float32Array(files.length * width);
  let view = 0;
  files.forEach(({ image }, row) => {
    const mean = means.subarray(row * width, (row + 1) * width);
    const count = image.views.length;
    if (count === 1) {
      mean.set(vectors.subarray(view * width, (view + 1) * width));
    } else {
      for (let at = 0; at < count * width; at++) mean[at % width]! += vectors[view * width + at]!;
      const norm = Math.hypot(...mean);
      // Views that cancel one another out have no direction in common: then the first one counts.
      if (norm < 1e-6) mean.set(vectors.subarray(view * width, (view + 1) * width));
      else mean.forEach((value, at) => (mean[at] = value / norm));
    }
    view += count;
  });
  return means;
}
