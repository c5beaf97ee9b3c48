// The engine as a face has it: its worker and encoder from `dist`, with a store of its own.
import path from 'node:path';
import { folderAt, startLens } from '../../src/lens/client.ts';
import { plainSettings } from '../lens/plainSettings.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

/** Loads the model and the decoder before it is handed over, so that no round pays for them. `picture` is any. */
export async function openEngine({ folder, store, modelFolder, threads, picture }) {
  const lens = startLens(
    {
      ...plainSettings,
      folders: [folderAt(folder)],
      store,
      modelFolder,
      provider: 'cpu',
      threads,
    },
    { worker: path.join(root, 'dist', 'worker.js'), encoder: path.join(root, 'dist', 'encoder.js') },
  );
  await lens.channel.ask('embed', { images: [picture], texts: ['warm'] });
  return lens;
}

export const wholeIndex = { folder: null };

export function query(text) {
  return { text, plain: false, not: '', like: null, folder: null, label: null, limit: 50 };
}
