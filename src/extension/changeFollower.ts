/**
 * Gathers what was heard of changed files until it has been quiet for a while, and then asks for one run: at the places
 * that changed, or everywhere where events cannot be trusted to be all there are.
 */

/** What a run has to look at: everything, or places by the workspace folder that they lie in, relative to it with `/`. */
export type Due = 'everything' | ReadonlyMap<string, ReadonlySet<string>>;

export interface FollowerPorts {
  /** True where there is an index to keep up to date. */
  follows(): boolean;
  /** True while a run is under way: what is due waits for its end. */
  isBusy(): boolean;
  /** Brings the index up to date; whoever fails is asked for everything the next time. */
  run(due: Due): Promise<void>;
}

/** A checkout changes many files at once: wait until it has been quiet for so long. */
const quietMilliseconds = 2000;

/** Where it is never quiet, as beside a build that writes pictures, a run comes after so long all the same. */
const patienceMilliseconds = 30_000;

/** VS Code drops events past its buffer: a burst of more than so many is taken as having lost some. */
const trustedEvents = 1000;

/** Whoever was away for so long may have changed branches elsewhere, or let the machine sleep. */
const awayMilliseconds = 60_000;

export class ChangeFollower {
  readonly #ports: FollowerPorts;
  #places = new Map<string, Set<string>>();
  #everything = false;
  /** Events of this burst, those that mean nothing included. */
  #events = 0;
  #lastEvent = 0;
  /** When the oldest change that waits was heard. */
  #waitsSince: number | undefined;
  #leftAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(ports: FollowerPorts) {
    this.#ports = ports;
  }

  /** Every event is counted here first, also one of a file that means nothing. False once there are too many to weigh. */
  heard(): boolean {
    const now = Date.now();
    if (now - this.#lastEvent > quietMilliseconds) this.#events = 0;
    this.#lastEvent = now;
    if (++this.#events <= trustedEvents) return true;
    this.everything();
    return false;
  }

  /** Something changed at a place in a workspace folder. */
  place(folder: string, relative: string): void {
    if (this.#everything) return this.#later();
    const places = this.#places.get(folder) ?? new Set();
    this.#places.set(folder, places.add(relative));
    this.#later();
  }

  /** Events cannot tell what changed. */
  everything(): void {
    this.#everything = true;
    this.#places.clear();
    this.#later();
  }

  /** The window was left, or someone came back to it. */
  windowState(isFocused: boolean): void {
    const leftAt = this.#leftAt;
    this.#leftAt = isFocused ? undefined : (leftAt ?? Date.now());
    if (isFocused && leftAt !== undefined && Date.now() - leftAt >= awayMilliseconds) this.everything();
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
  }

  #later(): void {
    if (this.#isDisposed || !this.#ports.follows()) return this.#forget();
    const now = Date.now();
    this.#waitsSince ??= now;
    clearTimeout(this.#timer);
    const patience = Math.max(0, this.#waitsSince + patienceMilliseconds - now);
    this.#timer = setTimeout(() => void this.#run(), Math.min(quietMilliseconds, patience));
  }

  async #run(): Promise<void> {
    if (!this.#ports.follows()) return this.#forget();
    if (this.#ports.isBusy()) {
      // The patience is for those who wait, not for the run that they wait for.
      this.#waitsSince = undefined;
      return this.#later();
    }
    const due = this.#everything ? 'everything' : this.#places;
    this.#forget();
    try {
      await this.#ports.run(due);
    } catch {
      // The run told why. What it did not come to is not lost: the next change asks for everything.
      this.#everything = true;
    }
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#places = new Map();
    this.#everything = false;
    this.#events = 0;
    this.#waitsSince = undefined;
  }
}
