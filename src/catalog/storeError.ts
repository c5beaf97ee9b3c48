/** What SQLite and the file system say of the store, as errors for people. */
import { LensError } from '../protocol/errors.ts';

/** Result codes of SQLite (https://sqlite.org/rescode.html) that are treated, not only told. */
export const sqliteCodes = { busy: 5, readOnly: 8, corrupt: 11, cannotOpen: 14, notADatabase: 26 } as const;

/** The primary result code of an error of SQLite, undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
}

/** True when the file is no database, or one whose pages do not fit together. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === sqliteCodes.corrupt || code === sqliteCodes.notADatabase;
}

/** True for a `store-failed` that says damage: whoever asks again finds the file moved aside, and another in its place. */
export function isStoreDamage(error: unknown): boolean {
  return LensError.is(error, 'store-failed') && isDamage(error.cause);
}

/** An error of SQLite or of the file system as `store-failed`; any other stays what it is. */
export function storeFailed(file: string, error: unknown): unknown {
  if (sqliteCode(error) === undefined && systemCode(error) === undefined) return error;
  return new LensError('store-failed', `The index ${file} ${sentences(error)}`, { file }, error);
}

function sentences(error: unknown): string {
  const elsewhere = 'or choose another store';
  switch (sqliteCode(error) ?? systemCode(error)) {
    case sqliteCodes.busy:
      return 'is being written by another Asset Lens that does not finish. Wait for it or close it, then try again.';
    case sqliteCodes.corrupt:
    case sqliteCodes.notADatabase:
      return 'is damaged. Index again: it is then moved aside and made anew.';
    case 13: // SQLITE_FULL
    case 'ENOSPC':
      return `could not be written: the disk is full. Free some space, ${elsewhere}.`;
    case sqliteCodes.readOnly:
    case sqliteCodes.cannotOpen:
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return `cannot be opened for writing. Check that its folder is one that you may write to, ${elsewhere}.`;
    default:
      return `failed: ${error instanceof Error ? error.message : String(error)}. Try again, ${elsewhere}.`;
  }
}

function systemCode(error: unknown): unknown {
  return error instanceof Error && 'syscall' in error && 'code' in error ? error.code : undefined;
}
