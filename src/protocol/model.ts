/** Models as people choose them. */

/** One that comes along, is on this machine, or can be fetched. */
export interface ModelOffer {
  /** What `--model` and the setting take. */
  readonly id: string;
  readonly title: string;
  /** `shipped` comes with Asset Lens, `here` was fetched or imported, `available` is in the catalogue. */
  readonly state: 'shipped' | 'here' | 'available';
  /** On the disk, or to be fetched; null where no page tells. */
  readonly bytes: number | null;
  readonly licence: string | null;
  /** `research`: only for research, and asked for before it is fetched. Null where nobody looked at the licence. */
  readonly use: 'any' | 'research' | null;
  /**
   * `asked`: Asset Lens asks for the licence before the download. `none-seen`: no page that was seen asks for anything,
   * which proves nothing; a hub that does is told of when it refuses. Null where nobody looked.
   */
  readonly gate: 'asked' | 'none-seen' | null;
  /** Where the terms can be read. */
  readonly terms: string | null;
  readonly languages: 'en' | 'multilingual' | null;
  /** Edge of the square that the network sees; null where only its files tell. */
  readonly pixels: number | null;
  readonly dimensions: number | null;
  readonly speed: 'fast' | 'medium' | 'slow' | null;
  /** Published, in per cent: of ImageNet's pictures named right without training. */
  readonly imageNet: number | null;
  /** Published, in per cent: first hits among COCO's pictures for their captions. */
  readonly coco: number | null;
  /** What training multiplied a cosine with, exp(logit_scale); null where it was not found. */
  readonly temperature: number | null;
  /** What no page proves. */
  readonly unconfirmed: readonly string[];
  /** Absolute; null where it is not here. */
  readonly folder: string | null;
}

export interface ModelProgress {
  /** Bytes, of all files. */
  readonly done: number;
  readonly total: number;
  readonly bytesPerSecond: number;
  /** Null while it cannot be told. */
  readonly remainingSeconds: number | null;
  /** The file that is being fetched. */
  readonly file: string;
}
