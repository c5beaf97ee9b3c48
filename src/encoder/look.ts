/** What the pixels of a picture tell without the network: which sort of asset it is, and what the search for duplicates knows it by. */
import type { AssetKind } from '../protocol/asset.ts';
import type { Glimpse } from '../protocol/encoder.ts';
import { type FileShape, assetKindOf } from './assetKind.ts';
import type { Pixels } from './decode.ts';
import { glimpseOf } from './glimpse.ts';

export interface Look {
  readonly kind: AssetKind;
  readonly glimpse: Glimpse;
}

/** How a picture is looked at: here, or in a thread that does nothing else. */
export type LookAt = (pixels: Pixels, file: FileShape) => Look | Promise<Look>;

/** `pixels` before anything was put behind what is transparent; they may be fewer than the file's. */
export function lookAt(pixels: Pixels, file: FileShape): Look {
  return { kind: assetKindOf(pixels, file), glimpse: glimpseOf(pixels) };
}
