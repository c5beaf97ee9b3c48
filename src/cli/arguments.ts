/** Reads the words of the command line into one value; everything after this trusts it. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { Decision, PairVerdict } from '../protocol/decision.ts';
import type { DuplicateKind } from '../protocol/duplicate.ts';

export const commandNames = ['index', 'search', 'tag', 'labels', 'decide', 'duplicates', 'embed'] as const;
export type CommandName = (typeof commandNames)[number];

/** What every command may be told. */
export interface Common {
  readonly json: boolean;
  readonly model: string | undefined;
  readonly store: string | undefined;
  readonly pictures: boolean;
}

/** What every command of a folder may be told: glob patterns from its top. */
export interface Limits {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export type Command =
  | { readonly name: 'help'; readonly about: CommandName | undefined }
  | { readonly name: 'version' }
  | ({ readonly name: 'index'; readonly folder: string } & Limits & Common)
  | ({
      readonly name: 'search';
      readonly folder: string;
      readonly text: string;
      readonly like: string | undefined;
      readonly not: string;
      readonly queries: string | undefined;
      readonly limit: number;
      readonly plain: boolean;
    } & Limits &
      Common)
  | ({ readonly name: 'tag'; readonly folder: string; readonly labels: string | undefined } & Limits & Common)
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
      readonly name: 'duplicates';
      readonly folder: string;
      readonly lookAlikes: boolean;
      readonly variants: boolean;
      readonly sarif: boolean;
      /** The weakest evidence at which the exit status is 3. */
      readonly failOn: FailingKind | undefined;
    } & Limits &
      Common)
  | ({ readonly name: 'embed'; readonly inputs: readonly EmbedInput[] } & Common);

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
    like: { type: 'string' },
    not: { type: 'string' },
    queries: { type: 'string' },
    limit: { type: 'string' },
    plain: { type: 'boolean' },
  },
  tag: { ...limits, labels: { type: 'string' } },
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
  duplicates: {
    ...limits,
    'look-alikes': { type: 'boolean' },
    variants: { type: 'boolean' },
    sarif: { type: 'boolean' },
    'fail-on': { type: 'string' },
  },
  embed: { image: { type: 'string', multiple: true }, text: { type: 'string', multiple: true } },
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
  const shared = sharedOf(values);
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
  if (name === 'labels') {
    const verb = positionals.shift();
    if (verb !== 'lint') throw new UsageError('Say what to do with the labels: lint.', name);
  }
  const [folder, ...more] = positionals;
  if (folder === undefined || folder === '') throw new UsageError('Say which folder.', name);
  const ofFolder = { ...shared, include: textsOf(values['include']), exclude: textsOf(values['exclude']) };
  if (name === 'decide') return decideCommand(folder, more, values, ofFolder);
  const unexpected = more[name === 'search' ? 1 : 0];
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
      return { name, folder, labels: textOf(values['labels']), ...ofFolder };
    case 'labels':
      return { name, folder, labels: textOf(values['labels']), ...ofFolder };
    case 'duplicates':
      return duplicatesCommand(folder, values, ofFolder);
  }
}

function duplicatesCommand(folder: string, values: Values, shared: Limits & Common): Command {
  const wanted = textOf(values['fail-on']);
  const failOn = failingKinds.find(kind => kind === wanted);
  if (wanted !== undefined && failOn === undefined)
    throw new UsageError(`--fail-on takes ${failingKinds.join(', ')}, not "${wanted}".`, 'duplicates');
  const sarif = values['sarif'] === true;
  if (sarif && shared.json)
    throw new UsageError('--json and --sarif are two forms of one result; choose one.', 'duplicates');
  return {
    name: 'duplicates',
    folder,
    lookAlikes: values['look-alikes'] === true,
    variants: values['variants'] === true,
    sarif,
    failOn,
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
    textsOf(values[option]).map(text => ({ ...groupLabel(text, option), verdict: verdictOf[option] })),
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
function groupLabel(text: string, option: string): { readonly group: string; readonly label: string } {
  const slash = text.indexOf('/');
  const [group, label] = [text.slice(0, Math.max(0, slash)).trim(), text.slice(slash + 1).trim()];
  if (label === '') throw new UsageError(`No label stands after --${option}.`, 'decide');
  return { group, label };
}

function searchCommand(
  folder: string,
  words: string | undefined,
  values: Values,
  shared: Limits & Common,
): Command {
  const like = textOf(values['like']);
  const queries = textOf(values['queries']);
  const text = words ?? '';
  if (queries !== undefined && (words !== undefined || like !== undefined)) {
    throw new UsageError('--queries takes its texts from the file; leave the others out.', 'search');
  }
  if (queries === undefined && like === undefined && text.trim() === '') {
    throw new UsageError('Say what to look for: a text, --like <image> or --queries <file>.', 'search');
  }
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
    not,
    queries,
    limit,
    plain: values['plain'] === true,
    ...shared,
  };
}

/** Options that name a file, a folder, a model or a pattern. */
const naming: ReadonlySet<string> = new Set([
  'model',
  'store',
  'like',
  'queries',
  'labels',
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

function sharedOf(values: Values): Common {
  return {
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
