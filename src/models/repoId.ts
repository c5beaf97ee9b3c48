/** Names of repositories on a hub. */
import { LensError } from '../protocol/errors.ts';

/** `org/name`, as the hub allows it. */
export function isRepoId(text: string): boolean {
  return /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(text) && !text.includes('..') && !text.includes('--');
}

/** Throws `invalid-argument` for what is no id of a repository. */
export function checkedRepoId(text: string): string {
  if (isRepoId(text)) return text;
  throw new LensError(
    'invalid-argument',
    `"${text}" is no repository of a hub; one is written like this: org/name.`,
  );
}
