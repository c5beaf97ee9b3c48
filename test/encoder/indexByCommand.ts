/** What the built command makes of a folder, in a store of its own: which files a search finds, and which it lists. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { coloursModel, run } from '../cli/assetLens.ts';
import { type Problem, parsed } from '../cli/results.ts';

export interface IndexedFolder {
  /** Of the command's process that indexed; null where a signal ended it. */
  readonly status: number | null;
  /** Paths below the folder. */
  readonly found: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/** Indexes a folder with the model that knows colours, and writes nothing into it. Build first. */
export async function indexByCommand(folder: string): Promise<IndexedFolder> {
  const root = mkdtempSync(path.join(tmpdir(), 'asset-lens-indexed-'));
  try {
    const ask = (words: readonly string[]) => run([...words, '--json', '--model', coloursModel], { root });
    const index = await ask(['index', folder]);
    if (index.status !== 0) {
      process.stderr.write(index.stderr);
      return { status: index.status, found: new Set(), problems: [] };
    }
    const { problems } = parsed('index', index.stdout);
    const search = await ask(['search', folder, 'red', '--limit', '100000']);
    const hits = parsed('search', search.stdout);
    return { status: index.status, found: new Set(hits.map(hit => hit.path)), problems };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
