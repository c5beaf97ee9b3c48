/** Whether folders have a labels file, also where a drive hangs: each look at one keeps a thread of Node's. */
import type { Drives } from '../catalog/drives.ts';
import { hasLabelsFile } from '../catalog/labelsFile.ts';

export class LabelLooks {
  readonly #drives: Drives;
  readonly #underWay = new Map<string, Promise<boolean>>();

  constructor(drives: Drives) {
    this.#drives = drives;
  }

  /** By the folder's absolute path; false where its drive does not answer. One look at a time, whoever asks. Never fails. */
  has(folder: string): Promise<boolean> {
    const underWay = this.#underWay.get(folder);
    if (underWay) return underWay;
    const look = this.#drives
      .within(folder, () => hasLabelsFile(folder))
      .catch(() => false)
      .finally(() => this.#underWay.delete(folder));
    this.#underWay.set(folder, look);
    return look;
  }
}
