/** The models of this machine and of the catalogue, as a face offers them. Runs where the face runs: no engine is needed. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type CatalogueModel, catalogue, catalogueModel } from '../models/catalogue.ts';
import { getModel } from '../models/getModel.ts';
import { hubOf } from '../models/hubCache.ts';
import { importModel } from '../models/importModel.ts';
import { type Variant, variants } from '../models/layout.ts';
import { readModelCard } from '../models/modelCard.ts';
import { type ShelfModel, removeModel, shelvedModels } from '../models/modelShelf.ts';
import { type Environment, editorNetwork, networkOf } from '../models/network.ts';
import { starterModel } from '../models/resolveModel.ts';
import { LensError } from '../protocol/errors.ts';
import type { ModelOffer, ModelProgress } from '../protocol/model.ts';

export interface ModelsPorts {
  readonly store: string;
  /** The folder of the models that come along. */
  readonly shipped: string;
  readonly env: Environment;
  readonly offline: boolean;
  /** Goes before that of the environment. Secret. */
  readonly token: string | null;
  /** True in the main thread of VS Code's extension host, which routes requests itself. */
  readonly isEditor: boolean;
}

export interface GetRequest {
  /** An id of the catalogue, `org/name` or `org/name@revision`. */
  readonly model: string;
  /** As in a file's name, without the underscore: `fp16`, `quantized` …; null for what the catalogue or float32 says. */
  readonly variant: string | null;
  /** The licence that a person agreed to, by its name. */
  readonly accepted: string | null;
  readonly signal: AbortSignal;
  readonly progress: (progress: ModelProgress) => void;
  /** A try failed, and another one follows: one sentence. */
  readonly retried: (sentence: string) => void;
}

export class Models {
  readonly #ports: ModelsPorts;

  constructor(ports: ModelsPorts) {
    this.#ports = ports;
  }

  /** The starter, what is here, then what can be fetched. */
  async list(): Promise<ModelOffer[]> {
    const here = await shelvedModels(this.#ports.store);
    const shelved = new Set(here.map(({ id }) => id));
    const rest = catalogue.filter(({ id }) => !shelved.has(id));
    return [await starterOffer(this.#ports.shipped), ...here.map(shelfOffer), ...rest.map(catalogueOffer)];
  }

  /** Throws `licence-unaccepted` before anything is fetched, else as `getModel`. */
  async get({ model, variant, accepted, signal, progress, retried }: GetRequest): Promise<ModelOffer> {
    const { env, offline, token, isEditor, store } = this.#ports;
    const got = await getModel(model, variantOf(variant), {
      store,
      hub: await hubOf(env, token),
      network: isEditor ? editorNetwork(env, offline) : networkOf(env, { offline }),
      accepted,
      signal,
      progress,
      retried: error => retried(error.message),
    });
    return shelfOffer(got);
  }

  /** Throws as `importModel`. */
  async import(folder: string, id: string | null, signal: AbortSignal): Promise<ModelOffer> {
    const { store } = this.#ports;
    return shelfOffer(await importModel(folder, { store, signal, ...(id === null ? {} : { id }) }));
  }

  /** Returns the bytes that it freed. Throws `not-found`. */
  async remove(id: string): Promise<number> {
    const { env, token, store } = this.#ports;
    if (id === starterModel)
      throw new LensError('invalid-argument', 'The starter comes with Asset Lens and stays.', { model: id });
    return removeModel(id, store, await hubOf(env, token));
  }
}

function variantOf(text: string | null): Variant | null {
  if (text === null) return null;
  const found = variants.find(variant => variant === (text === 'fp32' ? '' : `_${text}`));
  if (found !== undefined) return found;
  const names = variants.map(variant => variant.slice(1) || 'fp32').join(', ');
  throw new LensError('invalid-argument', `"${text}" is no form of a model; there are ${names}.`);
}

/** Its own card has the numbers: they are measured on other pictures than those of the papers. */
async function starterOffer(shipped: string): Promise<ModelOffer> {
  const folder = path.join(shipped, starterModel);
  const card = await readModelCard(folder).catch(() => null);
  return {
    id: starterModel,
    title: 'Starter',
    state: 'shipped',
    bytes: card && (await bytesBelow(folder)),
    licence: 'MIT',
    use: 'any',
    gate: null,
    terms: null,
    languages: 'en',
    pixels: 224,
    dimensions: 256,
    speed: 'fast',
    imageNet: null,
    coco: null,
    temperature: card?.temperature ?? null,
    unconfirmed: [],
    folder,
  };
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile());
  const sizes = await Promise.all(
    files.map(async file => (await stat(path.join(file.parentPath, file.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function shelfOffer({ id, licence, bytes, folder }: ShelfModel): ModelOffer {
  const known = catalogueModel(id);
  if (known) return { ...catalogueOffer(known), state: 'here', bytes, folder };
  return {
    id,
    title: id,
    state: 'here',
    bytes,
    licence,
    use: null,
    gate: null,
    terms: null,
    languages: null,
    pixels: null,
    dimensions: null,
    speed: null,
    imageNet: null,
    coco: null,
    temperature: null,
    unconfirmed: [],
    folder,
  };
}

function catalogueOffer(model: CatalogueModel): ModelOffer {
  const { id, title, bytes, licence, languages, pixels, dimensions, speed, quality, card, unconfirmed } =
    model;
  return {
    id,
    title,
    state: 'available',
    bytes,
    licence: licence.name,
    use: licence.use,
    gate: licence.use === 'research' ? 'asked' : 'none-seen',
    terms: licence.terms,
    languages,
    pixels,
    dimensions,
    speed,
    imageNet: quality.imageNet,
    coco: quality.cocoTextToImage,
    temperature: card.logitScale === undefined ? null : Number(Math.exp(card.logitScale).toFixed(2)),
    unconfirmed,
    folder: null,
  };
}
