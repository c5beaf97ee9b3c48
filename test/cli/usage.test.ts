import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { coloursModel, repository, run } from './assetLens.ts';
import { png, red } from './drawing.ts';
import { workspace } from './workspace.ts';

const pictures = await workspace({ after }, { 'red.png': png(red), 'empty.txt': ' \n\n' });
const { root } = pictures;

/** The words after `asset-lens`, in a folder that holds the folder `pictures`, and what is said about them. */
const mistakes: readonly (readonly [words: readonly string[], told: string])[] = [
  [
    [],
    'Say which command: index, search, tag, labels, decide, eval, export, import, duplicates, references, unused, embed, prepare, doctor, gpu, models.',
  ],
  [['--json'], 'The command comes first, before "--json".'],
  [
    ['find', 'pictures'],
    'There is no command "find"; there are index, search, tag, labels, decide, eval, export, import, duplicates, references, unused, embed, prepare, doctor, gpu, models.',
  ],
  [
    ['index', 'pictures', '--provider', 'gpu'],
    'There is no provider "gpu"; there are auto, cuda, tensorrt, directml, coreml, webgpu, cpu.',
  ],
  [['doctor', 'pictures'], '"pictures" is not expected here.'],
  [['gpu'], 'Say what to do: install or remove.'],
  [['gpu', 'update'], 'Say what to do: install or remove.'],
  [['gpu', 'remove', '--with-nvidia'], '--with-nvidia belongs to install; remove takes away all.'],
  [['index'], 'Say which folder.'],
  [['index', ''], 'Say which folder.'],
  [['index', 'nowhere'], `There is no folder ${path.join(root, 'nowhere')}.`],
  [['index', 'pictures/red.png'], `${path.join(root, 'pictures', 'red.png')} is a file, not a folder.`],
  [['index', 'pictures', 'more'], '"more" is not expected here.'],
  [['index', 'pictures', '--colour'], "Unknown option '--colour'."],
  [['index', 'pictures', '--labels', 'labels.json'], "Unknown option '--labels'."],
  [['index', 'pictures', '--json=yes'], "Option '--json' does not take an argument."],
  [['index', 'pictures', '--model'], "Option '--model <value>' argument missing."],
  [['index', 'pictures', '--model', ''], 'Nothing stands after --model.'],
  [['index', 'pictures', '--store', ''], 'Nothing stands after --store.'],
  [
    ['index', 'pictures', '--model', 'nothing'],
    'There is no model "nothing": it is neither an id ("asset-lens models list" names them) nor a repository of a hub (org/name) nor a folder.',
  ],
  [['references', 'pictures', 'a.png', 'b.png'], '"b.png" is not expected here.'],
  [
    ['references', 'pictures', '../elsewhere.png'],
    `../elsewhere.png does not lie in ${path.join(root, 'pictures')}.`,
  ],
  [['references', 'pictures', 'gone.png'], 'There is no image gone.png in the folder, or it is left out.'],
  [
    ['unused', 'pictures', '--json', '--sarif'],
    '--json and --sarif are two forms of one answer; choose one.',
  ],
  [['decide', 'pictures'], 'Say which image, after the folder.'],
  [
    ['decide', 'pictures', 'a.png'],
    'Say what: --accept, --reject or --add <group/label>, --not-duplicate, --intended, or --undo.',
  ],
  [
    ['decide', 'pictures', 'a.png', '--intended'],
    '--intended is about two images or more; say which, after the folder.',
  ],
  [
    ['decide', 'pictures', 'a.png', 'b.png', '--intended', '--forget'],
    '--intended and --forget exclude each other.',
  ],
  [
    ['decide', 'pictures', 'a.png', 'b.png', '--intended', '--add', 'x'],
    '--intended is about pairs of images; decide about labels in another call.',
  ],
  [
    ['duplicates', 'pictures', '--fail-on', 'look-alike'],
    '--fail-on must be one of same-bytes, same-pixels, transformed, not "look-alike".',
  ],
  [
    ['duplicates', 'pictures', '--json', '--sarif'],
    '--json and --sarif are two forms of one answer; choose one.',
  ],
  [['decide', 'pictures', 'a.png', '--accept', 'animals/'], 'No label stands after --accept.'],
  [
    ['decide', 'pictures', 'a.png', '--undo'],
    '--undo takes back the last decision as a whole; leave the others out.',
  ],
  [['search', 'nowhere', 'red'], `There is no folder ${path.join(root, 'nowhere')}.`],
  [
    ['search', 'pictures'],
    'Say what to look for: a text, --like <image>, --tag <group/label>, --untagged <group> or --queries <file>.',
  ],
  [
    ['search', 'pictures', '  '],
    'Say what to look for: a text, --like <image>, --tag <group/label>, --untagged <group> or --queries <file>.',
  ],
  [
    ['search', 'pictures', '--not', 'red'],
    'Say what to look for: a text, --like <image>, --tag <group/label>, --untagged <group> or --queries <file>.',
  ],
  [
    ['search', 'pictures', 'red', 'circle'],
    '"circle" is not expected here; put a text of several words in quotes.',
  ],
  ...['0', 'many', '1.5', '', 'Infinity'].map(
    limit =>
      [
        ['search', 'pictures', 'red', '--limit', limit],
        `--limit must be a whole number of 1 or more, not "${limit}".`,
      ] as const,
  ),
  [
    ['search', 'pictures', 'red', '--limit', '-1'],
    'What stands after --limit looks like an option; write --limit=<value> if it is none.',
  ],
  [['search', 'pictures', 'red', '--limit=-1'], '--limit must be a whole number of 1 or more, not "-1".'],
  [
    ['search', 'pictures', 'red', '--like', 'nowhere.png'],
    'The image nowhere.png cannot be read: there is no such file.',
  ],
  [['search', 'pictures', '--like', 'pictures'], 'The image pictures is no file.'],
  [
    ['search', 'pictures', '--queries', 'nowhere.txt'],
    'The file of queries nowhere.txt cannot be read: there is no such file.',
  ],
  [
    ['search', 'pictures', '--queries', 'pictures/empty.txt'],
    'The file of queries pictures/empty.txt is empty; write one text a line.',
  ],
  [
    ['search', 'pictures', 'red', '--queries', 'pictures/empty.txt'],
    '--queries takes its texts from the file; leave the others out.',
  ],
  [
    ['tag', 'pictures'],
    'Say which labels: --labels <file>, or write them to pictures/.vscode/asset-lens.json.',
  ],
  [['tag', 'nowhere', '--labels', 'labels.json'], `There is no folder ${path.join(root, 'nowhere')}.`],
  [['labels', 'pictures'], 'Say what to do with the labels: lint.'],
  [['labels', 'lint'], 'Say which folder.'],
  [
    ['labels', 'lint', 'pictures'],
    'Say which labels: --labels <file>, or write them to pictures/.vscode/asset-lens.json.',
  ],
  [
    ['eval', 'pictures'],
    'Say which labels: --labels <file>, or write them to pictures/.vscode/asset-lens.json.',
  ],
  [['eval', 'pictures', '--min-f1', '80'], '--min-f1 must be a number from 0 to 1, not "80".'],
  [['eval', 'pictures', '--each'], '--each goes with --min-precision, --min-recall or --min-f1.'],
  [['export', 'pictures'], 'Say in which format: --format csv|json|coco|fiftyone|label-studio|txt|xmp.'],
  [
    ['export', 'pictures', '--format', 'yaml'],
    '--format must be one of csv, json, coco, fiftyone, label-studio, txt, xmp, not "yaml".',
  ],
  [
    ['export', 'pictures', '--format', 'csv', '--json'],
    '--json tells what was written; say where with --out <file>.',
  ],
  [
    ['export', 'pictures', '--format', 'csv', '--naming', 'with-extension'],
    '--naming is for files beside images: txt, xmp.',
  ],
  [['export', 'pictures', '--format', 'xmp', '--prefix', 'x/'], '--prefix is for coco and label-studio.'],
  [
    ['export', 'pictures', '--format', 'csv', '--states', 'accepted,maybe'],
    '--states takes accepted, by-hand, rejected and suggested, with commas between, not "maybe".',
  ],
  [
    ['export', 'pictures', '--format', 'coco', '--states', 'rejected'],
    'The format coco cannot say that a tag is "rejected"; it can say accepted, by-hand, suggested.',
  ],
  [['import', 'pictures'], 'Say in which format: --format csv|json|txt|xmp.'],
  [['import', 'pictures', '--format', 'csv'], 'Say which csv file, after the folder.'],
  [
    ['import', 'pictures', 't.txt', '--format', 'txt'],
    '"t.txt" is not expected here: txt files lie beside their images.',
  ],
  [['duplicates', 'nowhere'], `There is no folder ${path.join(root, 'nowhere')}.`],
  [['embed'], 'Say what to embed: --image <file> or --text "<text>".'],
  [['embed', 'red'], '"red" is not expected here; use --image or --text.'],
  [['embed', '--text', ''], 'The text after --text is empty.'],
  [['embed', '--text', 'red', '--text', ' '], 'The text after --text is empty.'],
  [['embed', '--image', 'nowhere.png'], 'The image nowhere.png cannot be read: there is no such file.'],
];

const commands = [
  'index',
  'search',
  'tag',
  'labels',
  'decide',
  'eval',
  'export',
  'import',
  'duplicates',
  'references',
  'unused',
  'embed',
  'prepare',
  'doctor',
  'gpu',
  'models',
];

test('wrong usage ends with status 2, one sentence and a hint, and nothing on standard output', async () => {
  for (const [words, told] of mistakes) {
    const [command = ''] = words;
    const isCommand = commands.includes(command);
    // Where the mistake is found once a model is there, it is the one that every checkout has.
    const model = isCommand && !words.includes('--model') ? ['--model', coloursModel] : [];
    const { status, stdout, stderr } = await run([...words.slice(0, 1), ...model, ...words.slice(1)], {
      root,
    });
    const hint = `See: asset-lens ${isCommand ? `${command} ` : ''}--help`;
    assert.deepEqual(
      { status, stdout, stderr },
      { status: 2, stdout: '', stderr: `asset-lens: ${told}\n${hint}\n` },
      words.join(' '),
    );
  }
});

test('wrong usage with --json says nothing on standard output either', async () => {
  const { status, stdout } = await pictures.run(['index', 'nowhere', '--json']);
  assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
});

test('control characters in an argument do not reach the terminal', async () => {
  const { stderr } = await run(['index', 'a\u001b[31m\nb'], { root });
  assert.match(stderr, /^asset-lens: There is no folder [^\n]*a\\u001b\[31m\\u000ab\.\nSee: /);
});

test('--help tells of every command, option and exit status', async () => {
  const overview = await run(['--help'], { root });
  assert.equal(overview.status, 0);
  assert.equal(overview.stderr, '');
  for (const word of commands) assert.match(overview.stdout, new RegExp(`^  ${word} `, 'm'));
  assert.match(overview.stdout, /0 fine, 1 failed, 2 wrong usage/);
  const options: Readonly<Record<string, readonly string[]>> = {
    index: [],
    search: ['--like', '--unlike', '--not', '--queries', '--limit', '--tag', '--untagged', '--state'],
    tag: ['--labels', '--write', '--check', '--state'],
    labels: ['--labels'],
    decide: ['--accept', '--reject', '--add', '--undo'],
    eval: ['--truth', '--labels', '--min-f1', '--min-precision', '--min-recall', '--each'],
    export: ['--format', '--out', '--states', '--naming', '--prefix', '--labels'],
    import: ['--format'],
    duplicates: ['--look-alikes'],
    references: ['--sarif'],
    unused: ['--sarif', '--fail'],
    embed: ['--image', '--text'],
    prepare: ['--again', '--remove'],
    doctor: ['--provider'],
    gpu: ['--with-nvidia'],
    models: ['--form', '--accept-licence', '--as', '--offline'],
  };
  for (const command of commands) {
    const { status, stdout } = await run([command, '--help'], { root });
    assert.equal(status, 0);
    // What reads texts alone has no use for a model or an index.
    const ofEngine = ['references', 'unused', 'gpu', 'models'].includes(command)
      ? []
      : ['--model', '--store'];
    for (const option of ['--json', ...ofEngine, ...options[command]!])
      assert.match(stdout, new RegExp(`^  ${option}\\b`, 'm'), `${command} ${option}`);
    assert.equal((await run(['help', command], { root })).stdout, stdout);
  }
});

test('--version tells the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as {
    version: string;
  };
  assert.deepEqual(await run(['--version'], { root }), { status: 0, stdout: `${version}\n`, stderr: '' });
});

test('a model folder with a fault fails with status 1 and one sentence that names the file', async t => {
  const faults: readonly (readonly [file: string, content: string | null, told: RegExp])[] = [
    ['config.json', null, /config\.json is missing/],
    ['config.json', '{', /config\.json is not JSON/],
    ['preprocessor_config.json', '{"resample":77}', /preprocessor_config\.json has resample = 77/],
    ['tokenizer.json', null, /tokenizer\.json is missing/],
    ['onnx/vision_model.onnx', '', /onnx\/vision_model\.onnx is empty/],
    ['onnx/text_model.onnx', 'no graph', /text_model\.onnx cannot be loaded/],
  ];
  const { root, folder, run } = await workspace(t, { 'red.png': png(red) });
  const model = path.join(root, 'model');
  for (const [file, content, told] of faults) {
    cpSync(coloursModel, model, { recursive: true });
    if (content === null) rmSync(path.join(model, file));
    else writeFileSync(path.join(model, file), content);
    const { status, stdout, stderr } = await run(['index', folder, '--json', '--model', model]);
    assert.equal(status, 1, file);
    assert.equal(stdout, '');
    assert.match(stderr, /^asset-lens: The model in [^\n]* cannot be used: [^\n]+\n$/);
    assert.match(stderr, told);
  }
});

test('a store that cannot be written fails with status 1 and one line', async () => {
  const store = path.join(pictures.folder, '..', 'a file');
  writeFileSync(store, '');
  const { status, stdout, stderr } = await pictures.run(['index', pictures.folder, '--store', store]);
  assert.deepEqual({ status, stdout }, { status: 1, stdout: '' });
  assert.match(stderr, /^asset-lens: The index [^\n]*a file[^\n]* cannot be opened for writing\.[^\n]*\n$/);
});

test(
  'a store where no folder can be made fails with status 1 and a line that says why',
  { skip: !existsSync('/proc/self') && 'There is no /proc here' },
  async t => {
    const { root, folder, run } = await workspace(t, { 'red.png': png(red) });
    const nowhere = path.join(root, 'link');
    symlinkSync(path.join(root, 'gone'), nowhere);
    const cannotMake = (place: string, reason: string) =>
      `asset-lens: The folder ${place} of the index cannot be made: ${reason}. Choose another store.\n`;
    const places: readonly (readonly [store: string, told: string])[] = [
      ['/proc/x/y', cannotMake('/proc/x', 'no folder can be made in /proc')],
      [nowhere, cannotMake(nowhere, 'it is a link that leads to no folder')],
    ];
    for (const [store, told] of places) {
      const { status, stderr } = await run(['index', folder, '--store', store]);
      assert.deepEqual({ status, stderr }, { status: 1, stderr: told });
    }
  },
);
