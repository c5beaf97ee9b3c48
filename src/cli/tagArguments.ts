/** Reads the words of the commands on tags: `tag`, `decide`, `eval`, `export`, `import`. */
import { exchangeFormats, importFormats, sidecarFormats, sidecarNamings } from '../protocol/exchange.ts';
import { type TagFilter, tagStates } from '../protocol/tag.ts';
import {
  type Command,
  type CommandName,
  type Common,
  type Limits,
  type Minimum,
  UsageError,
} from './command.ts';
import { type Values, chosenOf, shareOf, statesOf, textOf, textsOf } from './options.ts';

export function tagCommand(folder: string, values: Values, shared: Limits & Common): Command {
  const check = textOf(values['check'])?.trim();
  const states = statesOf(values, 'tag');
  const write = values['write'] === true;
  if (states.length > 0 && check === undefined)
    throw new UsageError('--state is what --check <group> counts; say which group.', 'tag');
  if (write && check !== undefined)
    throw new UsageError('--write and --check are two tasks; run one after the other.', 'tag');
  return { name: 'tag', folder, labels: textOf(values['labels']), write, check, states, ...shared };
}

export function lintCommand(folder: string, values: Values, shared: Limits & Common): Command {
  const kinds = ['alike', 'most', 'never', 'long'] as const;
  const failOn = textsOf(values['fail-on']).flatMap(text => {
    if (text === 'any') return kinds;
    const kind = kinds.find(known => known === text);
    if (kind) return kind;
    throw new UsageError(`--fail-on takes ${kinds.join(', ')} or any, not "${text}".`, 'labels');
  });
  return { name: 'labels', folder, labels: textOf(values['labels']), failOn, ...shared };
}

/** What each option states. */
const verdictOfPairs = { 'not-duplicate': 'not-duplicate-of', intended: 'intended', forget: null } as const;
const verdictOf = { accept: 'accepted', reject: 'rejected', add: 'by-hand' } as const;

export function decideCommand(
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

export function evalCommand(folder: string, values: Values, shared: Limits & Common): Command {
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

export function exportCommand(folder: string, values: Values, shared: Limits & Common): Command {
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

export function importCommand(
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

/** Which images by their tags; --state holds for every --tag. */
export function tagFilters(values: Values): readonly TagFilter[] {
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
