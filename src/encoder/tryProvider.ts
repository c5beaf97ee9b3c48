/** The near side of a probe: one provider in one throw-away process. A crash, a hang and a wrong answer are verdicts. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Provider, ProviderVerdict } from '../protocol/device.ts';
import type { ProbeAnswer, ProbeRequest } from '../protocol/encoder.ts';
import { LensError, abortedError } from '../protocol/errors.ts';
import { awakeTimer } from './awakeTimer.ts';
import { goldenRows, sameAnswer, smallestCosine } from './golden.ts';
import { forkEncoder, stop } from './launch.ts';
import { hasNvidiaGpu } from './machine.ts';
import { missingLibrary } from './missingLibrary.ts';
import { bareVerdict } from './providers.ts';

/** A graph that is loaded, compiled, run and timed takes seconds; TensorRT builds an engine first. */
const probeMilliseconds = 150_000;
const engineMilliseconds = 6 * 60_000;

export interface Trial extends ProbeRequest {
  /** Absolute path of the encoder's bundle. */
  readonly entry: string;
  /** The processor's vectors; null where this is the processor. */
  readonly reference: Float32Array | null;
  readonly milliseconds?: number;
}

export interface TrialResult {
  readonly verdict: ProviderVerdict;
  readonly answer: ProbeAnswer | null;
}

/** Rejects with `aborted` only. */
export async function tryProvider(trial: Trial, signal?: AbortSignal): Promise<TrialResult> {
  const { entry, reference, milliseconds, ...request } = trial;
  const { provider } = request;
  const limit = milliseconds ?? (provider === 'tensorrt' ? engineMilliseconds : probeMilliseconds);
  let said = '';
  let isLate = false;
  const child = forkEncoder(entry, `probe-${provider}`, {
    runtimeFolder: request.runtimeFolder,
    listen: text => (said += text),
  });
  const ended = new Promise<string | null>(resolve =>
    child.process.once('exit', (code, killedBy) =>
      resolve(killedBy ?? (code === null ? null : String(code))),
    ),
  );
  const drained = child.process.stderr ? once(child.process.stderr, 'close') : undefined;
  const timer = awakeTimer(limit, () => {
    isLate = true;
    child.process.kill('SIGKILL');
  });
  const onAbort = () => child.process.kill('SIGKILL');
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const answer = await child.channel.ask('probe', request);
    return { verdict: judged(provider, answer, reference), answer };
  } catch (error) {
    if (signal?.aborted) throw abortedError();
    // What native code printed may come after the answer.
    await stop(child);
    // Nobody who is done waits for that second.
    await Promise.race([drained, sleep(1000, undefined, { ref: false })]);
    if (LensError.is(error, 'closed')) {
      const reason = isLate
        ? `It gave no answer within ${Math.round(limit / 1000)} seconds.`
        : `Its process ended by itself (${(await ended) ?? 'no status'}).`;
      return { verdict: refusal(provider, reason, said), answer: null };
    }
    const message = error instanceof Error ? error.message : String(error);
    return { verdict: refusal(provider, sentence(message), said), answer: null };
  } finally {
    timer.stop();
    signal?.removeEventListener('abort', onAbort);
    await stop(child);
  }
}

/** What an answer is worth. */
export function judged(
  provider: Provider,
  { vectors, imagesPerSecond, residentBytes, nodes }: ProbeAnswer,
  reference: Float32Array | null,
): ProviderVerdict {
  const figures = { imagesPerSecond, residentBytes };
  if (provider === 'cpu') return { ...bareVerdict('cpu', 'ok', ''), reason: null, cosine: 1, ...figures };
  const cosine = reference === null ? null : smallestCosine(vectors, reference, goldenRows);
  if (cosine === null || cosine < sameAnswer) {
    const reason =
      cosine === null
        ? 'The processor gave no answer to compare with.'
        : `Its answer is wrong: a cosine of ${cosine.toFixed(4)} to the processor's, where ${sameAnswer} is needed.`;
    return { ...bareVerdict(provider, 'refused', reason), cosine, residentBytes };
  }
  const reason =
    nodes.elsewhere === 0
      ? null
      : `${nodes.elsewhere} of ${nodes.there + nodes.elsewhere} parts of the network run elsewhere.`;
  return { ...bareVerdict(provider, 'ok', ''), reason, cosine, ...figures };
}

/** Why a provider cannot be used, with the library that is missing where the loader says it. */
export function refusal(provider: Provider, reason: string, said: string): ProviderVerdict {
  const missing = missingLibrary(`${said}\n${reason}`);
  if (missing) {
    const isWithoutGpu = (provider === 'cuda' || provider === 'tensorrt') && !hasNvidiaGpu();
    const what = `The library ${missing.name} is missing`;
    return bareVerdict(
      provider,
      'refused',
      isWithoutGpu ? `${what}, and no NVIDIA GPU was found.` : `${what}.`,
      {
        remedy: isWithoutGpu
          ? `If the machine has an NVIDIA GPU, install its driver first. ${missing.remedy}`
          : missing.remedy,
        missingLibrary: missing.name,
      },
    );
  }
  return bareVerdict(provider, 'refused', reason, { remedy: remedyFor(provider, reason) });
}

function remedyFor(provider: Provider, reason: string): string | null {
  if (provider === 'webgpu' && /adapter/i.test(reason)) {
    return process.platform === 'linux'
      ? 'Install the Vulkan driver of your GPU ("mesa-vulkan-drivers" on Debian and Ubuntu, or the one of NVIDIA).'
      : 'Install the current driver of your GPU.';
  }
  return null;
}

/** The runtime's words as one sentence, without its colours and places. */
function sentence(message: string): string {
  const line = message
    .replace(/\u001b\[[\d;]*m/g, '')
    .split('\n')[0]!
    .trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
