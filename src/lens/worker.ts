/** The engine's thread: wires one Lens to any number of connections. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Channel } from '../protocol/channel.ts';
import type { LensEvents, LensQuestions } from '../protocol/lens.ts';
import { startEncoder } from '../encoder/client.ts';
import type { LensWorkerData, LensWorkerMessage } from './client.ts';
import { channelPort } from './messagePort.ts';
import { LensDesk } from './desk.ts';

type Connection = Channel<Record<never, never>, Record<never, never>, LensQuestions, LensEvents>;

// The near side in client.ts is the only one to start this thread.
const { settings, encoderEntry } = workerData as LensWorkerData;
const connections = new Set<Connection>();

const desk = new LensDesk(settings, {
  startEncoder: ({ modelFolder, provider, threads, form, store, trusted }, drivers) =>
    startEncoder({
      entry: encoderEntry,
      settings: { modelFolder, provider, threads, ...(form && { form }) },
      // Nothing is written in a restricted workspace.
      store: trusted ? store : null,
      drivers,
      onDevice: device => desk.deviceChanged(device),
      onDeviceFailure: sentence => desk.deviceFailed(sentence),
      onRestart: restarting => desk.encoderRestarts(restarting),
    }),
  progress: progress => connections.forEach(connection => connection.tell('progress', progress)),
  preparing: progress => connections.forEach(connection => connection.tell('preparing', progress)),
  duplicates: progress => connections.forEach(connection => connection.tell('duplicates', progress)),
  changed: assets => connections.forEach(connection => connection.tell('changed', { assets })),
  readingTexts: progress => connections.forEach(connection => connection.tell('readingTexts', progress)),
  status: status => connections.forEach(connection => connection.tell('status', status)),
});

function connect(port: MessagePort): void {
  const connection: Connection = new Channel(channelPort(port));
  connections.add(connection);
  connection.onClose(() => connections.delete(connection));
  connection.serve(desk.handlers);
}

async function end(): Promise<void> {
  await desk.dispose();
  for (const connection of connections) connection.close();
  parentPort?.close();
}

parentPort?.on('message', (message: LensWorkerMessage) => {
  if (message.kind === 'connect') connect(message.port);
  else void end();
});
