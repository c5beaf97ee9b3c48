/** Where the labels stand in the text of a labels file, and how a new one is put in. Positions count UTF-16 units, as editors do. */
import { type JsonNode, type Span, parseJsonc } from './jsonc.ts';

/** A label where it stands. */
export interface LabelPlace {
  /** Null for the short form of the file. */
  readonly group: string | null;
  readonly label: string;
  /** The name with its quotes. */
  readonly name: Span;
  /** The whole label. */
  readonly whole: Span;
  /** Its sentences and the names that become sentences, with their quotes. */
  readonly texts: readonly (Span & { readonly text: string })[];
}

type Objects = Extract<JsonNode, { kind: 'object' }>;
type List = Extract<JsonNode, { kind: 'list' }>;

/** The labels of a text, in its order, as far as it can be read. Never throws. */
export function labelPlaces(text: string): readonly LabelPlace[] {
  return groupLists(text).flatMap(({ group, labels }) =>
    labels.items.flatMap(item => labelPlace(group, item) ?? []),
  );
}

/** The names of the groups, null for the short form, in the order of the text. */
export function groupNames(text: string): readonly (string | null)[] {
  return groupLists(text).map(({ group }) => group);
}

/** What puts a new label at the end of a group; null where the text has no such group. */
export function labelInsertion(
  text: string,
  group: string | null,
  label: string,
): { readonly at: number; readonly text: string } | null {
  const found = groupLists(text).find(list => list.group === group);
  if (!found) return null;
  const { labels } = found;
  const written = `{ "name": ${JSON.stringify(label)} }`;
  const last = labels.items.at(-1);
  if (!last) return { at: labels.from + 1, text: written };
  const [indent = ''] = /(?:\r\n|\r|\n)[ \t]*$/.exec(text.slice(0, last.from)) ?? [];
  return { at: last.to, text: indent === '' ? `, ${written}` : `,${indent}${written}` };
}

/** A labels file with one label in one group of the kind `any-of`. */
export function firstLabelsText(group: string, label: string): string {
  return `{
  "groups": [
    {
      "name": ${JSON.stringify(group)},
      "kind": "any-of",
      "labels": [
        { "name": ${JSON.stringify(label)} }
      ]
    }
  ]
}
`;
}

function groupLists(text: string): readonly { readonly group: string | null; readonly labels: List }[] {
  const { root } = parseJsonc(text);
  if (root?.kind !== 'object') return [];
  const groups = member(root, 'groups');
  if (groups?.kind === 'list') {
    return groups.items.flatMap(item => {
      if (item.kind !== 'object') return [];
      const labels = member(item, 'labels');
      const name = textOf(member(item, 'name'));
      return labels?.kind === 'list' && name !== null ? [{ group: name, labels }] : [];
    });
  }
  const labels = member(root, 'labels');
  return labels?.kind === 'list' ? [{ group: null, labels }] : [];
}

function labelPlace(group: string | null, node: JsonNode): LabelPlace | null {
  if (node.kind !== 'object') return null;
  const name = member(node, 'name');
  const label = textOf(name);
  if (!name || label === null) return null;
  const texts = ['prompts', 'not', 'aliases'].flatMap(key => {
    const list = member(node, key);
    return list?.kind === 'list' ? list.items : [];
  });
  return {
    group,
    label,
    name: { from: name.from, to: name.to },
    whole: { from: node.from, to: node.to },
    texts: texts.flatMap(item => {
      const text = textOf(item);
      return text === null ? [] : [{ text, from: item.from, to: item.to }];
    }),
  };
}

function member(node: Objects, name: string): JsonNode | undefined {
  return node.members.find(({ key }) => key.name === name)?.value;
}

/** As the reader of labels takes it: without blanks around it. */
function textOf(node: JsonNode | undefined): string | null {
  const text = node?.kind === 'plain' && typeof node.value === 'string' ? node.value.trim() : '';
  return text === '' ? null : text;
}
