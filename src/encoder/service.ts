/** What an encoder process answers: joins decoding, tokenizing and the tower that is its own. */
import { availableParallelism } from 'node:os';
import type { Handlers } from '../protocol/channel.ts';
import type { EncoderQuestions, EncoderStart, IdentifiedFile, PrepareProgress } from '../protocol/encoder.ts';
import { closeSide, sketchSide } from '../protocol/encoder.ts';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import { machineName, withPrecision } from '../models/int8/prepared.ts';
import { type ModelCard, readModelCard } from '../models/modelCard.ts';
import { inputSizeOf } from '../models/preprocessing.ts';
import { digestModel } from '../models/modelFiles.ts';
import { Budget } from './budget.ts';
import type { Decoders, Sharp } from './decode.ts';
import { encodePrepared, prepareAll } from './encodeBatch.ts';
import { eachFile, eachListedFile } from './filesAtOnce.ts';
import { Gate } from './gate.ts';
import {
  allPixels,
  closePixels,
  glimpseImage,
  renderPicture,
  renderPreview,
  renderThumbnail,
  sketchPixels,
} from './image.ts';
import { prepareModel } from './int8/prepareModel.ts';
import { pixelLimit } from './limits.ts';
import { outlineOf } from './outline.ts';
import { Magick } from './magick.ts';
import { isWeb, loadRuntime, loadSharp } from './nativeModules.ts';
import { lookThreadsFor, startLooking } from './lookThreads.ts';
import { openPictures } from './openPictures.ts';
import type { PictureNetwork } from './pictureNetwork.ts';
import { probeProvider } from './probe.ts';
import { chooseThreads } from './providers.ts';
import { Patience } from './patience.ts';
import { ImageReader } from './readImage.ts';
import { openText, type TextTower } from './session.ts';
import { sketchOf } from './sketch.ts';
import { surely } from './surely.ts';
import { bytesDigest, pixelDigest } from './pixelDigest.ts';
import { hashOf, writePicture } from './writePicture.ts';
import { asDownloaded, formFor, spaceOf } from './space.ts';
import { openTokenizer, type TextTokenizer } from './text.ts';
import { scoringOf } from './scoring.ts';

/** Longest side of a larger picture: a screen's details, also where its pixels are small. */
const largePixels = 1600;

/** What decoded pictures may take together: as much as the largest that is read. */
const pixelBytes = pixelLimit * 4;

/** A process has one of the towers. */
type OpenModel =
  | { readonly tower: 'vision'; readonly card: ModelCard; readonly network: PictureNetwork | null }
  | { readonly tower: 'text'; readonly tokenizer: TextTokenizer; readonly network: TextTower };

export interface ServicePorts {
  /** Told of the steps while a model is prepared. */
  readonly preparing?: (progress: PrepareProgress) => void;
  /** Something of the question with this file was done. */
  readonly alive?: (file: string) => void;
  /** A decoder did not come back: this process is to be asked nothing more. */
  readonly spent?: () => void;
  /** For tests: how long a drive may take for a file, and a decoder for a picture. */
  readonly readSeconds?: number;
  readonly decodeSeconds?: number;
  /** For tests: what decodes. */
  readonly openSharp?: () => Sharp;
}

/** The handlers of one encoder process. */
export function encoderService({
  alive = () => undefined,
  preparing = () => undefined,
  spent,
  readSeconds,
  decodeSeconds,
  openSharp = loadSharp,
}: ServicePorts = {}): Handlers<EncoderQuestions> {
  let model: OpenModel | undefined;
  const gate = new Gate();
  const reader = new ImageReader(readSeconds);
  const patience = new Patience(spent, decodeSeconds);
  const company = { reader, alive, patience };
  const memory = new Budget(pixelBytes);
  /** One file of each question that waits for the network or is in it: a run is a sign of life for all of them. */
  const inNetwork = new Set<string>();
  const look = startLooking(lookThreadsFor(availableParallelism()));
  let decoders: Decoders | undefined;
  const theDecoders = () =>
    (decoders ??= { sharp: openSharp(), magick: new Magick(decodeSeconds), memory, patience });
  const theVision = () => {
    if (model?.tower !== 'vision') throw new LensError('bug', 'This process is not for pictures.');
    return model;
  };
  const theText = () => {
    if (model?.tower !== 'text') throw new LensError('bug', 'This process has no network for texts.');
    return model;
  };

  return {
    async hello({ known, ...start }: EncoderStart) {
      const downloaded = await readModelCard(start.modelFolder);
      const threads = chooseThreads(start.threads, availableParallelism());
      if (start.tower === 'vision') {
        const { device, decodesOnly = false } = start;
        const card = withPrecision(downloaded, known!.precision);
        if (decodesOnly) loadEarly(theDecoders);
        const network = decodesOnly ? null : await openPictures(card, device, threads, known!.dimensions);
        model = { tower: 'vision', card, network };
        return { ...known!, provider: device.provider };
      }
      const runtime = loadRuntime();
      // The process of the texts looks first, so that both run the forms that the space is named after. Who asks for
      // another device than the processor wants what that is made for.
      const isOnProcessor = start.provider === 'cpu' || start.provider === 'auto';
      const { precision, isFasterReady } =
        known ??
        (isOnProcessor
          ? await formFor(downloaded, machineName(runtime.env.versions.common), start)
          : { precision: asDownloaded, isFasterReady: false });
      const card = withPrecision(downloaded, precision);
      const ports = { runtime, card, provider: 'cpu', threads } as const;
      // It names files that are missing, and better than whoever loads them.
      const digest = known ? null : await digestModel(card);
      const tokenizer = await openTokenizer(card);
      const network = await openText(ports, tokenizer.tokenize(['a picture']));
      model = { tower: 'text', tokenizer, network };
      if (!digest) return known!;
      const scoring = await scoringOf(card, network, tokenizer);
      return {
        model: digest.id,
        provider: 'cpu',
        providerReason: 'Texts are encoded on the processor.',
        dimensions: network.dimensions,
        space: spaceOf(card, digest),
        precision,
        isFasterReady,
        ...scoring,
        // SigLIP 2's own template (transformers, model_doc/siglip2.md).
        wording: card.family === 'siglip2' ? 'sentence' : 'phrase',
        runtime: isWeb(runtime) ? 'wasm' : 'native',
      };
    },

    async probe(request) {
      const card = await readModelCard(request.modelFolder);
      return probeProvider(request, card, inputSizeOf(card.preprocessing));
    },

    async tryDecoder({ times }) {
      await decodeSomething(loadSharp(), times);
      return null;
    },

    prepare: (request, signal) =>
      prepareModel(request, { runtime: loadRuntime(), decoders: theDecoders(), tell: preparing }, signal),

    async identify({ paths }, signal) {
      const { found, problems } = await eachFile(company, paths, signal, async (bytes, index) => {
        const file: IdentifiedFile = { index, hash: hashOf(bytes), bytes: bytes.length };
        return file;
      });
      return { files: found.filter(file => file !== null), problems };
    },

    async encodeImages({ paths, thumbnails }, signal) {
      const { card, network } = theVision();
      if (!network) throw new LensError('bug', 'The network for pictures was not opened.');
      const prepared = await prepareAll(
        { ...company, gate, decoders: theDecoders(), look },
        paths,
        card,
        thumbnails,
        signal,
      );
      const [first] = paths;
      if (first !== undefined) inNetwork.add(first);
      const ran = () => {
        inNetwork.forEach(alive);
        // Nobody waits for the rest of a batch that was given up.
        throwIfAborted(signal);
      };
      try {
        return await encodePrepared(prepared, network, ran, signal);
      } finally {
        if (first !== undefined) inNetwork.delete(first);
      }
    },

    async encodeTexts({ texts }) {
      const { tokenizer, network } = theText();
      return network.encode(tokenizer.tokenize(texts));
    },

    countTokens({ texts }) {
      return theText().tokenizer.count(texts);
    },

    // Of a file that cannot be read there is nothing to compare, and null says so; why is told by its problem.
    async hashPixels({ files }, signal) {
      const { found } = await eachListedFile(company, files, signal, bytes =>
        surely(gate, () =>
          allPixels(theDecoders(), bytes, pixelDigest).then(digest => digest ?? bytesDigest(bytes)),
        ),
      );
      return { hashes: found };
    },

    async sketch({ files, outlines, isClose }, signal) {
      const { found } = await eachListedFile(company, files, signal, async bytes => {
        const { pixels, enlarged } = await surely(gate, () =>
          isClose
            ? closePixels(theDecoders(), bytes, closeSide)
            : sketchPixels(theDecoders(), bytes, sketchSide),
        );
        const sketch = sketchOf(pixels, enlarged);
        return { sketch, outline: outlines ? outlineOf(sketch) : null };
      });
      return { images: found };
    },

    async glimpse({ files }, signal) {
      const { card } = theVision();
      const { found } = await eachListedFile(company, files, signal, bytes =>
        surely(gate, () => glimpseImage(theDecoders(), bytes, card.preprocessing)),
      );
      return { glimpses: found };
    },

    async render({ path: file, pixels, form }) {
      try {
        return await reader.read(file, bytes =>
          surely(gate, () => renderPreview(theDecoders(), bytes, pixels, form)),
        );
      } catch {
        // Null says that there is nothing to show; why is told by the file's problem.
        return null;
      }
    },

    async renderFile({ path: file, size, folder }) {
      const { card } = theVision();
      const isLarge = size === 'large';
      try {
        return await reader.read(file, async bytes => {
          const picture = await surely(gate, async () =>
            isLarge
              ? renderPicture(theDecoders(), bytes, largePixels)
              : renderThumbnail(theDecoders(), bytes, card.preprocessing),
          );
          const title = isLarge ? `${hashOf(bytes)}.large` : hashOf(bytes);
          return { name: await writePicture(gate, folder, title, picture) };
        });
      } catch {
        return { name: null };
      }
    },
  };
}

/** Whoever starts a process to decode asks for that next. */
function loadEarly(load: () => unknown): void {
  try {
    load();
  } catch {
    // Each file that is asked about tells it.
  }
}

/** Work through which GLib's types and signals go: a JPEG made, decoded and resized. */
async function decodeSomething(sharp: Sharp, times: number): Promise<void> {
  const create = { width: 64, height: 48, channels: 3, background: { r: 200, g: 90, b: 10 } } as const;
  const jpeg = await sharp({ create }).jpeg().toBuffer();
  for (let time = 0; time < times; time++) {
    const { info } = await sharp(jpeg).resize(32, 24).raw().toBuffer({ resolveWithObject: true });
    if (info.width !== 32) throw new LensError('bug', 'A picture came out in another size.');
  }
}
