/**
 * What learning costs at each decision: `node test/bench/learning.ts [decisions] [labels] [dimensions]`.
 * Made-up vectors as crowded as those of pictures. Prints medians; docs/decisions/learning.md quotes them.
 */
import { cpus } from 'node:os';
import { ProductBench } from '../../src/search/matrixProduct.ts';
import { type Lesson, learn } from '../../src/tags/learn.ts';
import { scoreLesson } from '../pure/lessons.ts';
import { clustered, seeded } from '../pure/seeded.ts';

const [decisions = 1000, labels = 50, dimensions = 512] = process.argv.slice(2).map(Number);
const repetitions = 11;

const random = seeded(13);
const columns = (vectors: readonly Float32Array[]) => {
  const all = new Float32Array(vectors.length * dimensions);
  vectors.forEach((vector, row) => all.set(vector, row * dimensions));
  return all;
};
const examples = columns(clustered(random, decisions, dimensions));
const prompts = columns(clustered(random, labels, dimensions));
const one = new Int8Array(decisions * labels);
for (let row = 0; row < decisions; row++) one[row * labels + (row % labels)] = row % 3 === 0 ? -1 : 1;
const many = one.map((_, i) => (Math.floor(i / labels) % 2 === 0 ? 1 : -1));

const lesson = (kind: Lesson['kind'], verdicts: Int8Array): Lesson =>
  scoreLesson({
    kind,
    dimensions,
    prompts,
    offsets: new Float64Array(labels),
    temperature: 100,
    middle: new Float32Array(dimensions),
    examples,
    verdicts,
  });

const cases: readonly (readonly [title: string, Lesson])[] = [
  ['one-of, each image decided once', lesson('one-of', one)],
  ['any-of, each image decided once', lesson('any-of', one)],
  ['any-of, each image decided for every label', lesson('any-of', many)],
];

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`);
console.log(`${decisions} images, ${labels} labels, ${dimensions} dimensions, ${repetitions} repetitions`);
const { product } = new ProductBench();
for (const [title, given] of cases) {
  const times: number[] = [];
  for (let i = 0; i <= repetitions; i++) {
    const begin = process.cpuUsage();
    learn(given, product);
    // The first one compiles.
    if (i > 0) times.push(process.cpuUsage(begin).user / 1000);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.round(share * (times.length - 1))]!.toFixed(0);
  console.log(`${title}: median ${at(0.5)} ms, ${at(0)} to ${at(1)} ms`);
}
