import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** How many vectors of images each model has in a host's store: [name without the digest, count], sorted. */
export function vectorSets(host) {
  const store = new DatabaseSync(path.join(host.store, 'vectors.sqlite'), { readOnly: true, timeout: 5000 });
  try {
    const rows = store
      .prepare(
        'select model, count(*) as vectors from space join vector on vector.space = space.id group by space.id',
      )
      .all();
    return rows.map(({ model, vectors }) => [String(model).split('@')[0], vectors]).sort();
  } finally {
    store.close();
  }
}
