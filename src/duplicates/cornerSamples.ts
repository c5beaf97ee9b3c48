/** The few corners that are kept of each picture, as columns: what pictures are found again by (`cornerVotes.ts`). */
import { cornerBytes, glimpsedCorners } from '../protocol/encoder.ts';

/** The place of a corner within its picture is below this, six bits. */
export const cornerBits = 64;

/** Corners of all pictures, by picture. */
export class CornerSamples {
  /** x, y, direction and level of each. */
  readonly marks: Uint8Array;
  readonly bits: Uint32Array<ArrayBuffer>;
  /** The picture of each. */
  readonly owners: Uint32Array<ArrayBuffer>;
  /** Where those of each picture begin; one more than there are pictures. */
  readonly starts: Uint32Array;
  count = 0;
  #pictures = 0;

  /** `pictures`: how many will be added. Memory that is not filled is only reserved. */
  constructor(pictures: number) {
    const most = pictures * glimpsedCorners;
    this.marks = new Uint8Array(4 * most);
    this.bits = new Uint32Array(8 * most);
    this.owners = new Uint32Array(most);
    this.starts = new Uint32Array(pictures + 1);
  }

  /** Gives the memory of the bits and owners back at once, all but a tenth of the whole; they are not there any more. */
  closeBits(): void {
    for (const column of [this.bits, this.owners]) column.buffer.transfer(0);
  }

  get pictures(): number {
    return this.#pictures;
  }

  /** The next picture, by the bytes of `Glimpse.corners`; null for one without. */
  add(corners: Uint8Array | null): void {
    const count = Math.min(glimpsedCorners, (corners?.length ?? 0) / cornerBytes);
    const view = corners && new DataView(corners.buffer, corners.byteOffset, corners.byteLength);
    for (let at = 0, from = 0; at < count; at++, from += cornerBytes, this.count++) {
      this.marks.set(corners!.subarray(from, from + 4), 4 * this.count);
      for (let word = 0; word < 8; word++)
        this.bits[8 * this.count + word] = view!.getUint32(from + 4 + 4 * word, true);
      this.owners[this.count] = this.#pictures;
    }
    this.starts[++this.#pictures] = this.count;
  }
}
