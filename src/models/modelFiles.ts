/** Whether the files of a model are all there, and what they are. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ModelId } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import type { ModelCard } from './modelCard.ts';

/** What identifies a model's vectors: its id for people, and a digest of all that shapes a vector. */
export interface ModelDigest {
  readonly id: ModelId;
  readonly graphs: string;
}

/** Hashes the graphs, weights that lie beside them, and the tokenizer. Throws `model-invalid` when a file is missing or is a Git LFS pointer. */
export async function digestModel(card: ModelCard): Promise<ModelDigest> {
  const digest = createHash('sha256');
  const graphs = [card.visionGraph, card.textGraph].flatMap(graph => [graph, ...weightsBeside(graph)]);
  for (const file of [...graphs, card.tokenizer, card.tokenizerConfig]) {
    await checkIntact(card.folder, file);
    digest.update(
      createHash('sha256')
        .update(await readFile(file))
        .digest(),
    );
  }
  const whole = digest.digest('hex');
  // Two revisions of one model share a name: the digest tells them apart. A name and a hexadecimal number make a ModelId.
  return { id: `${path.basename(card.folder)}@${whole.slice(0, 8)}` as ModelId, graphs: whole };
}

/** Large graphs keep their weights in files of their own, `vision_model.onnx_data` in the Hugging Face layout. */
function weightsBeside(graph: string): string[] {
  const [folder, name] = [path.dirname(graph), path.basename(graph)];
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(file => file.startsWith(name) && file !== name)
    .sort()
    .map(file => path.join(folder, file));
}

async function checkIntact(folder: string, file: string): Promise<void> {
  const name = path.relative(folder, file);
  const fail = (what: string) =>
    new LensError('model-invalid', `The model in ${folder} cannot be used: ${name} ${what}.`, {
      folder,
      name,
    });
  const stats = await stat(file).catch(() => undefined);
  if (!stats?.isFile()) throw fail('is missing');
  if (stats.size > 1024) return;
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0);
    const start = buffer.toString('latin1', 0, bytesRead);
    if (start.startsWith('version https://git-lfs'))
      throw fail('is only a Git LFS pointer; run "git lfs pull"');
    if (bytesRead === 0) throw fail('is empty');
  } finally {
    await handle.close();
  }
}
