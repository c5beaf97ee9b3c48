/**
 * What was decided together is taken back together. The steps are kept beside the decisions as lines of JSON, the last
 * one below; they are a convenience, and what cannot be read of them is forgotten.
 */
import * as v from 'valibot';
import type { LineChange } from './decisions.ts';

/** The changes of one decision, which may concern many assets. */
export type Step = readonly LineChange[];

/** Enough for a session at the keyboard; older steps are forgotten. */
const stepsKept = 100;
/** A step about many thousands of images is large: older ones make room for it. */
const lettersKept = 8_000_000;

const lines = v.array(v.string());
const stepSchema = v.array(v.object({ removed: lines, added: lines }));

/** The steps of an undo file, the last one last. */
export function parseSteps(text: string): readonly Step[] {
  return text.split('\n').flatMap(line => {
    try {
      const result = v.safeParse(stepSchema, JSON.parse(line));
      return result.success ? [result.output] : [];
    } catch {
      // Empty, or cut off when its writer was killed.
      return [];
    }
  });
}

export function printSteps(steps: readonly Step[]): string {
  const printed: string[] = [];
  let letters = 0;
  for (const step of steps.slice(-stepsKept).reverse()) {
    const line = JSON.stringify(step);
    letters += line.length;
    if (printed.length > 0 && letters > lettersKept) break;
    printed.unshift(`${line}\n`);
  }
  return printed.join('');
}

/**
 * Takes back the last step that can be. A change is taken back only where what it stated still stands: what was decided
 * since, by a merge or by hand, is not overwritten. Steps with nothing left to take back are passed over.
 */
export function takeBack(
  present: ReadonlySet<string>,
  steps: readonly Step[],
): { readonly change: LineChange; readonly steps: readonly Step[]; readonly taken: number } {
  for (let last = steps.length - 1; last >= 0; last--) {
    const lines = new Set(present);
    let taken = 0;
    // Backwards: a later change of one step may have replaced what an earlier one stated.
    for (const { removed, added } of steps[last]!.toReversed()) {
      const stands =
        added.length > 0
          ? added.every(line => lines.has(line))
          : removed.length > 0 && removed.every(line => !lines.has(line));
      if (!stands) continue;
      for (const line of added) lines.delete(line);
      for (const line of removed) lines.add(line);
      taken++;
    }
    if (taken > 0) {
      const removed = [...present].filter(line => !lines.has(line));
      const added = [...lines].filter(line => !present.has(line));
      return { change: { removed, added }, steps: steps.slice(0, last), taken };
    }
  }
  return { change: { removed: [], added: [] }, steps: [], taken: 0 };
}
