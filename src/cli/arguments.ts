/** Reads the words of the command line into one value; everything after this trusts it. */
import {
  type Command,
  type Common,
  type EmbedInput,
  type Limits,
  type ModelVerb,
  UsageError,
  commandNames,
  failingKinds,
  gpuActions,
  modelVerbs,
} from './command.ts';
import { type Values, chosenOf, parse, refuseEmpty, sarifOf, sharedOf, textOf, textsOf } from './options.ts';
import {
  decideCommand,
  evalCommand,
  exportCommand,
  importCommand,
  tagCommand,
  tagFilters,
} from './tagArguments.ts';

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

function gpuCommand([word, ...more]: readonly string[], values: Values, shared: Common): Command {
  const action = gpuActions.find(known => known === word);
  if (!action || more.length > 0) throw new UsageError(`Say what to do: ${gpuActions.join(' or ')}.`, 'gpu');
  const withNvidia = values['with-nvidia'] === true;
  if (withNvidia && action === 'remove')
    throw new UsageError('--with-nvidia belongs to install; remove takes away all.', 'gpu');
  return { name: 'gpu', action, withNvidia, offline: values['offline'] === true, ...shared };
}
