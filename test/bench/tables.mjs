// The results as tables in Markdown: ratios first, absolute numbers beside them.
import { layoutNames } from './layouts.mjs';

/** One section a part that was measured. */
export function sections({ parts }) {
  const writers = { pipeline, int8, layouts, typing, vectors, tags, commands, workbench };
  return Object.entries(writers).flatMap(([name, write]) => (parts[name] ? [write(parts[name])] : []));
}

export function markdown(results) {
  return sections(results)
    .map(({ title, text, table }) => `## ${title}\n\n${text.join('\n')}\n\n${lines(table)}\n`)
    .join('\n');
}

/** What the whole pipeline is compared with, and what it should reach. */
const rivals = {
  transformers: '@huggingface/transformers, the same model and files',
  bare: 'bare `session.run`, the same threads, as ONNX Runtime opens it by itself',
  'bare configured': 'bare `session.run`, the same threads, opened as ours is',
  network: 'our own network alone, its threads and copies, on pixels that are there already',
  sharp: 'sharp alone, decoding and resizing',
};

function pipeline(results) {
  return {
    title: 'Images per second',
    text: [
      'Ours is the time from asking for an index of an empty store to its report: listing, hashing, decoding, encoding, writing, thumbnails.',
      'The ratio is ours to the other, above 1 where ours is faster; the model was loaded before in all of them.',
      'Bare `session.run` takes batches of 8 of numbers that are there already, one session with as many threads as ours have in all; sharp alone decodes four pictures at once.',
      'Opened as ours is, a session computes weights that lie in eight bits once instead of at every run, and the last block of a vision transformer, as ViT-B/32, for the one token that is read.',
      'Our own network may be there several times, with a thread each, and a network of convolutions then takes two pictures a run: what is missing to it is what decoding, thumbnails and the store cost on the same cores.',
    ],
    table: [
      ['model', 'images', 'threads', 'compared with', 'ours ÷ other', 'ours, images/s', 'other, images/s'],
      ...results.flatMap(({ model, images, threads, imagesPerSecond }) =>
        // Figures of an older bench lack what came later.
        Object.entries(rivals)
          .filter(([id]) => imagesPerSecond[id])
          .map(([id, name]) => [
            model,
            images,
            threads,
            name,
            ratio(imagesPerSecond.ours.median, imagesPerSecond[id].median),
            range(imagesPerSecond.ours),
            range(imagesPerSecond[id]),
          ]),
      ),
    ],
  };
}

/** In the order of the table; each with what it is compared with. */
const int8Ways = {
  'ours int8': 'ours, int8 that was prepared',
  ours: 'ours, as downloaded',
  transformers: '@huggingface/transformers, as downloaded',
  'bare int8': 'bare `session.run`, int8 that was prepared',
  bare: 'bare `session.run`, as downloaded',
};

function int8({ model, images, threads, prepareSeconds, cosine, imagesPerSecond }) {
  const likeness = ({ mean, least }) => `${mean.toFixed(4)} (least ${least.toFixed(4)})`;
  return {
    title: 'Float as downloaded, and int8 that was prepared of it',
    text: [
      `${model}, ${images} images, ${threads} threads, all ways in turn. Preparing took ${prepareSeconds.toFixed(0)} s.`,
      `Cosine of the int8 vectors to those of the float form: pictures ${likeness(cosine.vision)}, texts ${likeness(cosine.text)}.`,
    ],
    table: [
      ['way', 'images/s', 'of ours, as downloaded'],
      ...Object.entries(int8Ways).map(([id, name]) => [
        name,
        range(imagesPerSecond[id]),
        ratio(imagesPerSecond[id].median, imagesPerSecond.ours.median),
      ]),
    ],
  };
}

function layouts(results) {
  return {
    title: 'Where to decode and where to infer',
    text: [
      "The first layout is the product's; the ratio is to it. Without store and thumbnails.",
      '`session.run` holds up the thread that calls it; sharp decodes in threads of its own all the while.',
    ],
    table: [
      ['model', 'layout', 'of the first', 'images/s'],
      ...results.flatMap(({ model, imagesPerSecond }) =>
        layoutNames.map(name => [
          model,
          name,
          ratio(imagesPerSecond[name].median, imagesPerSecond[layoutNames[0]].median),
          range(imagesPerSecond[name]),
        ]),
      ),
    ],
  };
}

function typing(results) {
  return {
    title: 'Typed queries while indexing runs',
    text: [
      "From the question to its answer, with new words each time, as the panel asks; the host's loop is that of the process that asks.",
      'Its delay is what comes on top of the 5 ms between two looks.',
    ],
    table: [
      ['model', 'while', 'queries', 'p50', 'p95', 'longest', 'loop delay p50', 'loop delay p99', 'longest'],
      ...results.flatMap(({ model, whileIndexing, quiet }) =>
        Object.entries({ indexing: whileIndexing, 'nothing else': quiet }).map(([when, one]) => [
          model,
          when,
          one.queries,
          ...[one.p50, one.p95, one.most, one.loopDelayP50, one.loopDelayP99, one.loopDelayMost].map(ms),
        ]),
      ),
    ],
  };
}

function workbench({ files, activationMs, before, indexing, after }) {
  const row = (when, { looks, p50, p99, most, workedP99, workedMost }) => [
    when,
    looks,
    ...[p50, p99, most, workedP99, workedMost].map(ms),
  ];
  return {
    title: 'The extension host in a workbench',
    text: [
      `The loop of the extension host's own process in a real workbench, with ${files} files in the folder; activation took ${ms(activationMs)}.`,
      'Its delay is what comes on top of the 5 ms between two looks; what its thread worked between two looks is told beside it, to which other work on the machine adds nothing.',
    ],
    table: [
      ['while', 'looks', 'loop delay p50', 'loop delay p99', 'longest', 'worked p99', 'most'],
      row('nothing, before the first index', before),
      row('indexing', indexing),
      row('nothing, afterwards', after),
    ],
  };
}

function vectors(results) {
  const row = (result, what, { processorMs, clockMs }) => [
    result.vectors.toLocaleString('en'),
    what,
    ratio(processorMs, result.boundMs),
    ms(processorMs),
    ms(clockMs),
  ];
  return {
    title: 'Search over many vectors',
    text: [
      'Made-up clustered vectors of 512 numbers, the best 50 by int8 codes and exact float32 re-ranking.',
      'The bound is the time that one thread takes to read as many bytes as the codes have, measured in the same run.',
    ],
    table: [
      ['vectors', 'what', '÷ bound', 'processor', 'clock'],
      ...results.flatMap(result => [
        [result.vectors.toLocaleString('en'), 'the bound', '1.00', ms(result.boundMs), ''],
        row(result, 'search, p50', result.p50),
        row(result, 'search, p95', result.p95),
        row(result, 'with a filter that keeps 10 %, p50', result.filteredP50),
        row(result, 'with a filter that keeps 10 %, p95', result.filteredP95),
        row(result, 'from snapshot to first answer', result.open),
        ...(result.openFolder
          ? [row(result, 'from opening the folder to first answer', result.openFolder)]
          : []),
        [
          result.vectors.toLocaleString('en'),
          'recall@50 against float32',
          result.recallAt50.toFixed(4),
          '',
          '',
        ],
        [
          result.vectors.toLocaleString('en'),
          'memory of the index ÷ codes',
          result.memoryOverCodes.toFixed(3),
          '',
          '',
        ],
      ]),
    ],
  };
}

function tags(results) {
  return {
    title: 'Tags of many images',
    text: [
      'Made-up clustered vectors, read from the store, 200 labels in 20 groups of both kinds, the vectors of their texts known; a decision is about one label, and followed by the counts of all.',
      'The ratio is to reading the same vectors from the store, measured in the same run; the best of five rounds.',
    ],
    table: [
      ['images', 'numbers a vector', 'what', '÷ reading', 'processor', 'clock'],
      ...results.flatMap(({ images, dimensions, labels, reading, tagging, deciding }) => {
        const row = (what, { processorMs, clockMs }) => [
          images.toLocaleString('en'),
          dimensions,
          what,
          ratio(processorMs, reading.processorMs),
          ms(processorMs),
          ms(clockMs),
        ];
        return [
          row('reading the vectors', reading),
          row(`tags by ${labels} labels`, tagging),
          row('counts of tags after a decision', deciding),
        ];
      }),
    ],
  };
}

function commands({ model, images, seconds, megabytes }) {
  const row = (what, value, unit) => [what, `${range(value)} ${unit}`];
  return {
    title: 'Commands, memory, start',
    text: [
      `The built command line over ${images} images with ${model}, the start of its process and the loading of the model included.`,
      "The extension's bundle is read, compiled and run with a stand-in for VS Code; activation in a real workbench is not measured here.",
      'Memory is the most that was resident, read from `/proc` ten times a second.',
    ],
    table: [
      ['what', 'measured'],
      row('index from nothing', seconds.fresh, 's'),
      row('index again, nothing changed', seconds.again, 's'),
      row('search', seconds.search, 's'),
      row("reading and running the extension's bundle", seconds.extension, 's'),
      ...(megabytes
        ? [
            row('memory of the command with its engine', megabytes.command, 'MB'),
            row('memory of the encoder', megabytes.encoder, 'MB'),
          ]
        : [['memory', 'not measured: this system does not tell it']]),
    ],
  };
}

function ratio(one, other) {
  return (one / other).toFixed(2);
}

function ms(value) {
  return value === null ? 'not measured' : `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
}

/** The median, and the ends where there was more than one round. */
function range({ median, least, most, rounds }) {
  const digits = median < 10 ? 2 : median < 100 ? 1 : 0;
  if (rounds === 1) return median.toFixed(digits);
  return `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}

function lines([head, ...rows]) {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
