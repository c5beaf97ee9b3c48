// `npm run bench`: what Asset Lens costs in time and memory on this machine. Nothing here passes or fails.
//   node test/bench/bench.mjs [folder of images]   (without one: the sample of the demo)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { makeSample } from '../sample/makeSample.mjs';

const root = path.resolve(import.meta.dirname, '..', '..');
const cli = path.join(root, 'dist', 'cli.js');
/** An absolute goal is judged by the best of five: other work on the machine only ever adds. */
const rounds = 5;

const scratch = mkdtempSync(path.join(tmpdir(), 'asset-lens-bench-'));
try {
  const [asked] = process.argv.slice(2);
  const folder = asked ? path.resolve(asked) : path.join(scratch, 'sample');
  if (!asked) await makeSample(folder);
  const load = loadavg()[0].toFixed(1);
  console.log(
    `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, load ${load}`,
  );
  const files = readdirSync(folder, { recursive: true }).length;
  console.log(`${folder}: ${files} files\n`);
  const fresh = [];
  const again = [];
  for (let round = 0; round < rounds; round++) {
    const store = path.join(scratch, `store-${round}`);
    fresh.push(timed(['index', folder, '--json', '--store', store]));
    again.push(timed(['index', folder, '--json', '--store', store]));
  }
  const { reply } = fresh[0];
  console.log(`${reply.encoded} images encoded with ${reply.model} on ${reply.provider}`);
  line(
    'index from nothing',
    fresh.map(run => run.seconds),
  );
  line(
    'index again, nothing changed',
    again.map(run => run.seconds),
  );
  line(
    'images per second, as reported',
    fresh.map(run => run.reply.imagesPerSecond),
    'max',
  );
  const store = path.join(scratch, 'store-0');
  const searches = Array.from({ length: rounds }, () =>
    timed(['search', folder, 'a dog', '--json', '--store', store]),
  );
  line(
    'search, process start included',
    searches.map(run => run.seconds),
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Runs the command line once and takes its JSON. */
function timed(words) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`asset-lens ${words.join(' ')} failed:\n${stderr}`);
  return { seconds: (performance.now() - started) / 1000, reply: JSON.parse(stdout) };
}

function line(name, values, best = 'min') {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1];
  const top = best === 'min' ? sorted[0] : sorted.at(-1);
  console.log(
    `  ${name.padEnd(34)} best ${top.toFixed(2)}   median ${median.toFixed(2)}   of ${values.length}`,
  );
}
