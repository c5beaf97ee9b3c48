/** What a text says before anybody knows which images there are. */
import type { ReferenceForm } from '../protocol/reference.ts';

/** One reading of a mention: where it stands, and the path that it is, without quotes, encodings and query. */
export interface Reading {
  /** Offsets in the text, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Where the path itself ends, before a query or fragment. */
  readonly pathEnd: number;
  readonly form: ReferenceForm;
  /** With `/`; as written otherwise, so that it may begin with `./`, `/`, an alias or a scheme. */
  readonly target: string;
  /** The target with a `*` for each dynamic part; null where nothing in it is dynamic. */
  readonly glob: string | null;
  /** True where it is read in another way than its form says first, such as a backslash that parts folders. */
  readonly isSecond?: boolean;
}

/** A name that is no path. */
export interface NameReading {
  readonly start: number;
  readonly end: number;
  readonly form: 'unity-guid' | 'unity-resource' | 'godot-uid' | 'xcode-name' | 'android-resource';
  readonly name: string;
}

/** One place of a text that may mean an image. */
export interface Mention {
  /** The likeliest first: a text with spaces is one path, or a list of which this is the last. */
  readonly readings: readonly (Reading | NameReading)[];
  /** Commented out, an example, an output, a word in prose: no proof of use. */
  readonly inert: boolean;
}

export function isName(reading: Reading | NameReading): reading is NameReading {
  return 'name' in reading;
}
