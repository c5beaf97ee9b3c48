// The network alone behind a wire, as a thread or as a process: numbers in, vectors out. Arguments: model folder, threads.
import { parentPort } from 'node:worker_threads';
import { loadRuntime } from '../../src/encoder/nativeModules.ts';
import { openVision } from '../../src/encoder/session.ts';
import { readModelCard } from '../../src/models/modelCard.ts';

const [, , modelFolder, threads] = process.argv;
const card = await readModelCard(modelFolder);
const { crop, resize } = card.preprocessing;
const size = crop ?? (resize.kind === 'squash' ? resize : { width: resize.edge, height: resize.edge });
const tower = await openVision(
  { runtime: loadRuntime(), card, provider: 'cpu', threads: Number(threads) },
  size,
);

async function answer({ number, tensors, count }) {
  const vectors = tensors ? await tower.encode(tensors, count, () => undefined) : null;
  if (parentPort) parentPort.postMessage({ number, vectors });
  else process.send({ number, vectors });
}

if (parentPort) parentPort.on('message', message => void answer(message));
else {
  process.on('message', message => void answer(message));
  process.on('disconnect', () => process.exit());
}
