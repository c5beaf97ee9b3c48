/** What to do where memory runs out: the same in halves, down to the one piece that does not fit alone. */
import { LensError } from '../protocol/errors.ts';

/**
 * In the words of V8, Node, ONNX Runtime, libvips and the C++ library. ImageMagick's are not among them: it says so of any
 * damaged file that claims to be large.
 */
const saysNoMemory = /out of memory|bad[_ ]?alloc|allocation failed|failed to allocate|cannot allocate/i;

export function isOutOfMemory(error: unknown): boolean {
  // A device that has no memory left gives the work back to the processor, which may have some.
  if (!(error instanceof Error) || LensError.is(error, 'device-failed')) return false;
  const code = 'code' in error ? String(error.code) : '';
  return code === 'ENOMEM' || code === 'ERR_MEMORY_ALLOCATION_FAILED' || saysNoMemory.test(error.message);
}

/** Works on all items at once or, where memory does not do, on ever smaller parts, one after another, in their order. */
export async function inHalves<Item, Result>(
  items: readonly Item[],
  work: (items: readonly Item[]) => Promise<Result>,
  /** For the one item that is too much even alone. */
  blame: (item: Item) => void,
): Promise<Result[]> {
  try {
    return [await work(items)];
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    const [only] = items;
    if (items.length === 1 && only !== undefined) {
      blame(only);
      return [];
    }
    const half = items.length >> 1;
    const first = await inHalves(items.slice(0, half), work, blame);
    return [...first, ...(await inHalves(items.slice(half), work, blame))];
  }
}
