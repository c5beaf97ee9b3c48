/** Where the readings of mentions stand, by line and column: what is kept of a text once it was read. */
import type { Mention } from './mention.ts';

export interface Place {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  readonly text: string;
}

/** A mention, or what is like one: readings with their offsets. */
interface Placeable {
  readonly readings: readonly { readonly start: number; readonly end: number }[];
}

export interface PlacedMention<Kind extends Placeable = Mention> {
  readonly mention: Kind;
  /** One for each reading. */
  readonly places: readonly Place[];
}

/** `mentions` are in the order of the text. */
export function placeMentions<Kind extends Placeable>(
  text: string,
  mentions: readonly Kind[],
): readonly PlacedMention<Kind>[] {
  let line = 1;
  let lineStart = 0;
  /** Offsets come nearly sorted: a longer reading begins a little before. */
  const placeOf = (start: number, end: number): Place => {
    if (start < lineStart) {
      line = 1;
      lineStart = 0;
    }
    for (let next = text.indexOf('\n', lineStart); next >= 0 && next < start;) {
      line++;
      lineStart = next + 1;
      next = text.indexOf('\n', lineStart);
    }
    return { line, column: start - lineStart + 1, text: ownText(text.slice(start, end)) };
  };
  return mentions.map(mention => ({
    mention,
    places: mention.readings.map(({ start, end }) => placeOf(start, end)),
  }));
}

/** The same text, but no part of a longer one, which would stay in memory with it. */
function ownText(part: string): string {
  return Array.from(part).join('');
}
