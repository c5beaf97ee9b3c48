/** What the engine knows of files on the disk, asked for many at once. */
import type * as vscode from 'vscode';
import type { AssetCard, AssetId } from '../protocol/asset.ts';
import type { Engine } from './engine.ts';

/** Questions about single files that are on their way at the same time. */
const atOnce = 200;

/** Ids of files in their order; null for one that is not indexed. Calls `passed` with how many were asked for since. */
export async function idsOf(
  engine: Engine,
  files: readonly vscode.Uri[],
  signal?: AbortSignal,
  passed?: (count: number) => void,
): Promise<readonly (AssetId | null)[]> {
  const { channel } = engine.client();
  const ids: (AssetId | null)[] = [];
  for (let first = 0; first < files.length; first += atOnce) {
    const some = files.slice(first, first + atOnce);
    ids.push(
      ...(await Promise.all(some.map(({ fsPath }) => channel.ask('locate', { file: fsPath }, signal)))),
    );
    passed?.(some.length);
  }
  return ids;
}

/** Cards by the path of their file; what is not indexed is left out. */
export async function cardsOf(
  engine: Engine,
  files: readonly vscode.Uri[],
): Promise<ReadonlyMap<string, AssetCard>> {
  const ids = await idsOf(engine, files);
  const known = ids.filter(id => id !== null);
  const cards = new Map(
    (await engine.client().channel.ask('cards', { ids: known })).map(card => [card.id, card]),
  );
  return new Map(
    files.flatMap(({ fsPath }, place) => {
      const id = ids[place];
      const card = id === null || id === undefined ? undefined : cards.get(id);
      return card ? [[fsPath, card] as const] : [];
    }),
  );
}
