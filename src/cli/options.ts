/** The options of every command, and how what stands after them is read. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { providerNames } from '../protocol/device.ts';
import { type TagState, tagStates } from '../protocol/tag.ts';
import { type CommandName, type Common, UsageError } from './command.ts';

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
  gpu: { 'with-nvidia': { type: 'boolean' }, offline: { type: 'boolean' } },
  models: {
    form: { type: 'string' },
    'accept-licence': { type: 'string' },
    as: { type: 'string' },
    offline: { type: 'boolean' },
  },
} as const satisfies Record<CommandName, ParseArgsOptionsConfig>;

/** What was given for each option, by its name. */
export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

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
export function refuseEmpty(name: CommandName, tokens: ReturnType<typeof parse>['tokens']): void {
  for (const token of tokens) {
    if (token.kind === 'option' && naming.has(token.name) && token.value === '')
      throw new UsageError(`Nothing stands after --${token.name}.`, name);
  }
}

/** Throws UsageError for an option that the command does not have. */
export function parse(name: CommandName, words: string[]) {
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

export function sharedOf(values: Values, command: CommandName): Common {
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

/** An option that is one of some words. */
export function chosenOf<Name extends string>(
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
export function shareOf(values: Values, option: string, command: CommandName): number | undefined {
  const text = textOf(values[option]);
  if (text === undefined) return undefined;
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 1) return share;
  throw new UsageError(`--${option} must be a number from 0 to 1, not "${text}".`, command);
}

export function sarifOf(name: CommandName, values: Values): boolean {
  if (values['sarif'] === true && values['json'] === true)
    throw new UsageError('--json and --sarif are two forms of one answer; choose one.', name);
  return values['sarif'] === true;
}

export function statesOf(values: Values, command: CommandName): readonly TagState[] {
  return textsOf(values['state']).map(text => {
    const state = tagStates.find(known => known === text);
    if (!state)
      throw new UsageError(`--state must be one of ${tagStates.join(', ')}, not "${text}".`, command);
    return state;
  });
}

export function textOf(value: Values[string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function textsOf(value: Values[string]): readonly string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}
