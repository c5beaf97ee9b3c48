/** What is kept of every picture from its decode for the index: by it and the vector, the search for duplicates chooses what it looks at. */
import { type Glimpse, cornerBytes, glimpsedCorners } from '../protocol/encoder.ts';
import { contentBoxOf, tinyOf } from './content.ts';
import type { Pixels } from './decode.ts';
import { cornersOf, visible } from './localFeatures.ts';
import { type SmallPicture, smallPicture } from './smallPicture.ts';

/** Down to two fifths of the small picture. */
const levels = 4;

/** Of a file that holds several pictures: what one of them shows makes it no copy of anything. */
export const glimpseOfSeveral: Glimpse = { tiny: new Uint8Array(), corners: new Uint8Array() };

export function glimpseOf(pixels: Pixels): Glimpse {
  const small = smallPicture(pixels);
  return { tiny: tinyOf(small, contentBoxOf(small)), corners: cornerSample(small) };
}

/** A handful of its corners, as the protocol says. */
function cornerSample(small: SmallPicture): Uint8Array {
  const {
    count,
    places,
    angles,
    levels: levelsOf,
    bits,
  } = cornersOf(visible(small), glimpsedCorners, levels);
  const longer = Math.max(small.width, small.height);
  const bytes = new Uint8Array(count * cornerBytes);
  const view = new DataView(bytes.buffer);
  for (let corner = 0, to = 0; corner < count; corner++, to += cornerBytes) {
    for (const axis of [0, 1])
      bytes[to + axis] = Math.round((255 / 64 / longer) * places[2 * corner + axis]!);
    bytes[to + 2] = angles[corner]!;
    bytes[to + 3] = levelsOf[corner]!;
    for (let word = 0; word < 8; word++) view.setUint32(to + 4 + 4 * word, bits[8 * corner + word]!, true);
  }
  return bytes;
}
