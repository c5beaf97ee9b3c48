/**
 * Two windows and the command line decide about the images of one folder at once, and one of them is killed again and
 * again at a random moment. What was acknowledged must be in the file; what was only asked for may be or not.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readDecisions } from '../../src/catalog/decisionsFile.ts';
import { changedText, parseDecisions } from '../../src/tags/decisions.ts';
import { coloursModel, run, start } from '../cli/assetLens.ts';
import { manyPngs } from '../cli/drawing.ts';
import { seeded } from '../pure/seeded.ts';

export interface DecisionsSoakOptions {
  readonly kills: number;
  readonly seed: number;
  readonly tell: (line: string) => void;
}

export interface DecisionsSoakReport {
  readonly seed: number;
  readonly seconds: number;
  /** Of a window, and of the command. */
  readonly kills: { readonly window: number; readonly command: number };
  readonly acknowledged: { readonly window: number; readonly command: number };
  /** Kills that met a decision that was asked for and not acknowledged, and how many of these are in the file. */
  readonly underWay: number;
  readonly underWayKept: number;
  /** What is not as it was acknowledged, or a file that is not whole. */
  readonly losses: readonly string[];
}

/** A kill of so many is one of the command. */
const commandEvery = 5;

const imageCount = 30;

/** After its first decision a window lives at most so long. */
const mostMilliseconds = 150;

/** The state of one label of one image: a verdict, or null where nothing is said. */
type Verdict = string | null;

interface Told {
  readonly what: 'asks' | 'acknowledged';
  readonly path: string;
  readonly group: string;
  readonly verdict: Verdict;
}

/** What one writer was told, and what it asked for last. */
class Ledger {
  readonly acknowledged = new Map<string, Verdict>();
  asked: { readonly key: string; readonly verdict: Verdict } | null = null;
  count = 0;

  take({ what, path: image, group, verdict }: Told): void {
    const key = `${group}\t${image}`;
    if (what === 'asks') this.asked = { key, verdict };
    else {
      this.acknowledged.set(key, verdict);
      this.asked = null;
      this.count++;
    }
  }
}

export async function soakDecisions(options: DecisionsSoakOptions): Promise<DecisionsSoakReport> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'asset-lens-soak-')));
  try {
    return await new DecisionsSoak(root, options).run();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

class DecisionsSoak {
  readonly #folder: string;
  readonly #store: string;
  readonly #root: string;
  readonly #options: DecisionsSoakOptions;
  readonly #random: () => number;
  readonly #losses: string[] = [];
  readonly #commandLedger = new Ledger();
  #underWay = 0;
  #underWayKept = 0;

  constructor(root: string, options: DecisionsSoakOptions) {
    this.#root = root;
    this.#folder = path.join(root, 'pictures');
    this.#store = path.join(root, 'store');
    this.#options = options;
    this.#random = seeded(options.seed);
  }

  async run(): Promise<DecisionsSoakReport> {
    const begun = performance.now();
    mkdirSync(this.#folder);
    const pictures = await manyPngs(imageCount, 16, 16);
    pictures.forEach((picture, place) => writeFileSync(path.join(this.#folder, `${place}.png`), picture));
    const words = ['index', this.#folder, '--store', this.#store, '--model', coloursModel];
    const indexed = await run(words, { root: this.#root });
    if (indexed.status !== 0) throw new Error(indexed.stderr);
    const kills = { window: 0, command: 0 };
    const windows = ['first', 'second'].map(name => new Window(name, this.#folder, this.#store, this.#root));
    try {
      for (const window of windows) await window.open(this.#random());
      const commandTime = await this.#command(null);
      while (kills.window + kills.command < this.#options.kills) {
        if ((kills.window + kills.command) % commandEvery === commandEvery - 1) {
          await this.#command(this.#random() * 1.2 * commandTime);
          kills.command++;
          this.#check(this.#commandLedger);
          continue;
        }
        const window = windows[Math.floor(this.#random() * windows.length)]!;
        await pause(this.#random() * mostMilliseconds);
        await window.kill();
        kills.window++;
        this.#check(window.ledger);
        await window.open(this.#random());
        const told = kills.window + kills.command;
        if (told % 10 === 0) this.#options.tell(`${told} kills, ${this.#losses.length} losses`);
      }
    } finally {
      for (const window of windows) await window.kill();
    }
    for (const { ledger } of windows) this.#check(ledger);
    const acknowledged = {
      window: windows.reduce((sum, { ledger }) => sum + ledger.count, 0),
      command: this.#commandLedger.count,
    };
    const { seed } = this.#options;
    const seconds = (performance.now() - begun) / 1000;
    const [underWay, underWayKept] = [this.#underWay, this.#underWayKept];
    return { seed, seconds, kills, acknowledged, underWay, underWayKept, losses: this.#losses };
  }

  /** Runs the command for one decision, killed after some milliseconds or never; the milliseconds that it took. */
  async #command(killAfter: number | null): Promise<number> {
    const begun = performance.now();
    const image = `${Math.floor(this.#random() * imageCount)}.png`;
    const group = `command ${Math.floor(this.#random() * 20)}`;
    this.#commandLedger.take({ what: 'asks', path: image, group, verdict: 'by-hand' });
    const words = ['decide', this.#folder, image, '--add', `${group}/it`, '--json'];
    const given = ['--store', this.#store, '--model', coloursModel];
    const { process: child, outcome } = start([...words, ...given], { root: this.#root });
    const timer = killAfter === null ? null : setTimeout(() => child.kill('SIGKILL'), killAfter);
    const { status, stdout, stderr } = await outcome;
    if (timer) clearTimeout(timer);
    if (status !== null && status !== 0) this.#losses.push(`the command failed: ${stderr}`);
    // Its answer is one line of JSON: a part of it is none.
    if (stdout.endsWith('}\n'))
      this.#commandLedger.take({ what: 'acknowledged', path: image, group, verdict: 'by-hand' });
    return performance.now() - begun;
  }

  /** Compares what a writer that is dead was told with what the file says. */
  #check({ acknowledged, asked }: Ledger): void {
    const text = readDecisions(this.#folder);
    const parsed = parseDecisions(text);
    const isWhole = parsed.mistakes.length === 0 && changedText(parsed, { removed: [], added: [] }) === text;
    if (!isWhole) this.#losses.push('the file is not whole');
    const inFile = new Map(parsed.facts.map(fact => [`${fact.group}\t${fact.path}`, fact.verdict]));
    if (asked) {
      this.#underWay++;
      const isKept = (inFile.get(asked.key) ?? null) === asked.verdict;
      if (isKept) {
        this.#underWayKept++;
        acknowledged.set(asked.key, asked.verdict);
      }
    }
    for (const [key, verdict] of acknowledged) {
      const found = inFile.get(key) ?? null;
      if (found !== verdict) this.#losses.push(`${key}: ${verdict} was acknowledged, the file has ${found}`);
    }
  }
}

/** A process with a Lens that decides on and on. */
class Window {
  readonly ledger = new Ledger();
  readonly #words: readonly string[];
  readonly #root: string;
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(name: string, folder: string, store: string, root: string) {
    this.#words = [path.join(import.meta.dirname, 'decidingLens.ts'), folder, store, name];
    this.#root = root;
  }

  /** Starts it, and waits until its first decision is acknowledged. */
  async open(chance: number): Promise<void> {
    this.ledger.asked = null;
    const seed = String(Math.floor(chance * 2 ** 31));
    const child = spawn(process.execPath, [...this.#words, seed], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // Compiled once, so that a hundred processes start sooner.
      env: { ...process.env, NODE_COMPILE_CACHE: path.join(this.#root, 'compiled') },
    });
    this.#child = child;
    this.#ended = new Promise(resolve => child.on('close', resolve));
    const before = this.ledger.count;
    await new Promise<void>((resolve, reject) => {
      let rest = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop()!;
        for (const line of lines) this.ledger.take(JSON.parse(line) as Told);
        if (this.ledger.count > before) resolve();
      });
      child.on('close', () => reject(new Error('A window ended before its first decision.')));
    });
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }
}
