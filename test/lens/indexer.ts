/**
 * A process that indexes a folder with the fake encoder, as a window or the command line does, and tells what it does:
 * one line of JSON for each thing that happened. Arguments: folder, store, milliseconds that one batch takes.
 */
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { folderAt } from '../../src/catalog/place.ts';
import { openStore } from '../../src/catalog/store.ts';
import { LensDesk } from '../../src/lens/desk.ts';
import type { Handlers } from '../../src/protocol/channel.ts';
import { errorToData } from '../../src/protocol/errors.ts';
import type { IndexReport, LensQuestions } from '../../src/protocol/lens.ts';
import { fakeEncoder } from './fakeEncoder.ts';
import { plainSettings } from './plainSettings.ts';

export type IndexerLine =
  | { readonly kind: 'watches'; readonly done: number }
  /** These files go through the model. */
  | { readonly kind: 'encodes'; readonly files: readonly string[] }
  /** All that the catalog has by now: written, and safe. */
  | { readonly kind: 'stored'; readonly paths: readonly string[] }
  | { readonly kind: 'ended'; readonly report: Pick<IndexReport, 'assets' | 'encoded' | 'reused'> }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

const [folder, store, milliseconds] = process.argv.slice(2);
// Written at once: what a killed process has said must not be lost in a stream.
const tell = (line: IndexerLine) => void writeSync(1, `${JSON.stringify(line)}\n`);

const encoder = fakeEncoder();
const { encodeImages } = encoder;
encoder.encodeImages = async (paths, thumbnails, signal) => {
  tell({ kind: 'encodes', files: paths });
  await sleep(Number(milliseconds));
  return encodeImages(paths, thumbnails, signal);
};
const place = folderAt(folder!);
let encodes = false;
const desk = new LensDesk(
  {
    folders: [place],
    store: store!,
    ...plainSettings,
  },
  {
    startEncoder: () => encoder,
    progress: ({ done, imagesPerSecond }) => {
      encodes ||= imagesPerSecond > 0;
      if (!encodes) tell({ kind: 'watches', done });
    },
    changed: () => {
      const reading = openStore(store!, { readOnly: true });
      const catalog = reading.openCatalog(place.path);
      tell({ kind: 'stored', paths: catalog.files().map(file => file.path) });
      catalog.close();
      reading.close();
    },
    status: () => undefined,
  },
);
try {
  const { assets, encoded, reused } = await (desk.handlers as Handlers<LensQuestions>).index(
    { folder: null },
    new AbortController().signal,
  );
  tell({ kind: 'ended', report: { assets, encoded, reused } });
} catch (error) {
  const { code, message } = errorToData(error);
  tell({ kind: 'failed', code, message });
}
await desk.dispose();
