/** The command line's entry: finds a Node that can run the engine, then runs the command. */
import { relaunchIfOld } from './relaunch.ts';

const status = await relaunchIfOld();
if (status === undefined) {
  // Later, and not above: an older Node need not be able to run what is in there.
  const { run } = await import('./commands.ts');
  process.exitCode = await run(process.argv.slice(2));
} else {
  // Not process.exit: what was written to a pipe must arrive first.
  process.exitCode = status;
}
