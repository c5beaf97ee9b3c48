/** Finds the int8 form of one tower: as many of its layers as its vectors bear. */
import type { PreparedTower } from '../../protocol/encoder.ts';
import type { Layer } from '../../models/int8/layers.ts';
import { type Likeness, likenessOf } from './likeness.ts';
import { calibrated, ratesOf, type TowerWork, vectorsIn } from './towerWork.ts';

/** The mean cosine to the float form's vectors that an int8 form must have. */
export const leastCosine = 0.99;

/** Items that tell which layers cost most. */
const probes = 8;

/** As many groups of layers are tried alone: each is a network that has to be loaded. */
const mostGroups = 64;

export interface TowerResult extends PreparedTower {
  /** Of the items that were checked: those of the form that is to run. */
  readonly vectors: Float32Array;
}

/**
 * `float`: the vectors of `work.checks` in float. `isRanked` tells whether pictures would be found as before.
 * Where the tower is to run in int8, its graph stands at `target` afterwards.
 */
export async function prepareTower<Item>(
  work: TowerWork<Item>,
  float: Float32Array,
  isRanked: (vectors: Float32Array) => boolean,
  target: string,
): Promise<TowerResult> {
  const { forms } = work;
  const stays = (reason: string, more: Partial<TowerResult> = {}): TowerResult => ({
    precision: 'float',
    reason,
    layers: forms.layers.length,
    inFloat: [],
    cosine: null,
    floatPerSecond: null,
    int8PerSecond: null,
    ...more,
    vectors: float,
  });
  if (forms.layers.length === 0) {
    return stays(
      forms.isCoded
        ? 'Its weights have eight bits or fewer already; prepare the float16 or float32 form of the model.'
        : 'It has no layers that could compute in int8.',
    );
  }
  forms.calibrate(await calibrated(work));
  const form = await bestForm(work, float, isRanked);
  if (!form) return stays('Its vectors differ too much in int8, whatever is left in float.');
  const chosen = new Set(form.layers);
  const [floatPerSecond, int8PerSecond] = await ratesOf(work, [work.downloaded, form.graph]);
  const facts = {
    inFloat: forms.layers.filter(layer => !chosen.has(layer)).map(({ name }) => name),
    cosine: form.cosine,
    floatPerSecond,
    int8PerSecond,
  };
  const gain = int8PerSecond / floatPerSecond;
  const reason = `Int8 is ${gain.toFixed(2)} times as fast as float on this machine.`;
  if (gain < work.leastGain) return stays(reason, facts);
  forms.writeWhole(form.layers, target);
  return { ...stays(reason, facts), precision: 'int8', vectors: form.vectors };
}

interface Form {
  readonly layers: readonly Layer[];
  readonly graph: string;
  readonly vectors: Float32Array;
  readonly cosine: Likeness;
}

/** All layers in int8 where that is good enough; else without the costliest one, two, four and so on, down to the harmless ones. */
async function bestForm<Item>(
  work: TowerWork<Item>,
  float: Float32Array,
  isRanked: (vectors: Float32Array) => boolean,
): Promise<Form | null> {
  const { forms, checks } = work;
  const dimensions = float.length / checks.length;
  const tried = async (layers: readonly Layer[]): Promise<Form | null> => {
    const graph = forms.write(layers, 'tried');
    const vectors = await vectorsIn(work, graph, checks);
    const cosine = likenessOf(vectors, float, dimensions);
    return cosine.mean >= leastCosine && isRanked(vectors) ? { layers, graph, vectors, cosine } : null;
  };
  const whole = await tried(forms.layers);
  if (whole) return whole;
  const groups = await byCost(work);
  for (const left of stepsTo(groups.length)) {
    const floats = new Set(groups.slice(0, left).flat());
    const form = await tried(forms.layers.filter(layer => !floats.has(layer)));
    if (form) return form;
  }
  return null;
}

/** How many of so many are left out, one try after another: twice as many up to the half, then half of what is left. */
export function stepsTo(count: number): readonly number[] {
  const steps: number[] = [];
  for (let left = 1; left <= count / 2; left *= 2) steps.push(left);
  for (let kept = Math.floor(count / 2); kept >= 1; kept = Math.floor(kept / 2)) steps.push(count - kept);
  return [...new Set(steps)];
}

/** Layers, or neighbours where there are many, by what each of them alone in int8 does to the vectors: the worst first. */
async function byCost<Item>(work: TowerWork<Item>): Promise<readonly (readonly Layer[])[]> {
  const { forms, calibration } = work;
  const some = calibration.slice(0, probes);
  const float = await vectorsIn(work, forms.float, some, null);
  const dimensions = float.length / some.length;
  const each = Math.ceil(forms.layers.length / mostGroups);
  const groups = Array.from({ length: Math.ceil(forms.layers.length / each) }, (_, group) =>
    forms.layers.slice(group * each, (group + 1) * each),
  );
  const progress = work.tell('searching');
  const costs: { readonly group: readonly Layer[]; readonly cosine: number }[] = [];
  for (const [place, group] of groups.entries()) {
    progress(place, groups.length);
    const vectors = await vectorsIn(work, forms.write(group, 'alone'), some, null);
    costs.push({ group, cosine: likenessOf(vectors, float, dimensions).mean });
  }
  return costs.sort((a, b) => a.cosine - b.cosine).map(({ group }) => group);
}
