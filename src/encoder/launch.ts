/** One life of an encoder process: how it starts, and how it ends. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Channel } from '../protocol/channel.ts';
import type { EncoderEvents, EncoderIdentity, EncoderQuestions, EncoderStart } from '../protocol/encoder.ts';
import { libraryEnvironment } from './gpuRuntime.ts';
import { type Decoding, sharpVariable } from './nativeModules.ts';
import { processPort } from './processPort.ts';

/** A process that does not go when it is asked to is killed after this. */
const stopMilliseconds = 2000;

/** One that waits for a drive does not even die before the drive answers: nobody waits for it any longer. */
const dyingMilliseconds = 1000;

/**
 * Threads that read and decode: four of them work at a time for each batch; the others are for reads that a dead drive keeps,
 * which batches and the hashing beside them begin before the first one is known to hang. Two batches and that are a dozen;
 * many cores have four batches under way (`batchesInFlight` in the Lens). Decoders that do not come back keep four for each
 * question at most (`patience.ts`).
 */
const poolThreads = Math.max(16, Math.min(32, 2 * availableParallelism()));

/** A process and the wire to it. */
export interface Child {
  readonly process: ChildProcess;
  readonly channel: Channel<EncoderQuestions, EncoderEvents>;
}

export interface Running extends Child {
  readonly start: EncoderStart;
  readonly identity: Promise<EncoderIdentity>;
  /** Opens the tower of one that only decodes. */
  readonly open: () => Promise<EncoderIdentity>;
}

/**
 * Starts a process and asks it at once who it is; `entry` is the absolute path of the encoder's bundle. One for pictures may
 * be wanted for decoding alone: then its network waits.
 */
export function launch(
  entry: string,
  start: EncoderStart,
  decoding?: Decoding,
  decodesOnly = false,
): Running {
  // The argument is for people who look at their processes; what it does is told by the first question.
  const runtimeFolder = start.tower === 'vision' ? start.device.runtimeFolder : null;
  const child = forkEncoder(entry, start.tower, { runtimeFolder, decoding });
  const hello = (told: EncoderStart) => {
    const identity = child.channel.ask('hello', told);
    // Whoever asks for it hears of its failure; nobody may be asking.
    identity.catch(() => undefined);
    return identity;
  };
  const identity = hello(start.tower === 'vision' ? { ...start, decodesOnly } : start);
  return { ...child, start, identity, open: () => hello(start) };
}

export interface ForkOptions {
  /** A folder with another build of the runtime's libraries. */
  readonly runtimeFolder?: string | null;
  /** How sharp is loaded, and by which program. */
  readonly decoding?: Decoding | undefined;
  /** Hears what native code prints, which goes to the log of whoever started us otherwise. */
  readonly listen?: (text: string) => void;
}

/** A process of the encoder that was told nothing yet. What native code prints is never for standard output. */
export function forkEncoder(
  entry: string,
  purpose: string,
  { runtimeFolder = null, decoding, listen }: ForkOptions,
): Child {
  const child = fork(entry, [purpose], {
    env: {
      ...childEnvironment(),
      ...libraryEnvironment(runtimeFolder, process.env),
      ...(decoding ? { [sharpVariable]: decoding.form } : {}),
    },
    ...(decoding?.program ? { execPath: decoding.program } : {}),
    execArgv: [],
    serialization: 'advanced',
    stdio: ['pipe', 'ignore', listen ? 'pipe' : 'inherit', 'ipc'],
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => listen?.(text));
  // The other end of this pipe closes with us, and that ends the process (`parentWatch.ts`). Nothing is ever written.
  child.stdin?.on('error', () => undefined);
  const channel = new Channel<EncoderQuestions, EncoderEvents>(processPort(child));
  child.on('error', () => channel.close('The encoder process could not be started.'));
  return { process: child, channel };
}

/** Fails the open questions and resolves when the process has ended, or can only be waited for. */
export async function stop({ process: child, channel }: Child): Promise<void> {
  channel.close('The encoder was stopped.');
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMilliseconds);
  child.kill('SIGTERM');
  const gaveUp = new AbortController();
  const { signal } = gaveUp;
  await Promise.race([
    exited,
    sleep(stopMilliseconds + dyingMilliseconds, undefined, { signal }).catch(() => undefined),
  ]);
  gaveUp.abort();
  clearTimeout(timer);
  child.unref();
}

/** Ours without what belongs to an outer editor or test runner; telemetry is off before anything is loaded. */
function childEnvironment(): NodeJS.ProcessEnv {
  const foreign = (name: string) =>
    name.startsWith('VSCODE_') || name === 'NODE_OPTIONS' || name === 'NODE_CHANNEL_FD';
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign(name)));
  return {
    ...own,
    ORT_DISABLE_TELEMETRY: '1',
    ELECTRON_RUN_AS_NODE: '1',
    UV_THREADPOOL_SIZE: String(poolThreads),
  };
}
