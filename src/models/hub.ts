/** What a hub says of a repository, and its files brought into the shared cache. */
import { stat } from 'node:fs/promises';
import * as v from 'valibot';
import { ask } from './download.ts';
import { fetchError, statusError } from './fetchError.ts';
import { type Digest, type DownloadWatch, digestsOf, fetchFile } from './fetchFile.ts';
import { type Hub, blobPath, placeInSnapshot, snapshotPath, writeRef } from './hubCache.ts';
import type { Network } from './network.ts';

export interface RepoFile {
  readonly path: string;
  readonly bytes: number;
  /** Names its blob: the SHA-256 of a large file, the SHA-1 that Git gives a small one. */
  readonly etag: string;
  readonly digest: Digest;
}

export interface Repo {
  readonly id: string;
  readonly commit: string;
  /** As its authors tag it, such as `mit`; null where they do not. */
  readonly licence: string | null;
  readonly files: readonly RepoFile[];
}

const hex = (digits: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${digits}}$`)));
const infoSchema = v.looseObject({
  sha: hex(40),
  cardData: v.optional(
    v.nullable(v.looseObject({ license: v.optional(v.unknown()), license_name: v.optional(v.unknown()) })),
  ),
});
const treeSchema = v.array(
  v.looseObject({
    type: v.string(),
    path: v.string(),
    oid: v.string(),
    size: v.number(),
    lfs: v.optional(v.nullable(v.looseObject({ oid: v.string(), size: v.number() }))),
  }),
);

/** Asks for the commit that a revision means, and for all files of it. Throws as `ask`. */
export async function readRepo(
  hub: Hub,
  network: Network,
  id: string,
  revision: string,
  signal?: AbortSignal,
): Promise<Repo> {
  const headers = authorization(hub);
  const at = `${hub.endpoint}/api/models/${id}`;
  const get = async (url: string) => {
    const answer = await ask({ url, headers }, network, signal);
    if (answer.status !== 200) throw statusError(answer.status, answer.url, answer.header);
    return answer;
  };
  const info = parsed(infoSchema, await get(`${at}/revision/${encodeURIComponent(revision)}`));
  const files: RepoFile[] = [];
  let next: string | null = `${at}/tree/${info.sha}?recursive=true&expand=false`;
  while (next !== null) {
    const answer: Awaited<ReturnType<typeof get>> = await get(next);
    for (const entry of parsed(treeSchema, answer)) if (entry.type === 'file') files.push(fileOf(entry, at));
    next = nextPage(answer.header('link'), answer.url);
  }
  const { license, license_name: name } = info.cardData ?? {};
  const licence = typeof name === 'string' ? name : typeof license === 'string' ? license : null;
  return { id, commit: info.sha, licence, files };
}

function fileOf({ path, oid, size, lfs }: v.InferOutput<typeof treeSchema>[number], where: string): RepoFile {
  const isSafe =
    path !== '' &&
    !path.split('/').some(part => part === '' || part === '.' || part === '..') &&
    !path.includes('\\');
  const etag = lfs?.oid ?? oid;
  if (!isSafe || !(lfs ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{40}$/).test(etag))
    throw fetchError('refused', `The hub tells of a file that cannot be: ${JSON.stringify(path)}.`, where);
  return {
    path,
    bytes: lfs?.size ?? size,
    etag,
    digest: { kind: lfs ? 'sha256' : 'git', hex: etag },
  };
}

function parsed<Schema extends v.GenericSchema>(
  schema: Schema,
  { text, url }: { text: string; url: URL },
): v.InferOutput<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw fetchError('refused', `${url.host} is no hub: its answer is not JSON.`, url, error);
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const at = v.getDotPath(result.issues[0]) ?? 'the answer';
  throw fetchError('refused', `${url.host} is no hub that is known: ${at} is not as expected.`, url);
}

/** The `rel="next"` of a Link header (RFC 8288), on the same host only. */
function nextPage(link: string | undefined, here: URL): string | null {
  const found = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(link ?? '')?.[1];
  const url = found === undefined ? null : URL.parse(found, here.href);
  return url && url.host === here.host ? url.href : null;
}

function authorization({ token }: Hub): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

export interface CachedFile {
  readonly path: string;
  readonly place: string;
  readonly bytes: number;
  readonly sha256: string;
  /** False where another tool, or an earlier download, had brought it. */
  readonly fetched: boolean;
}

/** Brings one file into the cache, verified. `pin` is the SHA-256 that somebody knew before the hub was asked. */
export async function cacheFile(
  hub: Hub,
  network: Network,
  repo: Repo,
  file: RepoFile,
  pin: string | null,
  watch: DownloadWatch,
): Promise<CachedFile> {
  const url = `${hub.endpoint}/${repo.id}/resolve/${repo.commit}/${file.path.split('/').map(encodeURIComponent).join('/')}`;
  const differs = () =>
    fetchError(
      'changed',
      `${repo.id} has another ${file.path} than the one that was looked at for Asset Lens. Nothing of it is used; choose the repository itself (${repo.id}) if you trust it.`,
      url,
    );
  if (pin !== null && file.digest.kind === 'sha256' && file.digest.hex !== pin) throw differs();
  const place = snapshotPath(hub, repo.id, repo.commit, file.path);
  const there = await intact(place, file);
  if (there) {
    if (pin !== null && there !== pin) throw differs();
    return { path: file.path, place, bytes: file.bytes, sha256: there, fetched: false };
  }
  const blob = blobPath(hub, repo.id, file.etag);
  const { sha256, fetched } = await fetchFile(
    { url, headers: authorization(hub), bytes: file.bytes, digest: file.digest },
    blob,
    network,
    watch,
  );
  if (pin !== null && sha256 !== pin) throw differs();
  await placeInSnapshot(hub, repo.id, repo.commit, file.path, file.etag);
  return { path: file.path, place, bytes: file.bytes, sha256, fetched };
}

/** The SHA-256 of a file of the cache where it is the right one. */
async function intact(place: string, file: RepoFile): Promise<string | undefined> {
  const stats = await stat(place).catch(() => undefined);
  if (stats?.size !== file.bytes) return undefined;
  const digests = await digestsOf(place, file.bytes);
  return digests[file.digest.kind] === file.digest.hex ? digests.sha256 : undefined;
}

/** Notes the revision's commit, once its files are there. */
export async function noteRevision(hub: Hub, repo: Repo, revision: string): Promise<void> {
  await writeRef(hub, repo.id, revision, repo.commit);
}
