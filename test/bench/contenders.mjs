// Several ways to do the same, each in a process of its own, taking turns: A B A B.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** Starts a way, waits until its model is loaded, and lets it run once so that everything is compiled and cached. */
export async function startWay(name, modelFolder, threads, files) {
  const child = fork(path.join(import.meta.dirname, 'way.mjs'), [name, modelFolder, String(threads)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const failed = once(child, 'exit').then(([status]) => {
    throw new Error(`The way "${name}" ended with status ${status}.`);
  });
  failed.catch(() => undefined);
  const next = () => Promise.race([once(child, 'message').then(([message]) => message), failed]);
  await next();
  const run = async some => {
    const answer = next();
    child.send({ files: some });
    return (await answer).seconds;
  };
  await run(files.slice(0, 16));
  return { name, run: () => run(files), dispose: () => child.disconnect() };
}

/** Images per second of each way, of each round. */
export async function inTurns(ways, images, rounds) {
  const rates = new Map(ways.map(way => [way.name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) rates.get(way.name).push(images / (await way.run()));
  }
  return rates;
}
