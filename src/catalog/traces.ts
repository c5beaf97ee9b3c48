/** What lies in a store beside a database that has no byte: whether there was anything to lose. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { catalogsFolder } from './place.ts';

/** What remains of an index: a catalog, or the snapshot beside it. Not SQLite's journals, which a beginning leaves, too. */
const lasting = /\.(sqlite|codes)$/;

/**
 * True where a catalog or a snapshot with content, or a thumbnail, tells that images were indexed. Of a process that ended
 * while it made the store's first files, there is none. `made` is the file without a byte, which is made anew by now.
 */
export function hasTraces(store: string, made: string): boolean {
  const catalogs = catalogsFolder(store);
  return (
    namesIn(path.join(store, 'thumbnails')).some(name => !name.startsWith('.')) ||
    namesIn(catalogs)
      .filter(name => lasting.test(name))
      .map(name => path.join(catalogs, name))
      .some(file => file !== made && bytesOf(file) > 0)
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
