/** What VS Code's own settings `files.exclude` and `search.exclude` leave out. */

export interface EditorExcludes {
  readonly patterns: readonly string[];
  /** Patterns that hold only beside another file (`when`): they are passed over, since a listing knows no such thing. */
  readonly conditional: readonly string[];
}

/**
 * `search.exclude` names these out of the box. They are left out anyway, unless the setting `assetLens.include` has
 * their name: a person who writes it there means it.
 */
const ownDefaults: ReadonlySet<string> = new Set(['**/node_modules', '**/bower_components']);

/** Reads values of the two settings, as VS Code hands them over: a pattern each, with true, false or a condition. */
export function editorExcludes(values: readonly unknown[]): EditorExcludes {
  const entries = values.flatMap(value =>
    typeof value === 'object' && value !== null ? Object.entries(value) : [],
  );
  const where = (test: (value: unknown) => boolean) => [
    ...new Set(entries.flatMap(([pattern, value]) => (test(value) ? [pattern] : []))),
  ];
  return {
    patterns: where(value => value === true).filter(pattern => !ownDefaults.has(pattern)),
    conditional: where(value => typeof value === 'object' && value !== null),
  };
}
