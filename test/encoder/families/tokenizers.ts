/** Tokenizers of SigLIP's two kinds, small enough to be written down: what matters is how they part a text and end it. */

const special = (id: number, content: string) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});

const ending = (token: string, id: number) => ({
  type: 'TemplateProcessing',
  single: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: token, type_id: 0 } }],
  pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 0 } }],
  special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
});

const letters = Array.from("abcdefghijklmnopqrstuvwxyzäöüß0123456789.,!?'-");
const words = ['photo', 'cat', 'dog', 'red', 'circle', 'of', 'the', 'this', 'is', 'harbour', 'boat', 's'];

/** SentencePiece's unigram model, as T5 and SigLIP have it: `</s>` is 1 and ends and fills a text, `<unk>` is 2. */
const pieces: readonly (readonly [piece: string, score: number])[] = [
  ['<pad>', 0],
  ['</s>', 0],
  ['<unk>', 0],
  ['▁', -2],
  ...words.map((word, i): [string, number] => [`▁${word}`, -3 - i / 10]),
  ...words.map((word, i): [string, number] => [word, -5 - i / 10]),
  ...letters.map((letter, i): [string, number] => [letter, -8 - i / 100]),
  ['▁a', -2.5],
];

export const unigram = {
  size: pieces.length,
  json: {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [special(1, '</s>'), special(2, '<unk>')],
    normalizer: null,
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', add_prefix_space: true, prepend_scheme: 'always' },
    post_processor: ending('</s>', 1),
    decoder: { type: 'Metaspace', replacement: '▁', add_prefix_space: true, prepend_scheme: 'always' },
    model: { type: 'Unigram', unk_id: 2, vocab: pieces },
  },
  config: {
    tokenizer_class: 'SiglipTokenizer',
    model_max_length: 64,
    pad_token: '</s>',
    eos_token: '</s>',
    unk_token: '<unk>',
  },
} as const;

const merges = [
  'c a',
  'ca t',
  'd o',
  'do g',
  'r e',
  're d',
  'o f',
  'p h',
  'o t',
  'ph ot',
  'phot o',
  'i s',
  't h',
  'th is',
  '▁ a',
  '▁ cat',
  '▁ photo',
  '▁ of',
];
const bytes = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);
const gemmaTokens = [
  '<pad>',
  '<eos>',
  '<bos>',
  '<unk>',
  ...bytes,
  '▁',
  ...letters,
  ...merges.map(pair => pair.replace(' ', '')),
];

/** Gemma's byte pairs, as SigLIP 2 has them: `<eos>` is 1 and ends a text, `<pad>` is 0, what has no token goes by bytes. */
export const gemma = {
  size: gemmaTokens.length,
  json: {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: ['<pad>', '<eos>', '<bos>', '<unk>'].map((content, id) => special(id, content)),
    normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false },
    post_processor: ending('<eos>', 1),
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
      ],
    },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '<unk>',
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: true,
      vocab: Object.fromEntries(gemmaTokens.map((token, id) => [token, id])),
      merges,
    },
  },
  config: {
    tokenizer_class: 'GemmaTokenizer',
    model_max_length: 64,
    pad_token: '<pad>',
    eos_token: '<eos>',
    bos_token: '<bos>',
    unk_token: '<unk>',
  },
} as const;
