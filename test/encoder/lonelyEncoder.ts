/**
 * Starts both processes of an encoder, tells their ids, and then waits for its own end. Arguments: the encoder's file; the milliseconds
 * that it has for an answer; files that it encodes, whose problems, and how many processes there were, are told then.
 * Runs as a process, and as a thread of one.
 */
import { openEncoder, started } from './processes.ts';

const [, , entry, limit, ...files] = process.argv;
const encoder = await openEncoder(
  { after: () => undefined },
  { entry: entry!, answerMilliseconds: Number(limit) },
);
await encoder.encodeTexts(['red']);
await encoder.identify([]);
console.log(started.map(child => child.pid).join(' '));
setInterval(() => undefined, 1000);
if (files.length > 0) {
  const { problems } = await encoder.encodeImages(files, null);
  console.log(`${problems.length} problems, ${started.length} processes`);
}
