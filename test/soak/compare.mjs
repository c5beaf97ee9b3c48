// Compares two stores of one folder, and fails where they differ:
//   node test/soak/compare.mjs <folder> <store> <fresh store>
import { realpathSync } from 'node:fs';
import { compareStores } from './compare.ts';

const [folder, first, second] = process.argv.slice(2);
if (second === undefined) {
  console.error('Usage: node test/soak/compare.mjs <folder> <store> <fresh store>');
  process.exit(2);
}
const { differences, ...counts } = compareStores(realpathSync(folder), first, second);
for (const [what, count] of Object.entries(counts)) console.log(`${what.padEnd(12)} ${count}`);
console.log(`${'differences'.padEnd(12)} ${differences.length}`);
for (const difference of differences) console.log(`  ${difference}`);
process.exitCode = differences.length > 0 ? 1 : 0;
