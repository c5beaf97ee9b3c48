/**
 * A process that writes for long, as one that clears a large index does: it holds the turn to write in each of the
 * databases that it is given until its input ends, says `holds` once it has them, and changes nothing.
 */
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';

const connections = process.argv.slice(2).map(file => new DatabaseSync(file, { timeout: 30_000 }));
for (const connection of connections) connection.exec('begin immediate');
process.stdout.write('holds\n');
process.stdin.resume();
await once(process.stdin, 'end');
for (const connection of connections) connection.exec('rollback');
