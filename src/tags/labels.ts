/**
 * The labels file, parsed once at the door: what it may hold, and what is wrong with one that holds something else.
 * Read by hand from a tree that knows its places, since every mistake is told with line and column;
 * media/labels.schema.json says the same to editors.
 */
import { LensError } from '../protocol/errors.ts';
import { type GroupKind, type Label, type LabelGroup, type LabelSet, groupKinds } from '../protocol/tag.ts';
import { type JsonMember, type JsonNode, type Span, parseJsonc, placeOf } from './jsonc.ts';
import { nearest } from './nearest.ts';

/** A mistake in a labels file, with its place for an editor and words for people. */
export interface LabelsMistake extends Span {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** For example `found "prompt" in label 1 (cat), expected "prompts"`. */
  readonly says: string;
  /** Names and parents: what media/labels.schema.json does not say. */
  readonly isBeyondSchema: boolean;
}

export interface LabelsText {
  /** Null where there is a mistake. */
  readonly labels: LabelSet | null;
  /** By their places. */
  readonly mistakes: readonly LabelsMistake[];
}

/** People read so many mistakes in one sentence. */
const mistakesTold = 3;

/** The labels of a file's text. Throws LensError `labels-invalid`, which says what is wrong at which places; `where` names the file. */
export function parseLabelSet(text: string, where: string): LabelSet {
  const { labels, mistakes } = readLabels(text);
  const [first] = mistakes;
  if (labels && !first) return labels;
  const told = mistakes
    .slice(0, mistakesTold)
    .map(({ line, column, says }) => `line ${line}, column ${column}: ${says}`);
  const more = mistakes.length - told.length;
  throw new LensError(
    'labels-invalid',
    `The labels file ${where} cannot be used: ${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
    { file: where, line: first?.line ?? 1, column: first?.column ?? 1 },
  );
}

/** Labels, or all mistakes that can be told at once. Comments and commas at the end of lists are no mistake. Never throws. */
export function readLabels(text: string): LabelsText {
  const { root, mistakes: broken } = parseJsonc(text);
  const reader = new LabelsReader();
  for (const { from, to, found, expected } of broken) reader.note({ from, to }, found, expected);
  const labels = root && broken.length === 0 ? reader.labelSet(root) : null;
  const mistakes = reader.mistakes
    .toSorted((a, b) => a.from - b.from)
    .map(mistake => ({ ...mistake, ...placeOf(text, mistake.from) }));
  return { labels: mistakes.length > 0 ? null : labels, mistakes };
}

const rootKeys = ['$schema', 'groups'] as const;
const groupKeys = ['name', 'kind', 'labels'] as const;
const labelKeys = ['name', 'prompts', 'not', 'aliases', 'parent', 'threshold', 'color'] as const;

/** Values of an object that is known, by their keys; `at` is where one that is missing is told. */
interface Fields<Key extends string> {
  readonly at: Span;
  readonly values: ReadonlyMap<Key, JsonNode>;
}

class LabelsReader {
  readonly mistakes: Omit<LabelsMistake, 'line' | 'column'>[] = [];
  readonly #labelNames = new Map<string, string>();

  note({ from, to }: Span, found: string, expected: string, isBeyondSchema = false): void {
    this.mistakes.push({ from, to, says: `found ${found}, expected ${expected}`, isBeyondSchema });
  }

  labelSet(root: JsonNode): LabelSet {
    const expected = 'an object with "labels" or "groups"';
    if (root.kind !== 'object') {
      this.note(start(root), shown(root), expected);
      return { groups: [] };
    }
    const keys = root.members.map(({ key }) => key.name);
    if (keys.includes('groups')) {
      const fields = this.#fields(root, rootKeys, 'beside "groups"');
      this.#schemaAddress(fields.values.get('$schema'));
      const names = new Map<string, string>();
      return {
        groups: this.#items(fields.values.get('groups'), 'group').map((node, i) =>
          this.#group(node, i + 1, names),
        ),
      };
    }
    const labels = this.#member(root, 'labels');
    if (!labels) {
      const meant = root.members.find(({ key }) => nearest(key.name, ['labels', 'groups']) !== undefined);
      if (meant)
        this.note(
          meant.key,
          JSON.stringify(meant.key.name),
          JSON.stringify(nearest(meant.key.name, ['labels', 'groups'])),
        );
      else this.note(start(root), 'an object without both', expected);
      return { groups: [] };
    }
    // What else stands in the short form is passed over, as it always was.
    this.#schemaAddress(this.#member(root, '$schema'));
    return { groups: [{ name: null, kind: 'one-of', labels: this.#labels(labels, '') }] };
  }

  #group(node: JsonNode, number: number, names: Map<string, string>): LabelGroup {
    const place = `group ${number}${nameIn(node)}`;
    const none: LabelGroup = { name: '', kind: 'any-of', labels: [] };
    if (node.kind !== 'object') {
      this.note(node, `${shown(node)} as ${place}`, 'an object with "name", "kind" and "labels"');
      return none;
    }
    const { at, values } = this.#fields(node, groupKeys, `in ${place}`);
    for (const key of groupKeys) {
      if (!values.has(key)) this.#missing(node, at, key, groupKeys, place);
    }
    const name = this.#sentence(values.get('name'), `in ${place}`);
    this.#isNew(names, name, values.get('name'), place);
    const labels = values.get('labels');
    return {
      name: name ?? '',
      kind: this.#kind(values.get('kind'), place),
      labels: labels ? this.#labels(labels, ` of ${place}`) : [],
    };
  }

  #labels(list: JsonNode, owner: string): readonly Label[] {
    const nodes = this.#items(list, 'label');
    const labels = nodes.map((node, i) => this.#label(node, `label ${i + 1}${nameIn(node)}${owner}`));
    const parents = new Map(labels.map(label => [label.name, label.parent]));
    nodes.forEach((node, i) => {
      const { name, parent } = labels[i]!;
      const at = this.#member(node, 'parent');
      if (parent === null || !at) return;
      const place = `label ${i + 1}${nameIn(node)}${owner}`;
      if (!parents.has(parent)) {
        const meant = nearest(parent, [...parents.keys()]);
        const expected =
          meant === undefined ? 'the name of another label of the same group' : JSON.stringify(meant);
        this.note(at, `the parent ${JSON.stringify(parent)} of ${place}, which is no label`, expected, true);
      } else if (isInCircle(name, parents)) {
        this.note(at, `${place} among its own parents`, 'no circle', true);
      }
    });
    return labels;
  }

  #label(node: JsonNode, place: string): Label {
    const empty: Label = {
      name: '',
      prompts: [],
      not: [],
      aliases: [],
      parent: null,
      threshold: null,
      color: null,
    };
    if (node.kind !== 'object') {
      this.note(node, `${shown(node)} as ${place}`, 'an object such as {"name":"cat"}');
      return empty;
    }
    const { at, values } = this.#fields(node, labelKeys, `in ${place}`);
    if (!values.has('name')) this.#missing(node, at, 'name', labelKeys, place);
    const name = this.#sentence(values.get('name'), `in ${place}`);
    this.#isNew(this.#labelNames, name, values.get('name'), place);
    return {
      name: name ?? '',
      prompts: this.#sentences(values.get('prompts'), 'prompt', place),
      not: this.#sentences(values.get('not'), 'prompt', place),
      aliases: this.#sentences(values.get('aliases'), 'alias', place),
      parent: this.#sentence(values.get('parent'), `as the parent of ${place}`),
      threshold: this.#threshold(values.get('threshold'), place),
      color: this.#color(values.get('color'), place),
    };
  }

  /** The values of an object; keys that are not known or stand there twice are mistakes. */
  #fields<Key extends string>(
    node: Extract<JsonNode, { kind: 'object' }>,
    known: readonly Key[],
    where: string,
  ): Fields<Key> {
    const values = new Map<Key, JsonNode>();
    for (const { key, value } of node.members) {
      const name = known.find(candidate => candidate === key.name);
      if (name === undefined) {
        const meant = nearest(key.name, known);
        const all = known.map(candidate => JSON.stringify(candidate)).join(', ');
        this.note(
          key,
          `${JSON.stringify(key.name)} ${where}`,
          meant === undefined ? `one of ${all}` : JSON.stringify(meant),
        );
      } else if (values.has(name)) this.note(key, `${JSON.stringify(name)} twice ${where}`, 'it once');
      else values.set(name, value);
    }
    return { at: start(node), values };
  }

  /** A key that has to be there, unless a misspelt one was told instead. */
  #missing(
    node: Extract<JsonNode, { kind: 'object' }>,
    at: Span,
    key: string,
    known: readonly string[],
    place: string,
  ): void {
    const isMisspelt = node.members.some(
      ({ key: { name } }) => !known.includes(name) && nearest(name, known) === key,
    );
    if (!isMisspelt) this.note(at, `${place} without ${JSON.stringify(key)}`, JSON.stringify(key));
  }

  #member(node: JsonNode, name: string): JsonNode | undefined {
    if (node.kind !== 'object') return undefined;
    return node.members.find((member: JsonMember) => member.key.name === name)?.value;
  }

  /** The items of a list that may not be empty. */
  #items(node: JsonNode | undefined, what: 'label' | 'group'): readonly JsonNode[] {
    if (!node) return [];
    if (node.kind !== 'list') {
      this.note(node, shown(node), `a list of ${what}s`);
      return [];
    }
    if (node.items.length === 0) this.note(node, 'an empty list', `at least one ${what}`);
    return node.items;
  }

  #sentences(node: JsonNode | undefined, what: string, place: string): readonly string[] {
    if (!node) return [];
    if (node.kind !== 'list') {
      this.note(node, `${shown(node)} in ${place}`, 'a list of texts');
      return [];
    }
    return node.items.flatMap((item, i) => this.#sentence(item, `as ${what} ${i + 1} of ${place}`) ?? []);
  }

  #sentence(node: JsonNode | undefined, where: string): string | null {
    if (!node) return null;
    if (node.kind !== 'plain' || typeof node.value !== 'string') {
      this.note(node, `${shown(node)} ${where}`, 'a text');
      return null;
    }
    const text = node.value.trim();
    if (text !== '') return text;
    this.note(node, `an empty text ${where}`, 'words');
    return null;
  }

  #isNew(names: Map<string, string>, name: string | null, node: JsonNode | undefined, place: string): void {
    if (name === null || !node) return;
    const first = names.get(name);
    if (first === undefined) names.set(name, place);
    else
      this.note(
        node,
        `the name ${JSON.stringify(name)} of ${first} once more in ${place}`,
        'another name',
        true,
      );
  }

  #kind(node: JsonNode | undefined, place: string): GroupKind {
    const kind = groupKinds.find(known => node?.kind === 'plain' && node.value === known);
    if (node && !kind) this.note(node, `${shown(node)} in ${place}`, '"one-of" or "any-of"');
    return kind ?? 'any-of';
  }

  #threshold(node: JsonNode | undefined, place: string): number | null {
    if (!node) return null;
    if (node.kind === 'plain' && typeof node.value === 'number' && node.value >= 0 && node.value <= 1)
      return node.value;
    this.note(node, `${shown(node)} in ${place}`, 'a number from 0 to 1');
    return null;
  }

  #color(node: JsonNode | undefined, place: string): string | null {
    if (!node) return null;
    const color = node.kind === 'plain' && typeof node.value === 'string' ? node.value : '';
    if (/^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(color)) return color;
    this.note(node, `${shown(node)} in ${place}`, 'a colour such as "#c0ffee"');
    return null;
  }

  #schemaAddress(node: JsonNode | undefined): void {
    if (node) this.#sentence(node, 'as "$schema"');
  }
}

/** Whether a label comes back to itself through its parents. */
function isInCircle(name: string, parents: ReadonlyMap<string, string | null>): boolean {
  let above = parents.get(name) ?? null;
  for (let steps = 0; above !== null && steps <= parents.size; steps++) {
    if (above === name) return true;
    above = parents.get(above) ?? null;
  }
  return false;
}

/** The name of a label or group in brackets, where it has one. */
function nameIn(node: JsonNode): string {
  if (node.kind !== 'object') return '';
  const name = node.members.find(({ key }) => key.name === 'name')?.value;
  return name?.kind === 'plain' && typeof name.value === 'string' && name.value.trim() !== ''
    ? ` (${name.value.trim()})`
    : '';
}

/** The first character: what is wrong with a whole object would mark all of it. */
function start({ from }: Span): Span {
  return { from, to: from + 1 };
}

function shown(node: JsonNode): string {
  if (node.kind !== 'plain') return node.kind === 'list' ? 'a list' : 'an object';
  const text = JSON.stringify(node.value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
