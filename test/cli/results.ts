/** What `--json` prints, checked against the schema in docs/cli.schema.json. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { DuplicatePair } from '../../src/protocol/duplicate.ts';
import type { PreparedReport } from '../../src/protocol/encoder.ts';
import type { ModelOffer } from '../../src/protocol/model.ts';
import { repository } from './assetLens.ts';

export interface Problem {
  readonly path: string;
  readonly kind: string;
  readonly detail: string;
}

/** A pair by paths instead of ids. */
export type PathPair = Omit<DuplicatePair, 'a' | 'b' | 'map'> & { readonly a: string; readonly b: string };

export interface Hit {
  readonly path: string;
  readonly score: number;
  readonly band: 'strong' | 'fair' | 'weak';
}

export interface FoundReference {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly form: string;
  readonly certainty: string;
  readonly pattern?: string;
}

/** One type for each definition in the schema. */
export interface Results {
  readonly index: {
    readonly assets: number;
    readonly encoded: number;
    readonly reused: number;
    readonly removed: number;
    readonly problems: readonly Problem[];
    readonly imagesPerSecond: number;
    readonly provider: string;
    readonly model: string;
  };
  readonly search: readonly Hit[];
  readonly searchQueries: readonly { readonly query: string; readonly results: readonly Hit[] }[];
  readonly tag: readonly {
    readonly path: string;
    readonly tags: readonly {
      readonly label: string | null;
      readonly probability: number;
      readonly score: number;
      readonly group: string | null;
      readonly state: string;
    }[];
  }[];
  readonly tagWrite: { readonly file: string; readonly suggestions: number };
  readonly tagCheck: {
    readonly group: string | null;
    readonly images: number;
    readonly without: readonly string[];
  };
  readonly labels: readonly {
    readonly kind: string;
    readonly label: string;
    readonly other: string | null;
    readonly value: number;
  }[];
  readonly decide: {
    readonly changed: number;
    readonly file: string;
    readonly images: readonly {
      readonly path: string;
      readonly tags: readonly { readonly group: string; readonly label: string; readonly state: string }[];
    }[];
  };
  readonly prepare: PreparedReport;
  readonly prepareRemove: { readonly removed: boolean };
  readonly eval: {
    readonly images: number;
    readonly average: { readonly labels: number; readonly f1: number | null };
    readonly labels: readonly {
      readonly label: string;
      readonly group: string | null;
      readonly hits: number;
      readonly wrong: number;
      readonly missed: number;
      readonly others: number;
    }[];
    readonly confusions: readonly {
      readonly truth: string | null;
      readonly suggested: string | null;
      readonly count: number;
      readonly paths: readonly string[];
    }[];
    readonly unused: {
      readonly labels: readonly { readonly name: string; readonly images: number }[];
      readonly images: readonly string[];
      readonly imageCount: number;
      readonly disputed: number;
    };
  };
  readonly export: {
    readonly format: string;
    readonly out: string | null;
    readonly images: number;
    readonly tags: number;
    readonly written: number;
    readonly unchanged: number;
    readonly problems: readonly { readonly path: string; readonly detail: string }[];
    readonly disputed: number;
  };
  readonly exportedTags: readonly {
    readonly path: string;
    readonly sha256: string;
    readonly tags: readonly {
      readonly label: string;
      readonly group: string | null;
      readonly state: string;
      readonly probability: number | null;
    }[];
  }[];
  readonly import: {
    readonly changed: number;
    readonly images: number;
    readonly labels: readonly { readonly name: string; readonly images: number }[];
    readonly missing: readonly string[];
    readonly missingCount: number;
    readonly problems: readonly { readonly path: string; readonly detail: string }[];
  };
  readonly duplicates: readonly {
    readonly assets: readonly string[];
    readonly kind: string;
    readonly similarity: number;
    /** None of a set of variants. */
    readonly pairs?: readonly PathPair[];
  }[];
  readonly references: readonly FoundReference[];
  readonly allReferences: readonly (FoundReference & { readonly image: string })[];
  readonly unused: readonly { readonly path: string; readonly state: string; readonly evidence: string }[];
  readonly embed: {
    readonly model: string;
    readonly dimensions: number;
    readonly vectors: readonly { readonly input: string; readonly vector: readonly number[] }[];
  };
  readonly doctor: {
    readonly providers: readonly {
      readonly name: string;
      readonly verdict: 'ok' | 'refused' | 'untested';
      readonly reason: string | null;
      readonly remedy: string | null;
      readonly missingLibrary: string | null;
      readonly imagesPerSecond: number | null;
      readonly cosine: number | null;
    }[];
    readonly chosen: string;
    readonly reason: string;
    readonly versions: Readonly<Record<string, string | null>>;
    readonly precision: { readonly vision: string; readonly text: string };
    readonly isFasterReady: boolean;
    readonly gpuRuntime: string | null;
  };
  readonly gpu: { readonly installed: string } | { readonly removedBytes: number };
  readonly models: readonly ModelOffer[];
  readonly modelOffer: ModelOffer;
  readonly modelRemoved: { readonly id: string; readonly freed: number };
  readonly labelsFile: unknown;
}

export const schemaFile = path.join(repository, 'docs', 'cli.schema.json');
const schemaId = 'cli';
const ajv = new Ajv2020({ strict: true, allErrors: true });
ajv.addSchema(JSON.parse(readFileSync(schemaFile, 'utf8')), schemaId);

/** What the schema says against a value; undefined where it has nothing to say. */
export function schemaErrors(name: keyof Results, value: unknown): string | undefined {
  const validate = ajv.getSchema(`${schemaId}#/$defs/${name}`);
  if (!validate) throw new Error(`docs/cli.schema.json has no definition ${name}.`);
  return validate(value) ? undefined : ajv.errorsText(validate.errors);
}

/** The one JSON value on standard output. Throws where there is more, or less, or another one. */
export function parsed<Name extends keyof Results>(name: Name, stdout: string): Results[Name] {
  if (!/^[^\n]+\n$/.test(stdout))
    throw new Error(`Standard output is not one line: ${JSON.stringify(stdout)}`);
  const value: unknown = JSON.parse(stdout);
  const errors = schemaErrors(name, value);
  if (errors !== undefined) throw new Error(`Not as the schema says (${errors}): ${stdout}`);
  // The schema has just said so.
  return value as Results[Name];
}
