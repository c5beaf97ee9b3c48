/** Reads the words of the command line into one value; everything after this trusts it. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { Decision, PairVerdict } from '../protocol/decision.ts';
import type { DuplicateKind } from '../protocol/duplicate.ts';
import {
  type ExchangeFormat,
  type ImportFormat,
  type SidecarNaming,
  exchangeFormats,
  importFormats,
  sidecarFormats,
  sidecarNamings,
} from '../protocol/exchange.ts';
import { type TagFilter, type TagState, tagStates } from '../protocol/tag.ts';
import { providerNames } from '../protocol/device.ts';
import type { ProviderName } from '../protocol/encoder.ts';

export const commandNames = [
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
] as const;
export type CommandName = (typeof commandNames)[number];

/** What every command may be told. */
export interface Common {
  readonly json: boolean;
  readonly model: string | undefined;
  readonly store: string | undefined;
  readonly pictures: boolean;
  readonly provider: ProviderName;
}

/** What every command of a folder may be told: glob patterns from its top. */
export interface Limits {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** What a command for machines may be told. */
export interface Sarif {
  readonly sarif: boolean;
}

export type Command =
  | { readonly name: 'help'; readonly about: CommandName | undefined }
  | { readonly name: 'version' }
  | ({ readonly name: 'index'; readonly folder: string } & Limits & Common)
  | ({
      readonly name: 'search';
      readonly folder: string;
      readonly text: string;
      readonly like: readonly string[];
      readonly unlike: readonly string[];
      readonly tags: readonly TagFilter[];
      readonly not: string;
      readonly queries: string | undefined;
      readonly limit: number;
      readonly plain: boolean;
    } & Limits &
      Common)
  | ({
      readonly name: 'tag';
      readonly folder: string;
      readonly labels: string | undefined;
      readonly write: boolean;
      /** The group that every image is to have a label of. */
      readonly check: string | undefined;
      /** The states that count for it; empty for those of labels that an image has. */
      readonly states: readonly TagState[];
    } & Limits &
      Common)
  | ({ readonly name: 'labels'; readonly folder: string; readonly labels: string | undefined } & Limits &
      Common)
  | ({
      readonly name: 'decide';
      readonly folder: string;
      readonly images: readonly string[];
      readonly decisions: readonly Decision[];
      /** What holds of each two of the images; undefined where nothing is said of pairs, null takes it back. */
      readonly pairs: PairVerdict | null | undefined;
      readonly undo: boolean;
    } & Limits &
      Common)
  | ({
      readonly name: 'eval';
      readonly folder: string;
      readonly labels: string | undefined;
      /** `decisions`, `folders`, or a file. */
      readonly truth: string;
      readonly minimum: Minimum;
      readonly each: boolean;
    } & Limits &
      Common)
  | ({
      readonly name: 'export';
      readonly folder: string;
      readonly format: ExchangeFormat;
      readonly labels: string | undefined;
      readonly states: readonly TagState[] | null;
      readonly out: string | undefined;
      readonly naming: SidecarNaming | null;
      readonly prefix: string;
    } & Limits &
      Common)
  | ({
      readonly name: 'import';
      readonly folder: string;
      readonly format: ImportFormat;
      /** Of a table; undefined for files beside images. */
      readonly file: string | undefined;
    } & Limits &
      Common)
  | ({
      readonly name: 'duplicates';
      readonly folder: string;
      readonly lookAlikes: boolean;
      readonly variants: boolean;
      readonly sarif: boolean;
      /** The weakest evidence at which the exit status is 3. */
      readonly failOn: FailingKind | undefined;
    } & Limits &
      Common)
  | ({ readonly name: 'references'; readonly folder: string; readonly image: string | undefined } & Sarif &
      Limits &
      Common)
  | ({ readonly name: 'unused'; readonly folder: string; readonly fail: boolean } & Sarif & Limits & Common)
  | ({
      readonly name: 'prepare';
      readonly folder: string;
      readonly again: boolean;
      readonly remove: boolean;
    } & Limits &
      Common)
  | ({ readonly name: 'embed'; readonly inputs: readonly EmbedInput[] } & Common)
  | ({ readonly name: 'doctor' } & Common)
  | ({ readonly name: 'gpu'; readonly action: GpuAction; readonly withNvidia: boolean } & Common)
  | ({
      readonly name: 'models';
      readonly verb: ModelVerb;
      /** A model, or a folder to import; '' where nothing is to be said. */
      readonly what: string;
      readonly variant: string | null;
      readonly accepted: string | null;
      readonly as: string | null;
      readonly offline: boolean;
    } & Common);

export const modelVerbs = ['list', 'get', 'import', 'remove'] as const;
export type ModelVerb = (typeof modelVerbs)[number];

export type GpuAction = (typeof gpuActions)[number];
const gpuActions = ['install', 'remove'] as const;

/** What an evaluation has to reach, in 0..1. */
export interface Minimum {
  readonly precision: number | undefined;
  readonly recall: number | undefined;
  readonly f1: number | undefined;
}

/** Kinds on which a gate may fail: proofs, not likenesses. */
export const failingKinds = ['same-bytes', 'same-pixels', 'transformed'] as const satisfies DuplicateKind[];
export type FailingKind = (typeof failingKinds)[number];

export interface EmbedInput {
  readonly kind: 'image' | 'text';
  readonly value: string;
}

/** Wrong usage: one sentence, and a hint where to look. */
export class UsageError extends Error {
  readonly hint: string;

  constructor(message: string, command?: CommandName) {
    super(message);
    this.name = 'UsageError';
    this.hint = command ? `See: asset-lens ${command} --help` : 'See: asset-lens --help';
  }
}

const common = {
  json: { type: 'boolean' },
  model: { type: 'string' },
  store: { type: 'string' },
  provider: { type: 'string' },
  'no-pictures': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig;

const limits = {
  include: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
} as const satisfies ParseArgsOptionsConfig;

const own = {
  index: limits,
  search: {
    ...limits,
    like: { type: 'string', multiple: true },
    unlike: { type: 'string', multiple: true },
    tag: { type: 'string', multiple: true },
    state: { type: 'string', multiple: true },
    untagged: { type: 'string', multiple: true },
    not: { type: 'string' },
    queries: { type: 'string' },
    limit: { type: 'string' },
    plain: { type: 'boolean' },
  },
  tag: {
    ...limits,
    labels: { type: 'string' },
    write: { type: 'boolean' },
    check: { type: 'string' },
    state: { type: 'string', multiple: true },
  },
  labels: { ...limits, labels: { type: 'string' } },
  decide: {
    ...limits,
    accept: { type: 'string', multiple: true },
    reject: { type: 'string', multiple: true },
    add: { type: 'string', multiple: true },
    'not-duplicate': { type: 'boolean' },
    intended: { type: 'boolean' },
    forget: { type: 'boolean' },
    undo: { type: 'boolean' },
  },
  eval: {
    ...limits,
    labels: { type: 'string' },
    truth: { type: 'string' },
    'min-precision': { type: 'string' },
    'min-recall': { type: 'string' },
    'min-f1': { type: 'string' },
    each: { type: 'boolean' },
  },
  export: {
    ...limits,
    format: { type: 'string' },
    labels: { type: 'string' },
    states: { type: 'string' },
    out: { type: 'string' },
    naming: { type: 'string' },
    prefix: { type: 'string' },
  },
  import: { ...limits, format: { type: 'string' } },
  duplicates: {
    ...limits,
    'look-alikes': { type: 'boolean' },
    variants: { type: 'boolean' },
    sarif: { type: 'boolean' },
    'fail-on': { type: 'string' },
  },
  prepare: { ...limits, again: { type: 'boolean' }, remove: { type: 'boolean' } },
  references: { ...limits, sarif: { type: 'boolean' } },
  unused: { ...limits, sarif: { type: 'boolean' }, fail: { type: 'boolean' } },
  embed: { image: { type: 'string', multiple: true }, text: { type: 'string', multiple: true } },
  doctor: {},
  gpu: { 'with-nvidia': { type: 'boolean' } },
  models: {
    form: { type: 'string' },
    'accept-licence': { type: 'string' },
    as: { type: 'string' },
    offline: { type: 'boolean' },
  },
} as const satisfies Record<CommandName, ParseArgsOptionsConfig>;

type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** Throws UsageError. */
export function parseCommand(words: readonly string[]): Command {
  const [first, ...rest] = words;
  if (first === undefined) throw new UsageError(`Say which command: ${commandNames.join(', ')}.`);
  if (first === '--help' || first === '-h' || first === 'help') {
    const about = commandNames.find(name => name === rest[0]);
    return { name: 'help', about };
  }
  if (first === '--version' || first === '-v') return { name: 'version' };
  const name = commandNames.find(candidate => candidate === first);
  if (!name) {
    throw new UsageError(
      first.startsWith('-')
        ? `The command comes first, before "${first}".`
        : `There is no command "${first}"; there are ${commandNames.join(', ')}.`,
    );
  }
  const { values, positionals, tokens } = parse(name, rest);
  if (values['help']) return { name: 'help', about: name };
  refuseEmpty(name, tokens);
  const shared = sharedOf(values, name);
  if (name === 'doctor') {
    if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is not expected here.`, name);
    return { name, ...shared };
  }
  if (name === 'gpu') return gpuCommand(positionals, values, shared);
  if (name === 'embed') {
    const inputs = tokens.flatMap((token): EmbedInput[] =>
      token.kind === 'option' && (token.name === 'image' || token.name === 'text')
        ? [{ kind: token.name, value: token.value ?? '' }]
        : [],
    );
    if (positionals.length > 0)
      throw new UsageError(`"${positionals[0]}" is not expected here; use --image or --text.`, name);
    if (inputs.length === 0)
      throw new UsageError('Say what to embed: --image <file> or --text "<text>".', name);
    return { name, inputs, ...shared };
  }
  if (name === 'models') return modelsCommand(positionals, values, shared);
  if (name === 'labels') {
    const verb = positionals.shift();
    if (verb !== 'lint') throw new UsageError('Say what to do with the labels: lint.', name);
  }
  const [folder, ...more] = positionals;
  if (folder === undefined || folder === '') throw new UsageError('Say which folder.', name);
  const ofFolder = { ...shared, include: textsOf(values['include']), exclude: textsOf(values['exclude']) };
  if (name === 'decide') return decideCommand(folder, more, values, ofFolder);
  const unexpected = more[name === 'search' || name === 'import' || name === 'references' ? 1 : 0];
  if (unexpected !== undefined) {
    const quotes = name === 'search' ? '; put a text of several words in quotes' : '';
    throw new UsageError(`"${unexpected}" is not expected here${quotes}.`, name);
  }
  switch (name) {
    case 'index':
      return { name, folder, ...ofFolder };
    case 'search':
      return searchCommand(folder, more[0], values, ofFolder);
    case 'tag':
      return tagCommand(folder, values, ofFolder);
    case 'labels':
      return { name, folder, labels: textOf(values['labels']), ...ofFolder };
    case 'eval':
      return evalCommand(folder, values, ofFolder);
    case 'export':
      return exportCommand(folder, values, ofFolder);
    case 'import':
      return importCommand(folder, more[0], values, ofFolder);
    case 'references':
      if (more[0] === '') throw new UsageError('Say which image, after the folder, or none for all.', name);
      return { name, folder, image: more[0], sarif: sarifOf(name, values), ...ofFolder };
    case 'unused':
      return { name, folder, fail: values['fail'] === true, sarif: sarifOf(name, values), ...ofFolder };
    case 'duplicates':
      return duplicatesCommand(folder, values, ofFolder);
    case 'prepare':
      return {
        name,
        folder,
        again: values['again'] === true,
        remove: values['remove'] === true,
        ...ofFolder,
      };
  }
}

function duplicatesCommand(folder: string, values: Values, shared: Limits & Common): Command {
  const failOn = chosenOf(values, 'fail-on', failingKinds, 'duplicates');
  return {
    name: 'duplicates',
    folder,
    lookAlikes: values['look-alikes'] === true,
    variants: values['variants'] === true,
    sarif: sarifOf('duplicates', values),
    failOn,
    ...shared,
  };
}

function evalCommand(folder: string, values: Values, shared: Limits & Common): Command {
  const minimum: Minimum = {
    precision: shareOf(values, 'min-precision', 'eval'),
    recall: shareOf(values, 'min-recall', 'eval'),
    f1: shareOf(values, 'min-f1', 'eval'),
  };
  const each = values['each'] === true;
  if (each && Object.values(minimum).every(value => value === undefined))
    throw new UsageError('--each goes with --min-precision, --min-recall or --min-f1.', 'eval');
  const truth = textOf(values['truth']) ?? 'decisions';
  return { name: 'eval', folder, labels: textOf(values['labels']), truth, minimum, each, ...shared };
}

function exportCommand(folder: string, values: Values, shared: Limits & Common): Command {
  const format = chosenOf(values, 'format', exchangeFormats, 'export');
  if (!format) throw new UsageError(`Say in which format: --format ${exchangeFormats.join('|')}.`, 'export');
  const out = textOf(values['out']);
  const isSidecar = sidecarFormats.some(known => known === format);
  if (shared.json && out === undefined && !isSidecar)
    throw new UsageError('--json tells what was written; say where with --out <file>.', 'export');
  const naming = chosenOf(values, 'naming', sidecarNamings, 'export');
  if (naming && !isSidecar)
    throw new UsageError(`--naming is for files beside images: ${sidecarFormats.join(', ')}.`, 'export');
  const prefix = textOf(values['prefix']);
  if (prefix !== undefined && format !== 'coco' && format !== 'label-studio')
    throw new UsageError('--prefix is for coco and label-studio.', 'export');
  const states = textOf(values['states'])
    ?.split(',')
    .map(name => {
      const state = tagStates.find(known => known === name.trim() && known !== 'none');
      if (state) return state;
      throw new UsageError(
        `--states takes accepted, by-hand, rejected and suggested, with commas between, not "${name}".`,
        'export',
      );
    });
  return {
    name: 'export',
    folder,
    format,
    labels: textOf(values['labels']),
    states: states ?? null,
    out,
    naming: naming ?? null,
    prefix: prefix ?? '',
    ...shared,
  };
}

function importCommand(
  folder: string,
  file: string | undefined,
  values: Values,
  shared: Limits & Common,
): Command {
  const format = chosenOf(values, 'format', importFormats, 'import');
  if (!format) throw new UsageError(`Say in which format: --format ${importFormats.join('|')}.`, 'import');
  const isSidecar = sidecarFormats.some(known => known === format);
  if (isSidecar && file !== undefined)
    throw new UsageError(
      `"${file}" is not expected here: ${format} files lie beside their images.`,
      'import',
    );
  if (!isSidecar && file === undefined)
    throw new UsageError(`Say which ${format} file, after the folder.`, 'import');
  return { name: 'import', folder, format, file, ...shared };
}

/** An option that is one of some words. */
function chosenOf<Name extends string>(
  values: Values,
  option: string,
  names: readonly Name[],
  command: CommandName,
): Name | undefined {
  const text = textOf(values[option]);
  const name = names.find(known => known === text);
  if (text !== undefined && !name)
    throw new UsageError(`--${option} must be one of ${names.join(', ')}, not "${text}".`, command);
  return name;
}

/** An option that is a number from 0 to 1. */
function shareOf(values: Values, option: string, command: CommandName): number | undefined {
  const text = textOf(values[option]);
  if (text === undefined) return undefined;
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 1) return share;
  throw new UsageError(`--${option} must be a number from 0 to 1, not "${text}".`, command);
}

function sarifOf(name: CommandName, values: Values): boolean {
  if (values['sarif'] === true && values['json'] === true)
    throw new UsageError('--json and --sarif are two forms of one answer; choose one.', name);
  return values['sarif'] === true;
}

function modelsCommand(
  [word, what = '', ...more]: readonly string[],
  values: Values,
  shared: Common,
): Command {
  const name = 'models';
  const verb = modelVerbs.find(candidate => candidate === word);
  if (!verb) throw new UsageError(`Say what to do with models: ${modelVerbs.join(', ')}.`, name);
  const unexpected = verb === 'list' ? what : more[0];
  if (unexpected) throw new UsageError(`"${unexpected}" is not expected here.`, name);
  if (verb !== 'list' && what === '')
    throw new UsageError(`Say which ${verb === 'import' ? 'folder' : 'model'} to ${verb}.`, name);
  const only = (option: string, of: ModelVerb) => {
    if (values[option] !== undefined && verb !== of)
      throw new UsageError(`--${option} belongs to "models ${of}".`, name);
    return textOf(values[option]) ?? null;
  };
  return {
    name,
    verb,
    what,
    variant: only('form', 'get'),
    accepted: only('accept-licence', 'get'),
    as: only('as', 'import'),
    offline: values['offline'] === true,
    ...shared,
  };
}

/** What each option states. */
const verdictOfPairs = { 'not-duplicate': 'not-duplicate-of', intended: 'intended', forget: null } as const;
const verdictOf = { accept: 'accepted', reject: 'rejected', add: 'by-hand' } as const;

function decideCommand(
  folder: string,
  images: readonly string[],
  values: Values,
  shared: Limits & Common,
): Command {
  const undo = values['undo'] === true;
  const options = ['accept', 'reject', 'add'] as const;
  const decisions = options.flatMap(option =>
    textsOf(values[option]).map(text => ({
      ...groupLabel(text, option, 'decide'),
      verdict: verdictOf[option],
    })),
  );
  const said = (['not-duplicate', 'intended', 'forget'] as const).filter(option => values[option] === true);
  const [pairOption] = said;
  const pairs = pairOption && verdictOfPairs[pairOption];
  if (said.length > 1) throw new UsageError(`--${said[0]} and --${said[1]} exclude each other.`, 'decide');
  if (pairOption !== undefined && decisions.length > 0)
    throw new UsageError(
      `--${pairOption} is about pairs of images; decide about labels in another call.`,
      'decide',
    );
  if (pairOption !== undefined && !undo && images.length < 2)
    throw new UsageError(
      `--${pairOption} is about two images or more; say which, after the folder.`,
      'decide',
    );
  if (undo && (images.length > 0 || decisions.length > 0 || pairOption !== undefined))
    throw new UsageError('--undo takes back the last decision as a whole; leave the others out.', 'decide');
  if (!undo && images.length === 0) throw new UsageError('Say which image, after the folder.', 'decide');
  if (!undo && decisions.length === 0 && pairOption === undefined)
    throw new UsageError(
      'Say what: --accept, --reject or --add <group/label>, --not-duplicate, --intended, or --undo.',
      'decide',
    );
  return { name: 'decide', folder, images, decisions, pairs, undo, ...shared };
}

/** "animals/cat" is the label "cat" of the group "animals", "cat" one of a labels file without groups. */
function groupLabel(
  text: string,
  option: string,
  command: CommandName,
): { readonly group: string; readonly label: string } {
  const slash = text.indexOf('/');
  const [group, label] = [text.slice(0, Math.max(0, slash)).trim(), text.slice(slash + 1).trim()];
  if (label === '') throw new UsageError(`No label stands after --${option}.`, command);
  return { group, label };
}

function searchCommand(
  folder: string,
  words: string | undefined,
  values: Values,
  shared: Limits & Common,
): Command {
  const like = textsOf(values['like']);
  const unlike = textsOf(values['unlike']);
  const tags = tagFilters(values);
  const queries = textOf(values['queries']);
  const text = words ?? '';
  if (queries !== undefined && (words !== undefined || like.length + unlike.length > 0)) {
    throw new UsageError('--queries takes its texts from the file; leave the others out.', 'search');
  }
  const isAsked = queries !== undefined || like.length > 0 || text.trim() !== '';
  if (!isAsked && unlike.length > 0)
    throw new UsageError('--unlike needs a text or --like <image> beside it.', 'search');
  // By tags alone, images are listed.
  if (!isAsked && tags.length === 0)
    throw new UsageError(
      'Say what to look for: a text, --like <image>, --tag <group/label>, --untagged <group> or --queries <file>.',
      'search',
    );
  const limit = Number(textOf(values['limit']) ?? 20);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new UsageError(
      `--limit must be a whole number of 1 or more, not "${String(values['limit'])}".`,
      'search',
    );
  }
  const not = textOf(values['not']) ?? '';
  return {
    name: 'search',
    folder,
    text,
    like,
    unlike,
    tags,
    not,
    queries,
    limit,
    plain: values['plain'] === true,
    ...shared,
  };
}

function tagCommand(folder: string, values: Values, shared: Limits & Common): Command {
  const check = textOf(values['check'])?.trim();
  const states = statesOf(values, 'tag');
  const write = values['write'] === true;
  if (states.length > 0 && check === undefined)
    throw new UsageError('--state is what --check <group> counts; say which group.', 'tag');
  if (write && check !== undefined)
    throw new UsageError('--write and --check are two tasks; run one after the other.', 'tag');
  return { name: 'tag', folder, labels: textOf(values['labels']), write, check, states, ...shared };
}

function statesOf(values: Values, command: CommandName): readonly TagState[] {
  return textsOf(values['state']).map(text => {
    const state = tagStates.find(known => known === text);
    if (!state)
      throw new UsageError(`--state must be one of ${tagStates.join(', ')}, not "${text}".`, command);
    return state;
  });
}

/** Which images by their tags; --state holds for every --tag. */
function tagFilters(values: Values): readonly TagFilter[] {
  const labels = textsOf(values['tag']);
  const states = statesOf(values, 'search');
  if (states.length > 0 && labels.length === 0)
    throw new UsageError('--state is that of a label: say which with --tag <group/label>.', 'search');
  return [
    ...labels.map((text): TagFilter => {
      const { group, label } = groupLabel(text, 'tag', 'search');
      return { group: group === '' ? null : group, label, states: states.length > 0 ? states : null };
    }),
    // The group of a labels file without groups has no name.
    ...textsOf(values['untagged']).map((text): TagFilter => {
      return { group: text.trim() === '' ? null : text.trim(), label: null };
    }),
  ];
}

/** Options that name a file, a folder, a model or a pattern. */
const naming: ReadonlySet<string> = new Set([
  'model',
  'store',
  'provider',
  'like',
  'unlike',
  'queries',
  'labels',
  'truth',
  'out',
  'form',
  'as',
  'accept-licence',
  'image',
  'include',
  'exclude',
]);

/** An empty name would be taken for the current folder, an empty pattern for none; it comes from a variable of the shell that is not set. */
function refuseEmpty(name: CommandName, tokens: ReturnType<typeof parse>['tokens']): void {
  for (const token of tokens) {
    if (token.kind === 'option' && naming.has(token.name) && token.value === '')
      throw new UsageError(`Nothing stands after --${token.name}.`, name);
  }
}

function parse(name: CommandName, words: string[]) {
  try {
    const { values, positionals, tokens } = parseArgs({
      args: words,
      options: { ...common, ...own[name] } as ParseArgsOptionsConfig, // widened: the keys differ by command
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
    return { values: values as Values, positionals, tokens };
  } catch (error) {
    // Node's own first sentence names the option; the next ones ask back, and tell of dashes in many words.
    const message =
      error instanceof Error ? error.message.split(/\.\s/)[0]!.replace(/\.$/, '') : String(error);
    const ambiguous = /^Option '(?:-\w, )?(--[\w-]+)(?: <value>)?' argument is ambiguous$/.exec(message)?.[1];
    throw new UsageError(
      ambiguous
        ? `What stands after ${ambiguous} looks like an option; write ${ambiguous}=<value> if it is none.`
        : `${message}.`,
      name,
    );
  }
}

function gpuCommand([word, ...more]: readonly string[], values: Values, shared: Common): Command {
  const action = gpuActions.find(known => known === word);
  if (!action || more.length > 0) throw new UsageError(`Say what to do: ${gpuActions.join(' or ')}.`, 'gpu');
  const withNvidia = values['with-nvidia'] === true;
  if (withNvidia && action === 'remove')
    throw new UsageError('--with-nvidia belongs to install; remove takes away all.', 'gpu');
  return { name: 'gpu', action, withNvidia, ...shared };
}

function sharedOf(values: Values, command: CommandName): Common {
  const wish = textOf(values['provider']) ?? 'auto';
  const provider = wish === 'auto' ? wish : providerNames.find(name => name === wish);
  if (!provider)
    throw new UsageError(
      `There is no provider "${wish}"; there are auto, ${providerNames.join(', ')}.`,
      command,
    );
  return {
    provider,
    json: values['json'] === true,
    model: textOf(values['model']),
    store: textOf(values['store']),
    pictures: values['no-pictures'] !== true,
  };
}

function textOf(value: Values[string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsOf(value: Values[string]): readonly string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}
