/** Which settings may be the reason that an image is not found. */

export interface Excluding {
  /** Patterns of `assetLens.include` and `assetLens.exclude`. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Names of VS Code's own settings that a person has given patterns. */
  readonly editor: readonly string[];
}

/** Their names for a sentence, ours with what they say. */
export function excludingSettings({ include, exclude, editor }: Excluding): readonly string[] {
  const named = (name: string, patterns: readonly string[]) =>
    patterns.length > 0 ? [`${name} (${patterns.join(', ')})`] : [];
  return [...named('assetLens.include', include), ...named('assetLens.exclude', exclude), ...editor];
}
