/** Joins tags of other programs with the images and labels of a folder. */
import type { AssetPath, ContentHash } from '../protocol/asset.ts';
import type { TagRecord } from '../protocol/exchange.ts';
import type { Label, LabelGroup } from '../protocol/tag.ts';

/** An image as records are matched with it. */
export interface Place {
  readonly path: AssetPath;
  readonly hash: ContentHash;
}

export interface KnownLabel {
  readonly group: LabelGroup;
  readonly label: Label;
}

/** A function from records to the images that they mean: by the path, or where there is none such, by the content. */
export function imagesByRecord<Image extends Place>(
  folder: string,
  images: readonly Image[],
): (record: TagRecord) => readonly Image[] {
  const byPath = new Map<string, Image>(images.map(image => [image.path.normalize('NFC'), image]));
  const byHash = Map.groupBy(images, image => image.hash as string);
  const inside = withSlashes(folder).replace(/\/+$/, '') + '/';
  return ({ path, sha256 }) => {
    const plain = path.normalize('NFC');
    const slashed = withSlashes(plain);
    // A backslash may be part of a name, on all systems but the one whose paths have it.
    const names = [plain, slashed].map(name => {
      const relative = isBelow(name, inside) ? name.slice(inside.length) : name;
      return relative.replace(/^(?:\.\/+)+/, '');
    });
    const found = names.map(name => byPath.get(name)).find(image => image !== undefined);
    if (found) return [found];
    return sha256 === null ? [] : (byHash.get(sha256) ?? []);
  };
}

/** A function from the names that people and programs give to labels: name or alias, as it is written or else in other case. */
export function labelsByName(groups: readonly LabelGroup[]): (name: string) => KnownLabel | undefined {
  const exact = new Map<string, KnownLabel>();
  const folded = new Map<string, KnownLabel | null>();
  const all = groups.flatMap(group => group.labels.map((label): KnownLabel => ({ group, label })));
  const names = [
    ...all.map(known => [known.label.name, known] as const),
    ...all.flatMap(known => known.label.aliases.map(alias => [alias, known] as const)),
  ];
  for (const [name, known] of names) {
    const key = name.normalize('NFC').trim();
    if (!exact.has(key)) exact.set(key, known);
    const small = key.toLowerCase();
    const other = folded.get(small);
    // Two labels that differ in case alone are told apart by it.
    folded.set(small, other === undefined || other?.label === known.label ? known : null);
  }
  return name => {
    const key = name.normalize('NFC').trim();
    return exact.get(key) ?? folded.get(key.toLowerCase()) ?? undefined;
  };
}

function withSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}

/** Windows' paths are the same in another case. */
function isBelow(path: string, inside: string): boolean {
  const isWindows = /^[a-z]:\//i.test(inside);
  return isWindows ? path.toLowerCase().startsWith(inside.toLowerCase()) : path.startsWith(inside);
}
