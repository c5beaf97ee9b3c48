/** The commands and what each of them is told, once its words are read. */
import type { Decision, PairVerdict } from '../protocol/decision.ts';
import type { DuplicateKind } from '../protocol/duplicate.ts';
import type { ProviderName } from '../protocol/encoder.ts';
import type { ExchangeFormat, ImportFormat, SidecarNaming } from '../protocol/exchange.ts';
import type { TagFilter, TagState } from '../protocol/tag.ts';

export const commandNames = [
  'index',
  'search',
  'tag',
  'labels',
  'decide',
  'eval',
  'export',
  'import',
  'duplicates',
  'references',
  'unused',
  'embed',
  'prepare',
  'doctor',
  'gpu',
  'models',
] as const;
export type CommandName = (typeof commandNames)[number];

/** What every command may be told. */
export interface Common {
  readonly json: boolean;
  readonly model: string | undefined;
  readonly store: string | undefined;
  readonly pictures: boolean;
  readonly provider: ProviderName;
}

/** What every command of a folder may be told: glob patterns from its top. */
export interface Limits {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** What a command for machines may be told. */
export interface Sarif {
  readonly sarif: boolean;
}

export type Command =
  | { readonly name: 'help'; readonly about: CommandName | undefined }
  | { readonly name: 'version' }
  | ({ readonly name: 'index'; readonly folder: string } & Limits & Common)
  | ({
      readonly name: 'search';
      readonly folder: string;
      readonly text: string;
      readonly like: readonly string[];
      readonly unlike: readonly string[];
      readonly tags: readonly TagFilter[];
      readonly not: string;
      readonly queries: string | undefined;
      readonly limit: number;
      readonly plain: boolean;
    } & Limits &
      Common)
  | ({
      readonly name: 'tag';
      readonly folder: string;
      readonly labels: string | undefined;
      readonly write: boolean;
      /** The group that every image is to have a label of. */
      readonly check: string | undefined;
      /** The states that count for it; empty for those of labels that an image has. */
      readonly states: readonly TagState[];
    } & Limits &
      Common)
  | ({ readonly name: 'labels'; readonly folder: string; readonly labels: string | undefined } & Limits &
      Common)
  | ({
      readonly name: 'decide';
      readonly folder: string;
      readonly images: readonly string[];
      readonly decisions: readonly Decision[];
      /** What holds of each two of the images; undefined where nothing is said of pairs, null takes it back. */
      readonly pairs: PairVerdict | null | undefined;
      readonly undo: boolean;
    } & Limits &
      Common)
  | ({
      readonly name: 'eval';
      readonly folder: string;
      readonly labels: string | undefined;
      /** `decisions`, `folders`, or a file. */
      readonly truth: string;
      readonly minimum: Minimum;
      readonly each: boolean;
    } & Limits &
      Common)
  | ({
      readonly name: 'export';
      readonly folder: string;
      readonly format: ExchangeFormat;
      readonly labels: string | undefined;
      readonly states: readonly TagState[] | null;
      readonly out: string | undefined;
      readonly naming: SidecarNaming | null;
      readonly prefix: string;
    } & Limits &
      Common)
  | ({
      readonly name: 'import';
      readonly folder: string;
      readonly format: ImportFormat;
      /** Of a table; undefined for files beside images. */
      readonly file: string | undefined;
    } & Limits &
      Common)
  | ({
      readonly name: 'duplicates';
      readonly folder: string;
      readonly lookAlikes: boolean;
      readonly variants: boolean;
      readonly sarif: boolean;
      /** The weakest evidence at which the exit status is 3. */
      readonly failOn: FailingKind | undefined;
    } & Limits &
      Common)
  | ({ readonly name: 'references'; readonly folder: string; readonly image: string | undefined } & Sarif &
      Limits &
      Common)
  | ({ readonly name: 'unused'; readonly folder: string; readonly fail: boolean } & Sarif & Limits & Common)
  | ({
      readonly name: 'prepare';
      readonly folder: string;
      readonly again: boolean;
      readonly remove: boolean;
    } & Limits &
      Common)
  | ({ readonly name: 'embed'; readonly inputs: readonly EmbedInput[] } & Common)
  | ({ readonly name: 'doctor' } & Common)
  | ({
      readonly name: 'gpu';
      readonly action: GpuAction;
      readonly withNvidia: boolean;
      readonly offline: boolean;
    } & Common)
  | ({
      readonly name: 'models';
      readonly verb: ModelVerb;
      /** A model, or a folder to import; '' where nothing is to be said. */
      readonly what: string;
      readonly variant: string | null;
      readonly accepted: string | null;
      readonly as: string | null;
      readonly offline: boolean;
    } & Common);

export const modelVerbs = ['list', 'get', 'import', 'remove'] as const;
export type ModelVerb = (typeof modelVerbs)[number];

export type GpuAction = (typeof gpuActions)[number];
export const gpuActions = ['install', 'remove'] as const;

/** What an evaluation has to reach, in 0..1. */
export interface Minimum {
  readonly precision: number | undefined;
  readonly recall: number | undefined;
  readonly f1: number | undefined;
}

/** Kinds on which a gate may fail: proofs, not likenesses. */
export const failingKinds = ['same-bytes', 'same-pixels', 'transformed'] as const satisfies DuplicateKind[];
export type FailingKind = (typeof failingKinds)[number];

export interface EmbedInput {
  readonly kind: 'image' | 'text';
  readonly value: string;
}

/** Wrong usage: one sentence, and a hint where to look. */
export class UsageError extends Error {
  readonly hint: string;

  constructor(message: string, command?: CommandName) {
    super(message);
    this.name = 'UsageError';
    this.hint = command ? `See: asset-lens ${command} --help` : 'See: asset-lens --help';
  }
}
