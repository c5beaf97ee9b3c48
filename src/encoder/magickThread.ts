/** Where the thread is that reads with ImageMagick; null in an installation without it, which then reads fewer formats. */
import { existsSync } from 'node:fs';
import path from 'node:path';

/** A build has the thread's bundle beside its own; sources have the file beside this one. */
export const magickThread: string | null =
  ['magick.js', 'magickWorker.ts'].map(name => path.join(import.meta.dirname, name)).find(existsSync) ?? null;
