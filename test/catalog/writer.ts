/** A process that writes batches into a store, as an index run does, and tells after each that it is safe. */
import type { JournalMode } from '../../src/catalog/journal.ts';
import { openStore } from '../../src/catalog/store.ts';
import { dimensions, encoded, row, vectorsOf } from './contents.ts';

const [folder, folderPath, names, batches, journal] = process.argv.slice(2);
const batchSize = 8;

// faults.test.ts gives one of the two.
const store = openStore(folder!, { journal: journal as JournalMode });
const catalog = store.openCatalog(folderPath!);
for (let batch = 0; batch < Number(batches); batch++) {
  const written = Array.from({ length: batchSize }, (_, place) => `${names} ${batch * batchSize + place}`);
  await store.saveEncoded('space', encoded(written), vectorsOf(written), dimensions);
  await catalog.apply({ upsert: written.map(name => row(`${name}.png`, name)), remove: [] });
  process.stdout.write(`${batch + 1}\n`);
}
catalog.close();
store.close();
