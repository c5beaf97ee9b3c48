/** The one place where `node:sqlite` is loaded. */
import type * as Sqlite from 'node:sqlite';

/**
 * Node 24.0, which we ship with on one platform, warns at the first load that SQLite is experimental; 24.21 does not.
 * The warning is sent while the module loads, and nothing else is during that call: it alone is lost.
 */
export function loadSqlite(): typeof Sqlite {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}
