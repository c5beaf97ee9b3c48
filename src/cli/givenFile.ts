/** Files that the command line names: what is wrong with them is wrong usage, and told before any work begins. */
import { readFile, stat } from 'node:fs/promises';
import { type CommandName, UsageError } from './command.ts';

/** The text of a file. `what` names it in the error, for example "labels file". Throws UsageError. */
export async function readGiven(file: string, what: string, command: CommandName): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UsageError(`The ${what} ${file} cannot be read: ${reasonOf(error)}.`, command);
  }
}

/** Throws UsageError where there is no such file. */
export async function mustBeFile(file: string, what: string, command: CommandName): Promise<void> {
  const found = await stat(file).catch((error: unknown) => {
    throw new UsageError(`The ${what} ${file} cannot be read: ${reasonOf(error)}.`, command);
  });
  if (!found.isFile()) throw new UsageError(`The ${what} ${file} is no file.`, command);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'it may not be read';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
