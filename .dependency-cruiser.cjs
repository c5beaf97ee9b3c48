// Who may import whom: the table of ARCHITECTURE.md, held by `npm run check`.
'use strict';

/** Room → the rooms it may import. A new arrow here is the one change that always deserves a talk first. */
const rooms = {
  protocol: [],
  search: ['protocol'],
  tags: ['protocol'],
  duplicates: ['protocol'],
  references: ['protocol'],
  catalog: ['protocol'],
  models: ['protocol'],
  encoder: ['protocol', 'models'],
  lens: ['protocol', 'search', 'tags', 'duplicates', 'references', 'catalog', 'models', 'encoder'],
  extension: ['protocol', 'lens'],
  cli: ['protocol', 'lens'],
  panel: ['protocol'],
};

/** Package → the one room that may use it. */
const packages = {
  vscode: 'extension',
  sharp: 'encoder',
  'onnxruntime-node': 'encoder',
  'onnxruntime-web': 'encoder',
  '@huggingface/tokenizers': 'encoder',
  '@imagemagick/magick-wasm': 'encoder',
  'node:sqlite': 'catalog',
  ignore: 'catalog',
  minimatch: 'catalog',
  lit: 'panel',
};

/** Far sides stay on their side of the border, so that no bundle swallows another process. */
const borders = [
  {
    name: 'extension-takes-the-near-side',
    from: '^src/(extension|cli)/',
    to: '^src/lens/',
    except: '^src/lens/client\\.ts$',
  },
  {
    name: 'lens-takes-the-near-side',
    from: '^src/lens/',
    to: '^src/encoder/',
    except: '^src/encoder/client\\.ts$',
  },
];

const pure = ['protocol', 'search', 'tags', 'duplicates', 'references', 'panel'];

/** A package as dependency-cruiser names it: resolved below node_modules, by its bare name, or as a core module. */
const packagePattern = name => `(^|node_modules/)(@types/)?${name.replace('node:', '(node:)?')}(/|$)`;

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    {
      name: 'no-file-outside-the-rooms',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/', pathNot: `^src/(${Object.keys(rooms).join('|')})/` },
    },
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `room-${room}`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: '^(src|test|models)/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
    })),
    ...Object.entries(packages).map(([name, room]) => ({
      name: `package-${name}`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/${room}/` },
      to: { path: packagePattern(name) },
    })),
    ...borders.map(({ name, from, to, except }) => ({
      name,
      severity: 'error',
      from: { path: from },
      to: { path: to, pathNot: except },
    })),
    {
      name: 'pure-rooms-know-no-node',
      severity: 'error',
      from: { path: `^src/(${pure.join('|')})/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-the-download-opens-the-network',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/models/download\\.ts$' },
      to: { path: '^(node:)?(http|https|http2|net|tls|dgram|dns)(/|$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'src/tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
