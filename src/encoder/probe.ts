/** The far side of a probe, in a process that is there for it alone: does this provider run the network, and how fast? */
import { availableParallelism } from 'node:os';
import type { Versions } from '../protocol/device.ts';
import type { ProbeAnswer, ProbeRequest } from '../protocol/encoder.ts';
import type { ModelCard } from '../models/modelCard.ts';
import { goldenPictures, goldenRows } from './golden.ts';
import { loadRuntime } from './nativeModules.ts';
import { chooseThreads } from './providers.ts';
import { openVision, type VisionTower } from './session.ts';
import { runBatch } from './towerGraphs.ts';
import { packagedVersions } from './versions.ts';

/** Timed runs take about so long together. */
const timedMilliseconds = 1500;

/** A golden batch that takes longer is timed itself. */
const slowMilliseconds = 10_000;

/** Fast devices need no more runs than these. */
const mostRuns = 40;

/** Throws `device-failed`, and on the processor `model-invalid`. */
export async function probeProvider(
  { provider, threads, runtimeFolder }: ProbeRequest,
  card: ModelCard,
  size: { readonly width: number; readonly height: number },
): Promise<ProbeAnswer> {
  const runtime = loadRuntime(runtimeFolder);
  const ports = { runtime, card, provider, threads: chooseThreads(threads, availableParallelism()) };
  const network = await openVision(ports, size);
  const began = performance.now();
  const vectors = await network.encode(goldenPictures(size), goldenRows);
  const spent = performance.now() - began;
  // Who takes so long for three pictures wins no race: its figure includes what it compiled.
  const imagesPerSecond = spent > slowMilliseconds ? goldenRows / (spent / 1000) : await timed(network, size);
  return {
    vectors,
    imagesPerSecond,
    nodes: network.nodes ?? { there: 1, elsewhere: 0 },
    residentBytes: process.memoryUsage().rss,
    versions: versionsOf(),
  };
}

/** Images a second in full batches: the median run of those after the first, which may compile. */
async function timed(
  network: VisionTower,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<number> {
  const batch = new Float32Array(runBatch * 3 * width * height).fill(0.5);
  const run = async () => {
    const began = performance.now();
    await network.encode(batch, runBatch);
    return performance.now() - began;
  };
  const first = await run();
  const times: number[] = [];
  for (let spent = first; times.length < mostRuns && (spent < timedMilliseconds || times.length < 1);) {
    const time = await run();
    times.push(time);
    spent += time;
  }
  const middle = times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
  return runBatch / (middle / 1000);
}

function versionsOf(): Versions {
  return {
    node: process.versions.node,
    electron: process.versions['electron'] ?? null,
    ...packagedVersions(),
  };
}
