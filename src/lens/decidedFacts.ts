/** What the decisions files of the open folders say; read again whenever one has changed. */
import { decisionsStamp, readDecisions } from '../catalog/decisionsFile.ts';
import type { Folder, FolderId } from '../protocol/asset.ts';
import { FactIndex } from '../tags/deciding.ts';
import { type DecisionsText, parseDecisions } from '../tags/decisions.ts';

/** The decisions file of a folder as it was last read. */
interface KnownFacts {
  readonly stamp: string;
  readonly parsed: DecisionsText;
  readonly index: FactIndex;
}

export class DecidedFacts {
  readonly #folders = new Map<FolderId, KnownFacts>();

  /** Throws `decisions-failed`. */
  of(folder: Folder): KnownFacts {
    const stamp = decisionsStamp(folder.path);
    const known = this.#folders.get(folder.id);
    if (known?.stamp === stamp) return known;
    const parsed = parseDecisions(readDecisions(folder.path));
    const read = { stamp, parsed, index: new FactIndex(parsed.facts) };
    this.#folders.set(folder.id, read);
    return read;
  }
}
