// How much of what uses an image the reference scanner finds, against a truth that was found by reading.
//   node test/quality/references.ts
import path from 'node:path';
import { type Entry, compareWithTruth } from './referenceTruth.ts';

const folder = path.resolve(import.meta.dirname, '..', 'fixtures', 'references');
const { truth, found, missed, wrong, misjudged, misread, precision, recall } = compareWithTruth(folder);
const list = (title: string, entries: readonly Entry[]) => {
  if (entries.length === 0) return;
  console.log(`\n${title}:`);
  for (const { file, line, text, image, sure } of entries)
    console.log(`  ${file}:${line}  ${text}  → ${image}${sure ? '' : '  (maybe)'}`);
};

console.log(`${truth.length} references by hand, ${found.length} found.`);
console.log(`precision ${precision.toFixed(4)}   recall ${recall.toFixed(4)}`);
console.log(
  `certainty as a person sees it ${(1 - misjudged.length / (truth.length - missed.length)).toFixed(4)}   text exact ${(1 - misread.length / (truth.length - missed.length)).toFixed(4)}`,
);
list('Missed', missed);
list('Wrong', wrong);
list('Of another certainty', misjudged);
list('Another text', misread);
