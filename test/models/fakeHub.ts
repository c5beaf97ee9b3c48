/** A hub on loopback: repositories as files in memory, large ones behind a redirect to another host. */
import { createHash } from 'node:crypto';
import { type Loopback, type Owner, sendBytes, serve } from './loopback.ts';

export type RepoFiles = Readonly<Record<string, Buffer | string>>;

export interface FakeHub extends Loopback {
  readonly cdn: Loopback;
  readonly commit: string;
  /** Puts other contents under a name; the commit stays, as it does between two requests. */
  change(repo: string, path: string, bytes: Buffer<ArrayBuffer>): void;
}

export const commit = 'c0ffee'.padEnd(40, '0');

export const isLarge = (path: string) => /\.onnx(_data)?$|^[0-9a-f-]{36}$|tokenizer\.json$/.test(path);

export function etagOf(path: string, bytes: Buffer): string {
  if (isLarge(path)) return createHash('sha256').update(bytes).digest('hex');
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** `gated` repositories want the token `hf_good`; `licence` is what all are tagged with. */
export async function serveHub(
  t: Owner,
  repos: Readonly<Record<string, RepoFiles>>,
  {
    gated = [],
    slow = false,
    licence = 'mit',
    secure = false,
  }: {
    readonly gated?: readonly string[];
    readonly slow?: boolean;
    readonly licence?: string;
    readonly secure?: boolean;
  } = {},
): Promise<FakeHub> {
  const contents = new Map(
    Object.entries(repos).map(([id, files]) => [
      id,
      new Map(Object.entries(files).map(([path, bytes]) => [path, Buffer.from(bytes)])),
    ]),
  );
  const cdn = await serve(
    t,
    (request, response) => {
      const bytes = [...contents.values()]
        .flatMap(files => [...files])
        .find(([path, bytes]) => `/${etagOf(path, bytes)}` === request.url)?.[1];
      // It sends nothing for longer than any test waits.
      if (slow) return;
      if (bytes) sendBytes(request, response, bytes);
      else response.writeHead(404).end();
    },
    { secure },
  );
  const hub = await serve(
    t,
    (request, response) => {
      const url = new URL(request.url ?? '', 'http://hub');
      const [, id = '', rest = ''] =
        /^\/api\/models\/([^/]+\/[^/]+)\/(.*)$/.exec(url.pathname) ??
        /^\/([^/]+\/[^/]+)\/(resolve\/.*)$/.exec(url.pathname) ??
        [];
      const files = contents.get(id);
      if (!files) return void response.writeHead(401, { 'x-error-code': 'RepoNotFound' }).end();
      if (gated.includes(id) && request.headers.authorization !== 'Bearer hf_good')
        return void response
          .writeHead(request.headers.authorization ? 403 : 401, { 'x-error-code': 'GatedRepo' })
          .end();
      const json = (value: unknown, headers = {}) =>
        response
          .writeHead(200, { 'content-type': 'application/json', ...headers })
          .end(JSON.stringify(value));
      if (rest.startsWith('revision/')) {
        if (rest !== 'revision/main' && rest !== `revision/${commit}`)
          return void response.writeHead(404, { 'x-error-code': 'RevisionNotFound' }).end();
        return void json({ id, sha: commit, cardData: { license: licence } });
      }
      if (rest === `tree/${commit}`) {
        // Two files a page.
        const all = [...files];
        const from = Number(url.searchParams.get('cursor') ?? 0);
        const next = `<http${secure ? 's' : ''}://${request.headers.host}${url.pathname}?recursive=true&cursor=${from + 2}>; rel="next"`;
        const entries = all.slice(from, from + 2).map(([path, bytes]) => ({
          type: 'file',
          path,
          size: bytes.length,
          oid: isLarge(path) ? '0'.repeat(40) : etagOf(path, bytes),
          ...(isLarge(path)
            ? { lfs: { oid: etagOf(path, bytes), size: bytes.length, pointerSize: 130 } }
            : {}),
        }));
        return void json(
          [{ type: 'directory', path: 'onnx', size: 0, oid: '1'.repeat(40) }, ...entries],
          from + 2 < all.length ? { link: next } : {},
        );
      }
      const path = rest.slice(`resolve/${commit}/`.length);
      const bytes = files.get(path);
      if (!bytes) return void response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
      if (isLarge(path))
        return void response.writeHead(302, { location: `${cdn.origin}/${etagOf(path, bytes)}` }).end();
      sendBytes(request, response, bytes, { 'x-repo-commit': commit, etag: `"${etagOf(path, bytes)}"` });
    },
    { secure },
  );
  return { ...hub, cdn, commit, change: (repo, path, bytes) => void contents.get(repo)!.set(path, bytes) };
}
