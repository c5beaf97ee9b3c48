/** The files that an index run has yet to look at: those in sight first, then those beside them, then folder by folder. */
import path from 'node:path';
import type { Sight } from './sight.ts';

interface Located {
  /** Absolute path. */
  readonly absolute: string;
}

export class FileQueue<File extends Located> {
  readonly #left: Map<string, File>;
  /** In the order of the list; what is taken out of turn is passed over later. */
  readonly #folders = new Map<string, File[]>();

  constructor(files: readonly File[]) {
    this.#left = new Map(files.map(file => [file.absolute, file]));
    for (const file of files) {
      const folder = path.dirname(file.absolute);
      const inFolder = this.#folders.get(folder);
      if (inFolder) inFolder.push(file);
      else this.#folders.set(folder, [file]);
    }
    // Taken from the end.
    for (const inFolder of this.#folders.values()) inFolder.reverse();
  }

  get isEmpty(): boolean {
    return this.#left.size === 0;
  }

  /** The next ones, by what is in sight now. */
  take(count: number, sight: Sight): File[] {
    const taken: File[] = [];
    const take = (file: File | undefined) => {
      if (file && this.#left.delete(file.absolute)) taken.push(file);
    };
    for (const file of sight.files()) if (taken.length < count) take(this.#left.get(file));
    // Folders may be many, and this is asked often: never a list of all of them.
    for (const folders of [sight.folders(), this.#folders.keys()]) {
      for (const folder of folders) {
        if (taken.length >= count) return taken;
        const inFolder = this.#folders.get(folder);
        while (inFolder && inFolder.length > 0 && taken.length < count) take(inFolder.pop());
        if (inFolder?.length === 0) this.#folders.delete(folder);
      }
    }
    return taken;
  }
}
