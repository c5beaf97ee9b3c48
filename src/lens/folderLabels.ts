/** The labels of the open folders: read anew at each question, with the last good ones while a file has a mistake. */
import type { Folder, FolderId } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import type { LabelSet } from '../protocol/tag.ts';
import { readLabelsFile } from '../catalog/labelsFile.ts';
import { parseLabelSet } from '../tags/labels.ts';

export interface FolderLabels {
  /** Null where there is no labels file, or never was one without a mistake. */
  readonly labels: LabelSet | null;
  /** What is wrong with the file as it is now. */
  readonly mistake: LensError | null;
}

export class LabelFiles {
  readonly #lastGood = new Map<FolderId, { readonly text: string; readonly labels: LabelSet }>();

  async read(folder: Folder): Promise<FolderLabels> {
    const lastGood = this.#lastGood.get(folder.id);
    try {
      const file = await readLabelsFile(folder.path);
      if (file === null) {
        this.#lastGood.delete(folder.id);
        return { labels: null, mistake: null };
      }
      if (file.text === lastGood?.text) return { labels: lastGood.labels, mistake: null };
      const labels = parseLabelSet(file.text, file.path);
      this.#lastGood.set(folder.id, { text: file.text, labels });
      return { labels, mistake: null };
    } catch (error) {
      if (!LensError.is(error, 'labels-invalid')) throw error;
      return { labels: lastGood?.labels ?? null, mistake: error };
    }
  }
}
