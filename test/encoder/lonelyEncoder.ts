/** Starts an encoder, tells its process id, and then waits for its own end. Argument: the encoder's bundle. */
import { openEncoder, started } from './processes.ts';

const [, , entry] = process.argv;
const encoder = await openEncoder({ after: () => undefined }, { entry: entry! });
await encoder.hello();
console.log(started.at(-1)!.pid);
setInterval(() => undefined, 1000);
