/** What `--json` prints, checked against the schema in docs/cli.schema.json. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { PreparedReport } from '../../src/protocol/encoder.ts';
import { repository } from './assetLens.ts';

export interface Problem {
  readonly path: string;
  readonly kind: string;
  readonly detail: string;
}

export interface Hit {
  readonly path: string;
  readonly score: number;
  readonly band: 'strong' | 'fair' | 'weak';
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
  readonly duplicates: readonly {
    readonly assets: readonly string[];
    readonly kind: string;
    readonly similarity: number;
  }[];
  readonly embed: {
    readonly model: string;
    readonly dimensions: number;
    readonly vectors: readonly { readonly input: string; readonly vector: readonly number[] }[];
  };
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
