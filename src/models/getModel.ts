/** Brings a model from a hub onto the shelf: which files it needs, each verified, each in the shared cache. */
import path from 'node:path';
import { LensError } from '../protocol/errors.ts';
import type { ModelProgress } from '../protocol/model.ts';
import { catalogue, type CatalogueFile, type CatalogueModel, catalogueModel, inForm, researchLicence } from './catalogue.ts'; // prettier-ignore
import { checkCard } from './checkCard.ts';
import { externalDataOf } from './externalData.ts';
import { fetchError } from './fetchError.ts';
import type { DownloadWatch } from './fetchFile.ts';
import { GetMeter } from './getMeter.ts';
import { type CachedFile, type Repo, type RepoFile, cacheFile, noteRevision, readRepo } from './hub.ts';
import { checkedRepoId } from './repoId.ts';
import { type Hub, linkFile } from './hubCache.ts';
import { type Variant, lacks, layoutOf, layoutsExpected, noModel, pathsOf } from './layout.ts';
import { type Shelving, type ShelfModel, shelve } from './modelShelf.ts';
import type { Network } from './network.ts';

export interface GetPorts {
  readonly store: string;
  readonly hub: Hub;
  readonly network: Network;
  /** The licence that a person agreed to, by its name; null or left out for none. */
  readonly accepted?: string | null;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((progress: ModelProgress) => void) | undefined;
  readonly retried?: DownloadWatch['retried'];
}

/**
 * Fetches a model of the catalogue, or of any repository of the hub (`org/name`, `org/name@revision`), verified file by file.
 * Throws `invalid-argument`, `licence-unaccepted` before anything of a model for research only is fetched,
 * `model-invalid` for a repository that is no model, and as `fetchFile`.
 */
export async function getModel(what: string, variant: Variant | null, ports: GetPorts): Promise<ShelfModel> {
  const known = variant === null ? catalogueModel(what) : catalogue.find(model => model.id === what);
  if (known) {
    checkLicence(what, known.title, known.licence, ports);
    return getKnown(variant === null ? known : inForm(known, variant), ports);
  }
  const [id = '', revision = 'main'] = what.split('@');
  checkedRepoId(id);
  checkLicence(id, id, researchLicence(id, null), ports);
  return getRepo(id, revision, variant, ports);
}

function checkLicence(
  model: string,
  title: string,
  licence: CatalogueModel['licence'] | undefined,
  { accepted = null }: GetPorts,
): void {
  if (licence?.use !== 'research' || accepted === licence.name) return;
  throw new LensError(
    'licence-unaccepted',
    `${title} is for research only (${licence.name}, ${licence.terms}). It is fetched once you agree to that licence.`,
    { model, licence: licence.name, terms: licence.terms },
  );
}

async function getKnown(model: CatalogueModel, ports: GetPorts): Promise<ShelfModel> {
  const repos = new Map<string, Repo>();
  for (const repo of new Set(model.files.map(file => file.repo)))
    repos.set(repo, await readRepo(ports.hub, ports.network, repo, 'main', ports.signal));
  const wanted = model.files.flatMap((file): Wanted[] => {
    const repo = repos.get(file.repo)!;
    const found = repo.files.find(({ path }) => path === file.path);
    if (found) return [{ repo, file: found, as: file.as ?? file.path, pin: file.sha256 ?? null }];
    if (file.optional) return [];
    throw missing(file);
  });
  return fetchAll({ id: model.id, licence: model.licence.name, card: model.card }, wanted, ports);
}

function missing({ repo, path: file }: Pick<CatalogueFile, 'repo' | 'path'>): LensError {
  return fetchError('not-found', `${repo} has no ${file}.`, `https://huggingface.co/${repo}`);
}

async function getRepo(
  id: string,
  revision: string,
  variant: Variant | null,
  ports: GetPorts,
): Promise<ShelfModel> {
  const repo = await readRepo(ports.hub, ports.network, id, revision, ports.signal);
  const asked = researchLicence(id, repo.licence);
  checkLicence(id, id, asked, ports);
  const layout = layoutOf(
    repo.files.map(file => file.path),
    variant,
  );
  if (!layout) throw noModel(id, variant ? `in the numbers "${variant}"` : '', layoutsExpected);
  const lacking = lacks(layout);
  if (lacking.length > 0) throw noModel(id, '', lacking.join(' and '));
  const wanted = pathsOf(layout).map(file => ({
    repo,
    file: repo.files.find(({ path }) => path === file)!,
    as: file,
    pin: null,
  }));
  const shelved = await fetchAll({ id, licence: asked?.name ?? repo.licence, card: {} }, wanted, ports);
  await noteRevision(ports.hub, repo, revision);
  return shelved;
}

interface Wanted {
  readonly repo: Repo;
  readonly file: RepoFile;
  /** In the model's folder. */
  readonly as: string;
  readonly pin: string | null;
}

async function fetchAll(shelving: Shelving, wanted: readonly Wanted[], ports: GetPorts): Promise<ShelfModel> {
  const meter = new GetMeter(
    wanted.map(({ file }) => file),
    ports.progress,
  );
  const got: (Wanted & { readonly cached: CachedFile })[] = [];
  // The small ones first: what they say may end it.
  const [small, graphs] = [wanted.filter(one => !isGraph(one)), wanted.filter(isGraph)];
  const queue = [...small, ...graphs];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { repo, file, pin } = next;
    if (next === graphs[0]) await checkCard(shelving.id, shelving.card, [...got.map(({ as, cached }) => ({ path: as, place: cached.place })), ...graphs.map(({ as }) => ({ path: as, place: null }))]); // prettier-ignore
    const cached = await cacheFile(ports.hub, ports.network, repo, file, pin, {
      signal: ports.signal,
      arrived: bytes => meter.arrived(file, bytes),
      retried: ports.retried,
    });
    meter.finished(file);
    got.push({ ...next, cached });
    if (isGraph(next)) {
      const beside = await weightsOf(next, cached);
      meter.add(beside.map(({ file: added }) => added));
      queue.push(...beside);
    }
  }
  const files = got.map(({ repo, file, as, cached }) => ({
    path: as,
    bytes: cached.bytes,
    sha256: cached.sha256,
    from: { endpoint: ports.hub.endpoint, repo: repo.id, commit: repo.commit, path: file.path },
    ours: cached.fetched,
  }));
  return shelve(shelving, files, ports.store, async draft => {
    for (const { as, cached } of got) await linkFile(cached.place, path.join(draft, as), ports.hub.links);
  });
}

function isGraph({ as }: Wanted): boolean {
  return as.endsWith('.onnx');
}

/** The files that a graph names, which must lie beside it under the very same names. */
async function weightsOf({ repo, file, as }: Wanted, cached: CachedFile): Promise<Wanted[]> {
  const names = await externalDataOf(cached.place).catch((error: unknown) => {
    throw new LensError(
      'model-invalid',
      `${repo.id} has a ${file.path} that is no ONNX graph.`,
      { model: repo.id },
      error,
    );
  });
  return names.map(name => {
    const beside = path.posix.join(path.posix.dirname(file.path), name);
    const found = repo.files.find(({ path: other }) => other === beside);
    if (!found || path.posix.isAbsolute(name) || path.posix.normalize(name).startsWith('..'))
      throw noModel(repo.id, '', `${beside}, which ${file.path} keeps its weights in`);
    return { repo, file: found, as: path.posix.join(path.posix.dirname(as), name), pin: null };
  });
}
