// Two windows and the command line decide at once, and one of them is killed at random moments: no decision that was
// acknowledged may be lost. Build first.
//   node test/soak/decisions.mjs [--kills 100] [--seed 1]
import { parseArgs } from 'node:util';
import { soakDecisions } from './decisions.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});
const [kills, seed] = [Number(values.kills), Number(values.seed)];
if (![kills, seed].every(value => Number.isSafeInteger(value) && value >= 0)) {
  console.error('--kills and --seed take whole numbers.');
  process.exit(2);
}
const report = await soakDecisions({ kills, seed, tell: line => console.error(line) });
const { losses, ...rest } = report;
console.log(JSON.stringify({ ...rest, losses: losses.length }, null, 2));
for (const loss of losses) console.log(loss);
process.exitCode = losses.length === 0 ? 0 : 1;
