/**
 * CLIP's tokenizer, written again after the `SimpleTokenizer` of the paper's authors (openai/CLIP, clip/simple_tokenizer.py):
 * what the encoder's own is compared with.
 */

const marks = ['<|startoftext|>', '<|endoftext|>'];

/** A mark, the end of a contraction, a word, a digit or a run of other signs. */
const pieces =
  /<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+/giu;

/** Bytes are written as visible characters: the printable ones of Latin-1 as they are, in this order, then the others. */
const printable = [...range(0x21, 0x7e), ...range(0xa1, 0xac), ...range(0xae, 0xff)];
const hidden = range(0, 0xff).filter(byte => !printable.includes(byte));

/** The 256 characters in the order of their ids. */
export const byteCharacters: readonly string[] = [
  ...printable.map(byte => String.fromCodePoint(byte)),
  ...hidden.map((_, place) => String.fromCodePoint(256 + place)),
];

const characterOfByte = new Map(
  [...printable, ...hidden].map((byte, place) => [byte, byteCharacters[place]!]),
);

/** Tokens of a text without the two marks. `merges` are pairs like `in g</w>`, the first to be joined first. */
export function bytePairs(text: string, merges: readonly string[]): string[] {
  const ranks = new Map(merges.map((pair, rank) => [pair, rank]));
  const clean = text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();
  return [...clean.matchAll(pieces)].flatMap(([piece]) => joinedPairs(piece, ranks));
}

function joinedPairs(piece: string, ranks: ReadonlyMap<string, number>): string[] {
  if (marks.includes(piece)) return [piece];
  const parts = Array.from(Buffer.from(piece), byte => characterOfByte.get(byte)!);
  parts.push(`${parts.pop()!}</w>`);
  for (;;) {
    const pairs = parts.slice(1).map((part, place) => `${parts[place]!} ${part}`);
    const rank = Math.min(...pairs.map(pair => ranks.get(pair) ?? Infinity));
    if (rank === Infinity) return parts;
    for (let place = 0; place < parts.length - 1; place++) {
      const pair = `${parts[place]!} ${parts[place + 1]!}`;
      if (ranks.get(pair) === rank) parts.splice(place, 2, pair.replace(' ', ''));
    }
  }
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, place) => first + place);
}
