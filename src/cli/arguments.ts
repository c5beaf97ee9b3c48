/** Reads the words of the command line into one value; everything after this trusts it. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { Decision } from '../protocol/decision.ts';
import { type TagFilter, tagStates } from '../protocol/tag.ts';

export const commandNames = [
  'index',
  'search',
  'tag',
  'labels',
  'decide',
  'duplicates',
  'embed',
  'models',
] as const;
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
      readonly like: readonly string[];
      readonly unlike: readonly string[];
      readonly tags: readonly TagFilter[];
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
      readonly undo: boolean;
    } & Limits &
      Common)
  | ({ readonly name: 'duplicates'; readonly folder: string; readonly lookAlikes: boolean } & Limits & Common)
  | ({ readonly name: 'embed'; readonly inputs: readonly EmbedInput[] } & Common)
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
  tag: { ...limits, labels: { type: 'string' } },
  labels: { ...limits, labels: { type: 'string' } },
  decide: {
    ...limits,
    accept: { type: 'string', multiple: true },
    reject: { type: 'string', multiple: true },
    add: { type: 'string', multiple: true },
    undo: { type: 'boolean' },
  },
  duplicates: { ...limits, 'look-alikes': { type: 'boolean' } },
  embed: { image: { type: 'string', multiple: true }, text: { type: 'string', multiple: true } },
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
  if (name === 'models') return modelsCommand(positionals, values, shared);
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
      return { name, folder, lookAlikes: values['look-alikes'] === true, ...ofFolder };
  }
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
  if (undo && (images.length > 0 || decisions.length > 0))
    throw new UsageError('--undo takes back the last decision as a whole; leave the others out.', 'decide');
  if (!undo && images.length === 0) throw new UsageError('Say which image, after the folder.', 'decide');
  if (!undo && decisions.length === 0)
    throw new UsageError('Say what: --accept, --reject or --add <group/label>, or --undo.', 'decide');
  return { name: 'decide', folder, images, decisions, undo, ...shared };
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

/** Which images by their tags; --state holds for every --tag. */
function tagFilters(values: Values): readonly TagFilter[] {
  const labels = textsOf(values['tag']);
  const asked = textsOf(values['state']);
  const states = asked.map(text => {
    const state = tagStates.find(known => known === text);
    if (!state)
      throw new UsageError(`--state must be one of ${tagStates.join(', ')}, not "${text}".`, 'search');
    return state;
  });
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
  'like',
  'unlike',
  'queries',
  'labels',
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
