/** The one place where `node:sqlite` is loaded. */
import type * as Sqlite from 'node:sqlite';

/**
 * Node before 24.15 or so warns at the first load that SQLite is experimental, and one of the Nodes that we ship with
 * is such a one. The warning is sent while the module loads, and nothing else is during that call: it alone is lost.
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
