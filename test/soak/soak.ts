/**
 * The real command line indexes a folder that never rests, and is killed again and again: its encoder process, or all
 * of it. When everything is quiet, its index must be that of a store which saw the folder for the first time.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { IndexReport } from '../../src/protocol/lens.ts';
import { type Outcome, type RunningCommand, start } from '../cli/assetLens.ts';
import { seeded } from '../pure/seeded.ts';
import { type Comparison, compareStores } from './compare.ts';
import { Mischief } from './mischief.ts';
import { childrenOf, lastArgumentOf, millisecondsUntilGone } from './processes.ts';

export type Victim = 'encoder' | 'process';

export interface SoakOptions {
  readonly files: number;
  readonly kills: number;
  readonly victim: Victim;
  readonly seed: number;
  /** A model folder; null is the starter. */
  readonly model: string | null;
  /** Keeps everything here; null is a temporary folder that is removed. */
  readonly keep: string | null;
  readonly tell: (line: string) => void;
}

export interface SoakReport {
  readonly options: Pick<SoakOptions, 'files' | 'kills' | 'victim' | 'seed' | 'model'>;
  readonly seconds: number;
  readonly kills: number;
  /** How many of them met the process that encodes pictures. */
  readonly visionKills: number;
  /** Index runs while the folder changed, and how many of them came to their end. */
  readonly runs: number;
  readonly finishedRuns: number;
  /** What the folder went through. */
  readonly deeds: Readonly<Record<string, number>>;
  /** The longest that an encoder outlived its killed parent; null where none was met, infinite where one had to be ended. */
  readonly orphanMilliseconds: number | null;
  /** Vectors that were in the store before a kill, and after it no more. */
  readonly lostVectors: number;
  /** What runs said that failed though nobody ended them, or that told of damage. */
  readonly complaints: readonly string[];
  readonly quiet: IndexReport;
  /** What one more run encoded: nothing had changed. */
  readonly encodedAgain: number;
  readonly fresh: IndexReport;
  readonly comparison: Comparison;
}

/** A child may outlive its parent by no more: it is promised, also on a machine with much else to do. */
export const orphanMilliseconds = 5000;

/** One that is still there then is ended, after it was seen how long it would have stayed. */
const orphanPatience = 60_000;

/** The process for texts only waits while a folder is indexed: four kills of five are for the one that works. */
const textEvery = 5;

/** The encoder gives up after 14 deaths without a success in between: fewer than that are known to have had none. */
const deathsWithoutProgress = 8;

/** A run that fails by itself is a complaint; so many say that no kill will ever meet one at work. */
const toleratedFailures = 5;

/** A kill comes at most so long after what it waits for, or so many batches later. */
const [mostMilliseconds, mostBatches] = [2000, 12];

export async function soak(options: SoakOptions): Promise<SoakReport> {
  if (process.platform === 'win32')
    throw new Error('Windows does not tell which process has which children.');
  const root = realpathSync(options.keep ?? mkdtempSync(path.join(tmpdir(), 'asset-lens-soak-')));
  try {
    return await new Soak(root, options).run();
  } finally {
    if (options.keep === null) rmSync(root, { recursive: true, force: true });
  }
}

class Soak {
  readonly #root: string;
  readonly #folder: string;
  readonly #store: string;
  readonly #options: SoakOptions;
  readonly #mischief: Mischief;
  readonly #random: () => number;
  readonly #complaints = new Set<string>();
  #kills = 0;
  #visionKills = 0;
  #runs = 0;
  #finishedRuns = 0;
  #failedRuns = 0;
  #orphanMilliseconds: number | null = null;
  #lostVectors = 0;

  constructor(root: string, options: SoakOptions) {
    this.#root = root;
    this.#folder = path.join(root, 'pictures');
    this.#store = path.join(root, 'store');
    this.#options = options;
    this.#mischief = new Mischief(this.#folder, options.seed);
    // Of its own, so that what is done to the folder does not depend on when somebody was killed.
    this.#random = seeded(options.seed + 1);
    mkdirSync(this.#folder, { recursive: true });
  }

  async run(): Promise<SoakReport> {
    const { files, kills, victim, seed, model, tell } = this.#options;
    const started = performance.now();
    tell(`seed ${seed}: making ${files} files in ${this.#folder}`);
    await this.#mischief.begin(files);
    const restless = this.#disturb();
    tell(`indexing, and killing the ${victim} ${kills} times`);
    try {
      while (this.#kills < kills) await this.#restlessRun();
    } finally {
      await restless.end();
    }
    tell('quiet');
    const quiet = await this.#index(this.#store);
    const again = await this.#index(this.#store);
    const freshStore = path.join(this.#root, 'fresh');
    const fresh = await this.#index(freshStore);
    return {
      options: { files, kills, victim, seed, model },
      seconds: (performance.now() - started) / 1000,
      kills: this.#kills,
      visionKills: this.#visionKills,
      runs: this.#runs,
      finishedRuns: this.#finishedRuns,
      deeds: this.#mischief.done,
      orphanMilliseconds: this.#orphanMilliseconds,
      lostVectors: this.#lostVectors,
      complaints: [...this.#complaints],
      quiet,
      encodedAgain: again.encoded,
      fresh,
      comparison: compareStores(this.#folder, this.#store, freshStore),
    };
  }

  /** Disturbs the folder until it is asked to end: in a large one more often, and never so often that indexing has no end. */
  #disturb(): { end(): Promise<void> } {
    const pauseMilliseconds = Math.min(50, 400_000 / this.#options.files);
    let isOver = false;
    const work = (async () => {
      while (!isOver) {
        await this.#mischief.next();
        await pause(pauseMilliseconds);
      }
    })();
    // Whoever ends it hears of a failure.
    work.catch(() => undefined);
    return {
      end: () => {
        isOver = true;
        return work;
      },
    };
  }

  async #restlessRun(): Promise<void> {
    this.#runs++;
    const running = start(this.#words(this.#store), { root: this.#root });
    let isOver = false;
    const outcome = running.outcome.finally(() => (isOver = true));
    const wasKilled = await (this.#options.victim === 'encoder'
      ? this.#killEncoders(running, () => isOver)
      : this.#killProcess(running, () => isOver));
    const { status, stderr } = await outcome;
    if (wasKilled) return;
    if (status === 0) this.#finishedRuns++;
    else if (++this.#failedRuns > toleratedFailures) throw new Error(`Runs fail again and again: ${stderr}`);
    if (status !== 0 || stderr !== '') this.#complaints.add(`exit status ${status}: ${stderr.trim()}`);
  }

  async #killProcess(running: RunningCommand, isOver: () => boolean): Promise<boolean> {
    await this.#someMoment(running, isOver);
    if (isOver()) return false;
    const vectors = this.#vectors();
    const children = childrenOf(running.process.pid!);
    running.process.kill('SIGKILL');
    await running.outcome;
    this.#count();
    for (const child of children) {
      const milliseconds = await millisecondsUntilGone(child, orphanPatience);
      if (milliseconds === null) process.kill(child, 'SIGKILL');
      this.#orphanMilliseconds = Math.max(this.#orphanMilliseconds ?? 0, milliseconds ?? Infinity);
    }
    this.#lostVectors += Math.max(0, vectors - this.#vectors());
    return true;
  }

  /** One encoder after another, as long as the run lasts. The run itself must come to its end all the same. */
  async #killEncoders(running: RunningCommand, isOver: () => boolean): Promise<false> {
    let deaths = 0;
    while (!isOver() && this.#kills < this.#options.kills) {
      const before = this.#stateOfStore();
      await this.#someMoment(running, isOver);
      if (this.#stateOfStore() !== before) deaths = 0;
      const wanted = this.#kills % textEvery === textEvery - 1 ? 'text' : 'vision';
      const encoder = childrenOf(running.process.pid!).find(pid => lastArgumentOf(pid) === wanted);
      if (isOver() || encoder === undefined || deaths >= deathsWithoutProgress) continue;
      const vectors = this.#vectors();
      process.kill(encoder, 'SIGKILL');
      await millisecondsUntilGone(encoder, orphanPatience);
      this.#count();
      if (wanted === 'vision') this.#visionKills++;
      deaths++;
      this.#lostVectors += Math.max(0, vectors - this.#vectors());
    }
    return false;
  }

  /**
   * Waits for some moment: a while after the start or after the encoder was started, or, most often, a moment after one
   * of the next batches was written, so that a slow machine is not always met before its first.
   */
  async #someMoment(running: RunningCommand, isOver: () => boolean): Promise<void> {
    const [which, howLong] = [this.#random(), this.#random()];
    if (which < 0.15) return pauseUnless(isOver, howLong * mostMilliseconds);
    while (!isOver() && childrenOf(running.process.pid!).length === 0) await pause(20);
    if (which < 0.3) return pauseUnless(isOver, howLong * mostMilliseconds);
    for (
      let batches = Math.floor(((which - 0.3) / 0.7) * mostBatches);
      batches >= 0 && !isOver();
      batches--
    ) {
      const before = this.#stateOfStore();
      while (!isOver() && this.#stateOfStore() === before) await pause(5);
    }
    await pauseUnless(isOver, howLong * 100);
  }

  #count(): void {
    this.#kills++;
    const { kills, tell } = this.#options;
    if (this.#kills % Math.max(1, Math.round(kills / 10)) !== 0) return;
    tell(`${this.#kills} kills, ${this.#mischief.files} files, ${this.#vectors()} vectors`);
  }

  /** How many vectors the store holds; what is written meanwhile does not matter, since none may go. */
  #vectors(): number {
    try {
      const database = new DatabaseSync(path.join(this.#store, 'vectors.sqlite'), {
        readOnly: true,
        timeout: 5000,
      });
      try {
        return Number(database.prepare('select count(*) as n from vector').get()?.['n']);
      } finally {
        database.close();
      }
    } catch {
      // There is no store yet, or none with tables.
      return 0;
    }
  }

  /** Changes with every batch that is written. */
  #stateOfStore(): string {
    return ['vectors.sqlite', 'vectors.sqlite-wal']
      .map(name => statSync(path.join(this.#store, name), { throwIfNoEntry: false })?.mtimeMs ?? 0)
      .join();
  }

  #words(store: string): string[] {
    const model = this.#options.model === null ? [] : ['--model', this.#options.model];
    return ['index', this.#folder, '--json', '--store', store, ...model];
  }

  async #index(store: string): Promise<IndexReport> {
    const { status, stdout, stderr }: Outcome = await start(this.#words(store), { root: this.#root }).outcome;
    if (stderr !== '') this.#complaints.add(`exit status ${status}: ${stderr.trim()}`);
    if (status !== 0) throw new Error(`The quiet index failed: ${stderr}`);
    // What `index --json` prints is this report with fewer columns; docs/cli.schema.json says which.
    return JSON.parse(stdout) as IndexReport;
  }
}

async function pauseUnless(isOver: () => boolean, milliseconds: number): Promise<void> {
  const until = performance.now() + milliseconds;
  while (!isOver() && performance.now() < until) await pause(Math.min(20, milliseconds));
}

/** True when the folder and its index came through unharmed. */
export function isSound({
  lostVectors,
  orphanMilliseconds: outlived,
  complaints,
  encodedAgain,
  comparison,
}: SoakReport): boolean {
  return (
    lostVectors === 0 &&
    (outlived ?? 0) <= orphanMilliseconds &&
    complaints.length === 0 &&
    encodedAgain === 0 &&
    comparison.differences.length === 0
  );
}
