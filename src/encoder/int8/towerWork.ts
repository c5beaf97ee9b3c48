/** What has to be done with either tower: it is the same for pictures and texts. */
import { setImmediate as pause } from 'node:timers/promises';
import type { PrepareProgress } from '../../protocol/encoder.ts';
import { Histogram } from '../../models/int8/histogram.ts';
import { joined } from '../joined.ts';
import { runBatch, type Watch } from '../towerGraphs.ts';
import type { TowerForms } from './towerForms.ts';

/** One form of a tower, opened. */
export interface Network<Item> {
  readonly dimensions: number;
  /** Unit vectors, one row an item. */
  encode(items: readonly Item[]): Promise<Float32Array>;
  release(): Promise<void>;
}

export interface TowerWork<Item> {
  readonly forms: TowerForms;
  /** The graph that runs otherwise. */
  readonly downloaded: string;
  /** None of them is among `checks`. */
  readonly calibration: readonly Item[];
  readonly checks: readonly Item[];
  /** As many as run at a time in use. */
  readonly timed: readonly Item[];
  open(graph: string, watch?: Watch): Promise<Network<Item>>;
  /** So many times as fast as float the int8 form must be. */
  readonly leastGain: number;
  /** Throws `aborted` when nobody waits any longer. */
  tell(step: PrepareProgress['step']): (done: number, total: number) => void;
}

/** Two at a time: all values within a network take a hundred times the memory of its input. */
const watchedAtOnce = 2;

const timedRounds = 7;

/** The vectors of these items in one form of the tower. */
export async function vectorsIn<Item>(
  { open, tell }: TowerWork<Item>,
  graph: string,
  items: readonly Item[],
  step: PrepareProgress['step'] | null = 'checking',
): Promise<Float32Array> {
  const network = await open(graph);
  try {
    const progress = step === null ? () => undefined : tell(step);
    const parts: Float32Array[] = [];
    for (let at = 0; at < items.length; at += runBatch) {
      progress(at, items.length);
      parts.push(await network.encode(items.slice(at, at + runBatch)));
      await pause();
    }
    return joined(parts);
  } finally {
    await network.release();
  }
}

/** Which values come up within the network. */
export async function calibrated<Item>({
  forms,
  calibration,
  open,
  tell,
}: TowerWork<Item>): Promise<Map<string, Histogram>> {
  const ranges = new Map(forms.values.map(name => [name, new Histogram()]));
  let isTrial = true;
  const seen = (name: string, values: Float32Array) => {
    if (!isTrial) ranges.get(name)?.add(values);
  };
  const network = await open(forms.watching(forms.values), { names: forms.values, seen });
  try {
    // Opening runs it once, on nothing that anybody has.
    isTrial = false;
    const progress = tell('calibrating');
    for (let at = 0; at < calibration.length; at += watchedAtOnce) {
      progress(at, calibration.length);
      await network.encode(calibration.slice(at, at + watchedAtOnce));
      await pause();
    }
    return ranges;
  } finally {
    await network.release();
  }
}

/** Items a second of two forms, which take turns: what else the machine does meets both. Medians. */
export async function ratesOf<Item>(
  { timed, open, tell }: TowerWork<Item>,
  graphs: readonly [string, string],
): Promise<readonly [number, number]> {
  const networks = [await open(graphs[0]), await open(graphs[1])] as const;
  const seconds = [[], []] as readonly [number[], number[]];
  const progress = tell('timing');
  try {
    for (let round = 0; round <= timedRounds; round++) {
      progress(round, timedRounds + 1);
      for (const which of [0, 1] as const) {
        const began = performance.now();
        await networks[which].encode(timed);
        // The first round warms up.
        if (round > 0) seconds[which].push((performance.now() - began) / 1000);
      }
      await pause();
    }
  } finally {
    for (const network of networks) await network.release();
  }
  const rate = (times: readonly number[]) =>
    timed.length / times.toSorted((a, b) => a - b)[timedRounds >> 1]!;
  return [rate(seconds[0]), rate(seconds[1])];
}
