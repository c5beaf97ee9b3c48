/** The command line's entry: finds a Node that can run the engine, reads the words, runs the command. */
import { run } from './commands.ts';
import { relaunchIfOld } from './relaunch.ts';

const status = (await relaunchIfOld()) ?? (await run(process.argv.slice(2)));
// Not process.exit: what was written to a pipe must arrive first.
process.exitCode = status;
