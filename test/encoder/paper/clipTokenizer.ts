/**
 * A tokenizer in the form of CLIP's, small enough to be written down: CLIP's bytes and marks with their ids, and of its
 * 48,894 merges those that make the words below. They are an excerpt of the list of openai/CLIP (MIT License, copyright
 * 2021 OpenAI), so each of these words has the id that CLIP knows it by; other words fall into smaller pieces.
 */
import { byteCharacters } from './bytePairs.ts';

/** Texts, and the ids that CLIP's own tokenizer makes of them. */
export const knownIds: Readonly<Record<string, readonly number[]>> = {
  'a photo of a cat': [49406, 320, 1125, 539, 320, 2368, 49407],
  'a photo of a dog': [49406, 320, 1125, 539, 320, 1929, 49407],
  'a red circle': [49406, 320, 736, 7117, 49407],
  'Hello  World!': [49406, 3306, 1002, 256, 49407],
  'two boats in the harbour at night': [49406, 1237, 10080, 530, 518, 10011, 536, 930, 49407],
};

/** Pairs with the ids of what they become, the first to be joined first. */
const merges: readonly (readonly [pair: string, id: number])[] = [
  ['t h', 513], ['r e', 515], ['a r', 516], ['th e</w>', 518], ['o u', 520], ['o r', 523], ['a t', 527],
  ['i n</w>', 530], ['t o</w>', 531], ['a t</w>', 536], ['o f</w>', 539], ['e l', 544], ['l e</w>', 579],
  ['ou r</w>', 581], ['i r', 582], ['g h', 583], ['h o', 606], ['gh t</w>', 630], ['d o', 639], ['w or', 641],
  ['b o', 647], ['n i', 697], ['l d</w>', 730], ['re d</w>', 736], ['p ho', 816], ['el l', 826], ['h ar', 915],
  ['ni ght</w>', 930], ['t w', 966], ['wor ld</w>', 1002], ['at s</w>', 1032], ['pho to</w>', 1125],
  ['tw o</w>', 1237], ['do g</w>', 1929], ['c at</w>', 2368], ['c ir', 2459], ['ell o</w>', 2512],
  ['c le</w>', 2537], ['h ello</w>', 3306], ['har b', 5856], ['cir cle</w>', 7117], ['harb our</w>', 10011],
  ['bo ats</w>', 10080],
]; // prettier-ignore

const [begin, end] = ['<|startoftext|>', '<|endoftext|>'];
const [beginId, endId] = [49406, 49407];

const added = (id: number, content: string) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});

/** The contents of `tokenizer.json`, built as those of openai/clip-vit-base-patch32. */
export const tokenizerJson = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [added(beginId, begin), added(endId, end)],
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'NFC' },
      { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
      { type: 'Lowercase' },
    ],
  },
  pre_tokenizer: {
    type: 'Sequence',
    pretokenizers: [
      {
        type: 'Split',
        pattern: { Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+" },
        behavior: 'Removed',
        invert: true,
      },
      { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    ],
  },
  post_processor: {
    type: 'RobertaProcessing',
    sep: [end, endId],
    cls: [begin, beginId],
    trim_offsets: false,
    add_prefix_space: false,
  },
  decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: 'BPE',
    dropout: null,
    unk_token: end,
    continuing_subword_prefix: '',
    end_of_word_suffix: '</w>',
    fuse_unk: false,
    vocab: Object.fromEntries([
      ...byteCharacters.map((character, id) => [character, id] as const),
      ...byteCharacters.map((character, id) => [`${character}</w>`, 256 + id] as const),
      ...merges.map(([pair, id]) => [pair.replace(' ', ''), id] as const),
      [begin, beginId] as const,
      [end, endId] as const,
    ]),
    merges: merges.map(([pair]) => pair),
  },
};
