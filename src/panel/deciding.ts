/** Decisions about tags as the panel makes them: one after the other, each one step to take back. */
import type { AssetId, FolderId } from '../protocol/asset.ts';
import type { LensQuestions } from '../protocol/lens.ts';
import type { TagWish } from './tagLines.ts';

/** A panel that stays open all day keeps no more than this. */
const stepsKept = 500;

export interface DecidingPorts {
  decide(request: LensQuestions['decide'][0]): Promise<LensQuestions['decide'][1]>;
  undo(request: LensQuestions['undoDecision'][0]): Promise<LensQuestions['undoDecision'][1]>;
  /** The folders that these images lie in, each once. */
  foldersOf(ids: readonly AssetId[]): Promise<readonly FolderId[]>;
}

/** What was decided together: the Lens keeps a step for each folder. */
interface Step {
  readonly ids: readonly AssetId[];
  readonly folders: readonly FolderId[];
}

export class Deciding {
  readonly #ports: DecidingPorts;
  readonly #steps: Step[] = [];
  /** One thing at a time: who undoes at once means what was decided just before. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(ports: DecidingPorts) {
    this.#ports = ports;
  }

  /** How many images and labels changed. */
  decide(ids: readonly AssetId[], wish: TagWish): Promise<number> {
    return this.#next(async () => {
      if (ids.length === 0) return 0;
      const folders = await this.#ports.foldersOf(ids);
      const { changed } = await this.#ports.decide({ ids, decisions: [wish] });
      if (changed > 0) this.#steps.push({ ids, folders });
      if (this.#steps.length > stepsKept) this.#steps.shift();
      return changed;
    });
  }

  /**
   * Takes back the last step, or, where this panel made none, the last one of `folder`; how much changed, and the images
   * that it was about, null where they are not known.
   */
  undo(
    folder: FolderId | null,
  ): Promise<{ readonly changed: number; readonly ids: readonly AssetId[] | null }> {
    return this.#next(async () => {
      const step = this.#steps.pop();
      let changed = 0;
      for (const one of step?.folders ?? (folder === null ? [] : [folder]))
        changed += (await this.#ports.undo({ folder: one })).changed;
      return { changed, ids: step?.ids ?? null };
    });
  }

  #next<Result>(run: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(run);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
