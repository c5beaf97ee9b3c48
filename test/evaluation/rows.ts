/** The lines of the evaluation's table. */
import { independent, type Sample } from './interval.ts';
import type { Bench } from './places.ts';
import type { Model } from './model.ts';

export type Row = Share | Figure | NotMeasured;

/** A share of hits, or a mean of shares. */
export interface Share {
  readonly kind: 'share';
  readonly name: string;
  readonly sample: Sample;
  /** What lies behind it, for example query by query. */
  readonly note?: string;
}

/** A number that is no share: a size, a speed, a cosine. */
export interface Figure {
  readonly kind: 'figure';
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly digits: number;
  readonly note?: string;
}

export interface NotMeasured {
  readonly kind: 'not measured';
  readonly name: string;
  readonly why: string;
}

/** Measures one model; what it measures with was made before, so that two models see the same pictures. */
export type Measurement = (model: Model) => Promise<readonly Row[]>;

/** One subject of the evaluation. */
export type Part = (bench: Bench) => Promise<Measurement>;

export function share(name: string, hits: readonly (number | boolean)[], note?: string): Share {
  return { kind: 'share', name, sample: independent(hits), ...(note === undefined ? {} : { note }) };
}

/** A measurement that only says why there is none. */
export function notMeasured(name: string, why: string): Measurement {
  return () => Promise.resolve([{ kind: 'not measured', name, why }]);
}
