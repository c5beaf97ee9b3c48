// One way to come from files to vectors, or a part of that way, in a process of its own: loads once, then does its work
// as often as it is asked and tells the seconds. Arguments: name of the way, model folder, threads of the network.
import { readFile } from 'node:fs/promises';
import { fork } from 'node:child_process';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { Magick } from '../../src/encoder/magick.ts';
import { prepareImage } from '../../src/encoder/image.ts';
import { loadRuntime, loadSharp } from '../../src/encoder/nativeModules.ts';
import { encoderService } from '../../src/encoder/service.ts';
import { shortVisionGraph, visionConfiguration } from '../../src/encoder/session.ts';
import { runBatch } from '../../src/encoder/towerGraphs.ts';
import { openNetworkThreads } from '../../src/encoder/networkThreads.ts';
import { preparedGraph } from '../../src/models/int8/prepared.ts';
import { tensorOf } from '../../src/encoder/tensor.ts';
import { batchesInFlight, encodeBatch } from '../../src/lens/folderRun.ts';
import { readModelCard } from '../../src/models/modelCard.ts';
import { inputSizeOf } from '../../src/models/preprocessing.ts';

const [, , name, modelFolder, threadsText] = process.argv;
const threads = Number(threadsText);

/** As the encoder decodes: src/encoder/service.ts. */
const decodesAtOnce = 4;

const network = path.join(import.meta.dirname, 'network.mjs');

const ways = {
  /** As its pages show it: pictures read, a processor, a model; in batches of eight, which is faster than one by one. */
  async transformers() {
    process.env.ORT_DISABLE_TELEMETRY = '1';
    const { env, AutoProcessor, CLIPVisionModelWithProjection, RawImage } =
      await import('@huggingface/transformers');
    env.allowRemoteModels = false;
    env.allowLocalModels = true;
    env.localModelPath = `${path.dirname(modelFolder)}/`;
    const model = path.basename(modelFolder);
    const processor = await AutoProcessor.from_pretrained(model);
    const vision = await CLIPVisionModelWithProjection.from_pretrained(model, {
      dtype: 'fp32',
      device: 'cpu',
      use_external_data_format:
        (await readModelCard(modelFolder)).visionGraph.endsWith('.onnx') && (await hasWeights()),
      session_options: { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 },
    });
    return inBatches(runBatch, 1, async files => {
      const images = await Promise.all(files.map(file => RawImage.read(file)));
      const { image_embeds } = await vision(await processor(images));
      if (image_embeds.dims[0] !== files.length) throw new Error('A picture has no vector.');
    });
  },

  /** The network alone, on numbers that are there already. */
  async bare() {
    return bareNetwork((await readModelCard(modelFolder)).visionGraph);
  },

  /** The same, opened as the encoder opens it. */
  async 'bare configured'() {
    const card = await readModelCard(modelFolder);
    const session = await visionConfiguration({ card, provider: 'cpu' });
    const short = await shortVisionGraph({ runtime: loadRuntime(), card, provider: 'cpu' });
    return bareNetwork(short?.graph ?? card.visionGraph, { session: { ...session, ...short?.session } });
  },

  /** The encoder's own network, on pixels that are there already. */
  async network() {
    const card = await readModelCard(modelFolder);
    const { width, height } = inputSizeOf(card.preprocessing);
    const opened = await openNetworkThreads(card, threads);
    const pixels = Uint8Array.from({ length: width * height * 3 }, (_, place) => (place * 31) % 251);
    return inBatches(encodeBatch, batchesInFlight, async files => {
      await opened.encode(files.map(() => pixels));
    });
  },

  /** The same network in the int8 form that was prepared of it. */
  async 'bare int8'() {
    return bareNetwork(preparedGraph(await readModelCard(modelFolder), 'vision'));
  },

  /** Decoding and resizing to the network's input alone, one thread a picture and four at once, as the encoder does. */
  async sharp() {
    const sharp = loadSharp();
    const { crop, resize } = (await readModelCard(modelFolder)).preprocessing;
    const size = crop ?? (resize.kind === 'squash' ? resize : { width: resize.edge, height: resize.edge });
    return inBatches(1, decodesAtOnce, ([file]) =>
      sharp(file)
        .resize({ ...size, fit: crop ? 'cover' : 'fill', kernel: 'cubic' })
        .removeAlpha()
        .raw()
        .toBuffer(),
    );
  },

  async 'network in threads of its own, one batch after the other'() {
    return inBatches(encodeBatch, 1, await inThisProcess());
  },

  async 'network in threads of its own, several batches at once'() {
    return inBatches(encodeBatch, batchesInFlight, await inThisProcess());
  },

  async 'network in one thread of its own'() {
    const worker = new Worker(network, { argv: [modelFolder, threadsText] });
    return inBatches(encodeBatch, batchesInFlight, await withNetwork({
      post: (message, transfer) => worker.postMessage(message, transfer),
      on: listener => worker.on('message', listener),
    })); // prettier-ignore
  },

  async 'network in a process of its own'() {
    const child = fork(network, [modelFolder, threadsText], { serialization: 'advanced' });
    return inBatches(encodeBatch, batchesInFlight, await withNetwork({
      post: message => child.send(message),
      on: listener => child.on('message', listener),
    })); // prettier-ignore
  },
};

async function bareNetwork(graph, extra = {}) {
  const { crop, resize } = (await readModelCard(modelFolder)).preprocessing;
  const { width, height } =
    crop ?? (resize.kind === 'squash' ? resize : { width: resize.edge, height: resize.edge });
  const runtime = loadRuntime();
  const session = await runtime.InferenceSession.create(graph, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra,
  });
  const each = 3 * width * height;
  const numbers = Float32Array.from({ length: runBatch * each }, (_, place) => Math.sin(place));
  return inBatches(runBatch, 1, async files => {
    const input = new runtime.Tensor('float32', numbers.subarray(0, files.length * each), [
      files.length,
      3,
      height,
      width,
    ]);
    await session.run({ [session.inputNames[0]]: input }, [session.outputNames[0]]);
  });
}

async function hasWeights() {
  const { visionGraph } = await readModelCard(modelFolder);
  return readFile(`${visionGraph}_data`).then(
    () => true,
    () => false,
  );
}

/** The encoder's own service, without thumbnails. */
async function inThisProcess() {
  const service = encoderService();
  const { signal } = new AbortController();
  const settings = { modelFolder, provider: 'cpu', threads };
  const known = await encoderService().hello({ ...settings, tower: 'text', known: null }, signal);
  const device = { provider: 'cpu', runtimeFolder: null, reference: null };
  await service.hello({ ...settings, tower: 'vision', known, device }, signal);
  return async paths => {
    const { problems } = await service.encodeImages({ paths, thumbnails: null }, signal);
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
  };
}

/** Decoding here, the network at the other end of a wire. */
async function withNetwork({ post, on }) {
  const { preprocessing } = await readModelCard(modelFolder);
  const decoders = { sharp: loadSharp(), magick: new Magick() };
  const waiting = new Map();
  let number = 0;
  const ask = (message, transfer = []) =>
    new Promise(resolve => {
      waiting.set(number, resolve);
      post({ number: number++, ...message }, transfer);
    });
  on(({ number: answered, vectors }) => {
    waiting.get(answered)(vectors);
    waiting.delete(answered);
  });
  await ask({ tensors: null, count: 0 });
  return async files => {
    const tensors = [];
    await inLanes(files, decodesAtOnce, async (file, place) => {
      const image = await prepareImage(decoders, await readFile(file), preprocessing);
      tensors[place] = tensorOf(image.views, preprocessing);
    });
    const all = new Float32Array(tensors.reduce((sum, tensor) => sum + tensor.length, 0));
    tensors.reduce((at, tensor) => (all.set(tensor, at), at + tensor.length), 0);
    const count = all.length / (3 * inputPixels(preprocessing));
    await ask({ tensors: all, count }, [all.buffer]);
  };
}

function inputPixels({ crop, resize }) {
  const { width, height } =
    crop ?? (resize.kind === 'squash' ? resize : { width: resize.edge, height: resize.edge });
  return width * height;
}

/** Does the files in batches, so many at a time. */
function inBatches(size, atOnce, work) {
  return async files => {
    const batches = [];
    for (let first = 0; first < files.length; first += size) batches.push(files.slice(first, first + size));
    await inLanes(batches, atOnce, work);
  };
}

async function inLanes(items, lanes, work) {
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const place = next++;
      await work(items[place], place);
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
}

const work = await ways[name]();
process.on('message', async ({ files }) => {
  const started = performance.now();
  await work(files);
  process.send({ seconds: (performance.now() - started) / 1000 });
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });
