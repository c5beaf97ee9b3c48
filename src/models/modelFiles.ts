/** Whether the files of a model are all there, and what they are. */
import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ModelId } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import { externalDataOf } from './externalData.ts';
import type { KnownDigests } from './int8/knownDigests.ts';
import { knownDigests } from './int8/prepared.ts';
import type { ModelCard } from './modelCard.ts';

/** What identifies a model's vectors: its id for people, and a digest of all that shapes a vector. */
export interface ModelDigest {
  readonly id: ModelId;
  readonly graphs: string;
}

/**
 * Hashes the graphs, weights that lie beside them, and the tokenizer; of what was fetched the digest is known, and
 * of what was hashed before where it has not changed. Throws `model-invalid` when a file is missing or is a Git LFS pointer.
 */
export async function digestModel(card: ModelCard, digests = knownDigests(card)): Promise<ModelDigest> {
  const digest = createHash('sha256');
  const graphs: string[] = [];
  for (const graph of new Set([card.visionGraph, card.textGraph]))
    graphs.push(graph, ...(await weightsBeside(graph)));
  const words = card.tokenizerConfig === null ? [card.tokenizer] : [card.tokenizer, card.tokenizerConfig];
  for (const file of [...graphs, ...words]) {
    await checkIntact(card.folder, file);
    digest.update(await digestOf(card, file, digests));
  }
  const whole = digest.digest('hex');
  // Two revisions of one model share a name: the digest tells them apart. A name and a hexadecimal number make a ModelId.
  return { id: `${card.name}@${whole.slice(0, 8)}` as ModelId, graphs: whole };
}

async function digestOf(card: ModelCard, file: string, digests: KnownDigests): Promise<Buffer> {
  const known = card.digests.get(file);
  // Verified when it came; another file at its place would hardly have the same length.
  if (known && (await stat(file)).size === known.bytes) return Buffer.from(known.sha256, 'hex');
  return digests.digestOf(file);
}

/** Large graphs keep their weights in files of their own: `vision_model.onnx_data` in the Hugging Face layout, or as the graph says. */
async function weightsBeside(graph: string): Promise<string[]> {
  const [folder, name] = [path.dirname(graph), path.basename(graph)];
  const beside = (await readdir(folder).catch(() => [])).filter(
    file => file.startsWith(name) && file !== name,
  );
  // What is no graph is told by whoever loads it.
  const named = await externalDataOf(graph).catch(() => []);
  return [...new Set([...beside, ...named])].sort().map(file => path.join(folder, file));
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
