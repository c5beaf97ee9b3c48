/** What people look at: an index run takes it first, then what lies beside it. */
import path from 'node:path';

/** Some screens of cards; who scrolls on looks at something else. */
const shownFiles = 500;

export class Sight {
  #open: readonly string[] = [];
  readonly #shown = new Set<string>();

  /** Absolute paths of the files that are open in editors, by themselves. */
  lookAt(files: readonly string[]): void {
    this.#open = files;
  }

  /** Absolute paths of images whose cards were asked for. */
  show(files: readonly string[]): void {
    for (const file of files) {
      // The latest stand last.
      this.#shown.delete(file);
      this.#shown.add(file);
    }
    for (const file of this.#shown) {
      if (this.#shown.size <= shownFiles) break;
      this.#shown.delete(file);
    }
  }

  /** What is looked at, the nearest first. */
  files(): readonly string[] {
    return [...this.#open, ...[...this.#shown].reverse()];
  }

  /** The folders of it. */
  folders(): ReadonlySet<string> {
    return new Set(this.files().map(file => path.dirname(file)));
  }
}
