/** Servers on loopback for the tests of the download: a hub that misbehaves on order, and a proxy. */
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Owner {
  after(cleanup: () => unknown): void;
}

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

export interface Loopback {
  readonly origin: string;
  /** Method, path and what matters of the headers, of every request. */
  readonly seen: readonly {
    readonly method: string;
    readonly path: string;
    readonly headers: http.IncomingHttpHeaders;
  }[];
}

const certificates = path.join(import.meta.dirname, '..', 'fixtures', 'certificates');
export const authority = readFileSync(path.join(certificates, 'authority.pem'), 'utf8');

export async function serve(t: Owner, handler: Handler, { secure = false } = {}): Promise<Loopback> {
  const seen: { method: string; path: string; headers: http.IncomingHttpHeaders }[] = [];
  const listener: Handler = (request, response) => {
    seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    handler(request, response);
  };
  const server = secure
    ? https.createServer(
        {
          key: readFileSync(path.join(certificates, 'server-key.pem')),
          cert: readFileSync(path.join(certificates, 'server.pem')),
        },
        listener,
      )
    : http.createServer(listener);
  const port = await listen(t, server);
  return { origin: `${secure ? 'https' : 'http'}://localhost:${port}`, seen };
}

export interface LoopbackProxy extends Loopback {
  /** `host:port` of every tunnel. */
  readonly tunnels: readonly string[];
}

/** A proxy for http and https; with a login it refuses whoever does not give it. */
export async function serveProxy(t: Owner, login?: string): Promise<LoopbackProxy> {
  const tunnels: string[] = [];
  const seen: { method: string; path: string; headers: http.IncomingHttpHeaders }[] = [];
  const expected = login && `Basic ${Buffer.from(login).toString('base64')}`;
  const server = http.createServer((request, response) => {
    seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    const onwards = http.request(
      request.url ?? '',
      { method: request.method, headers: request.headers },
      answer => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    onwards.on('error', () => response.destroy());
    request.pipe(onwards);
  });
  server.on('connect', (request, client) => {
    if (expected && request.headers['proxy-authorization'] !== expected) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    tunnels.push(request.url ?? '');
    const [host, port] = (request.url ?? '').split(':');
    const onwards = net.connect(Number(port), host!, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      onwards.pipe(client);
      client.pipe(onwards);
    });
    onwards.on('error', () => client.destroy());
    client.on('error', () => onwards.destroy());
  });
  const port = await listen(t, server);
  return { origin: `http://localhost:${port}`, seen, tunnels };
}

async function listen(t: Owner, server: http.Server | https.Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  // It listens at a port, not at a pipe.
  return (server.address() as AddressInfo).port;
}

/** Answers as a good server: ranges, and the length. `etag` and more headers come along. */
export function sendBytes(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  bytes: Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? -1);
  if (from >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
  } else if (from >= 0) {
    response.writeHead(206, {
      ...headers,
      'content-length': bytes.length - from,
      'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
    });
    response.end(request.method === 'HEAD' ? undefined : bytes.subarray(from));
  } else {
    response.writeHead(200, { ...headers, 'content-length': bytes.length });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  }
}
