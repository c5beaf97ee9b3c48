/** A process that writes decisions, one after the other, and tells of each that it was acknowledged. */
import { readDecisions, writeDecisions } from '../../src/catalog/decisionsFile.ts';
import type { AssetPath, ContentHash } from '../../src/protocol/asset.ts';
import { changedText, lineOf, parseDecisions } from '../../src/tags/decisions.ts';
import { parseSteps, printSteps } from '../../src/tags/undo.ts';

const [folder, name, first, count] = process.argv.slice(2);

/** The line of one decision of one writer. */
export function decisionLine(writer: string, place: number): string {
  const digits = place.toString(16).padStart(64, '0');
  return lineOf({
    path: `${place % 7} of ${writer}.png` as AssetPath,
    hash: digits as ContentHash,
    verdict: 'accepted',
    group: 'group',
    label: `label ${place}`,
  });
}

if (import.meta.main) {
  readDecisions(folder!);
  for (let place = Number(first); place < Number(first) + Number(count); place++) {
    const change = { removed: [], added: [decisionLine(name!, place)] };
    await writeDecisions(folder!, (text, steps) => ({
      text: changedText(parseDecisions(text), change),
      steps: printSteps([...parseSteps(steps), [change]]),
    }));
    process.stdout.write(`${place}\n`);
  }
}
