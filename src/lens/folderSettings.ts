/** What the settings that a folder brings along for VS Code say of its images: `.vscode/settings.json`, JSON with comments. */
import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Patterns } from '../catalog/ignore.ts';
import { editorExcludes } from '../protocol/editorExcludes.ts';
import { type VariantRule, variantRulesFrom } from '../protocol/variant.ts';
import { type JsonNode, parseJsonc, placeOf } from '../tags/jsonc.ts';

export interface FolderSettings extends Patterns {
  /** What `assetLens.duplicates.variants` says; null where it is not there. */
  readonly variantRules: readonly VariantRule[] | null;
  /** One sentence where the file could not be read, or not to its end; null where all is well or there is none. */
  readonly mistake: string | null;
}

/** Settings that people write by hand are far smaller. */
const mostBytes = 4 * 1024 * 1024;

/**
 * The patterns of `files.exclude`, `search.exclude`, `assetLens.exclude` and `assetLens.include` in a folder's own
 * settings, and the rules of `assetLens.duplicates.variants`, so that a command without an editor leaves out what a
 * window does. A person's own settings lie with their editor, and are not read. Never throws.
 */
export function folderSettings(folder: string): FolderSettings {
  const none = { exclude: [], include: [], variantRules: null };
  const file = path.join(folder, '.vscode', 'settings.json');
  let text: string;
  try {
    const stats = lstatSync(file, { throwIfNoEntry: false });
    // What a link points to may lie anywhere, and is not ours to read.
    if (!stats?.isFile()) return { ...none, mistake: null };
    if (stats.size > mostBytes) throw new Error('it is larger than 4 MB');
    text = readFileSync(file, 'utf8');
  } catch (error) {
    // A folder's `.vscode` that is a file holds no settings.
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR')
      return { ...none, mistake: null };
    const reason = error instanceof Error ? error.message : String(error);
    return { ...none, mistake: `The settings in ${file} do not count: ${reason}.` };
  }
  const { root, mistakes } = parseJsonc(text);
  const settings = root ? valueOf(root) : null;
  const valueAt = (name: string): unknown =>
    typeof settings === 'object' && settings !== null && Object.hasOwn(settings, name)
      ? (settings as Record<string, unknown>)[name] // An object, as was just told.
      : undefined;
  const textsAt = (name: string): readonly string[] => {
    const value = valueAt(name);
    return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
  };
  const rules = valueAt('assetLens.duplicates.variants');
  const [first] = mistakes;
  const place = first && placeOf(text, first.from);
  return {
    exclude: [
      ...textsAt('assetLens.exclude'),
      ...editorExcludes(['files.exclude', 'search.exclude'].map(valueAt)).patterns,
    ],
    include: textsAt('assetLens.include'),
    variantRules: Array.isArray(rules) ? variantRulesFrom(rules) : null,
    mistake:
      first && place
        ? `In ${file}, line ${place.line}, column ${place.column}: found ${first.found}, expected ${first.expected}. What could be read of it counts.`
        : null,
  };
}

function valueOf(node: JsonNode): unknown {
  if (node.kind === 'plain') return node.value;
  if (node.kind === 'list') return node.items.map(valueOf);
  return Object.fromEntries(node.members.map(({ key, value }) => [key.name, valueOf(value)]));
}
