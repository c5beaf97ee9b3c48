/** The sets of vectors of a store, one for each model, and removing one that no longer answers. */
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import type { VectorSetInfo } from '../protocol/lens.ts';
import { type Lens, pause } from './lens.ts';

/** Every set, the one that answers marked. Starts no model. */
export function vectorSets(lens: Lens): VectorSetInfo[] {
  const used = usedSpaces(lens);
  return lens.store.vectorSets().map(set => ({ ...set, isUsed: used.has(set.space) }));
}

/**
 * Removes the vectors of a set, between two batches of whoever indexes; what people stated and every image's facts stay.
 * Returns the bytes freed. Throws `invalid-argument` for the set that answers, `untrusted`, and `aborted` with part of it
 * removed, which the next call goes on with.
 */
export async function removeVectorSet(lens: Lens, space: string, signal: AbortSignal): Promise<number> {
  if (!lens.settings.trusted)
    throw new LensError('untrusted', 'This workspace is restricted: nothing of its index may be changed.');
  if (usedSpaces(lens).has(space))
    throw new LensError(
      'invalid-argument',
      'These vectors are those of the model that answers. Choose another model first.',
    );
  const bytes = lens.store.vectorSets().find(set => set.space === space)?.bytes ?? 0;
  await lens.store.turn.during(async () => {
    while (await lens.store.dropSomeVectors(space)) {
      throwIfAborted(signal);
      await pause();
    }
    lens.store.giveBackRoom();
  }, signal);
  return bytes;
}

/** Of the model that answers, and of what the open folders were indexed with last. */
function usedSpaces(lens: Lens): Set<string> {
  const { space } = lens;
  return new Set([...(space === undefined ? lens.lastSpaces() : [space])]);
}
