/**
 * The only file that opens the network: requests with redirects, proxy and certificates.
 * What is fetched, and from where, is said by others; `fetchFile.ts` makes whole files of it.
 */
// By the names that VS Code's extension host knows: it patches `http` and `https`, and not `node:http`.
import http from 'http';
import https from 'https';
import { type Socket, isIP } from 'net';
import tls from 'tls';
import { abortedError, LensError, throwIfAborted } from '../protocol/errors.ts';
import { connectionError, fetchError, isPassing, statusError, waitAfter } from './fetchError.ts';
import type { Network } from './network.ts';

export interface Question {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD';
  /** A redirect to another host gets no `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer whose body is still to come. */
export interface Reached {
  readonly status: number;
  /** By lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** To be read once; a connection that breaks is its error. */
  readonly body: AsyncIterable<Buffer>;
  /** Where redirects led. */
  readonly url: URL;
  close(): void;
}

export interface Answer extends Pick<Reached, 'status' | 'header' | 'url'> {
  /** Empty for HEAD. */
  readonly text: string;
}

const mostTextBytes = 32 << 20;

const mostRedirects = 10;

/**
 * Asks for a small text, or with HEAD for headers, in which a redirect to another host is answer enough.
 * Tries again what passes. Throws LensError `download-failed`, `offline` and `aborted`; any other status than 429 and
 * those from 500 on is an answer.
 */
export async function ask(question: Question, network: Network, signal?: AbortSignal): Promise<Answer> {
  for (let failures = 1; ; failures++) {
    throwIfAborted(signal);
    try {
      return await askOnce(question, network, signal);
    } catch (error) {
      if (signal?.aborted) throw abortedError();
      if (!isPassing(error) || failures >= network.tries) throw error;
      await delay(waitAfter(error, failures, network), signal);
    }
  }
}

async function askOnce(question: Question, network: Network, signal?: AbortSignal): Promise<Answer> {
  const { status, header, body, url, close } = await request(question, network, signal);
  try {
    if (status === 429 || status >= 500) throw statusError(status, url, header);
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of body) {
      parts.push(part);
      bytes += part.length;
      if (bytes > mostTextBytes)
        throw fetchError('size', `${url.host} sends too much as ${url.pathname}.`, url);
    }
    return { status, header, text: Buffer.concat(parts).toString(), url };
  } catch (error) {
    throw connectionError(error, url);
  } finally {
    close();
  }
}

/** One request with its redirects. Throws as `ask`, and tries once. */
export async function request(question: Question, network: Network, signal?: AbortSignal): Promise<Reached> {
  let url = new URL(question.url);
  if (network.offline) {
    throw new LensError(
      'offline',
      `${url.host} was not asked: the network is switched off (assetLens.offline, HF_HUB_OFFLINE). Import the files from a folder, or switch it on.`,
      { url: `${url.origin}${url.pathname}` },
    );
  }
  const method = question.method ?? 'GET';
  let headers: Record<string, string> = {
    'user-agent': 'asset-lens',
    'accept-encoding': 'identity',
    ...question.headers,
  };
  for (let redirects = 0; ; redirects++) {
    const response = await send(url, method, headers, network, signal);
    const { location } = response.headers;
    const isRedirect = [301, 302, 303, 307, 308].includes(response.statusCode ?? 0);
    const next = isRedirect && location !== undefined ? URL.parse(location, url.href) : undefined;
    // The hub's own headers tell what the file is; where its bytes lie is the concern of GET.
    if (next === undefined || (method === 'HEAD' && next?.host !== url.host)) return reached(response, url);
    response.destroy();
    const isLess = url.protocol === 'https:' && next?.protocol !== 'https:';
    if (!next || isLess || redirects >= mostRedirects) {
      throw fetchError(
        'redirects',
        `${url.host} leads ${url.pathname} on to ${next?.origin ?? location}, which is not followed${isLess ? ': it is no https' : ''}.`,
        url,
      );
    }
    // A signed address needs no token, and a stranger must not have it.
    if (next.host !== url.host) headers = withoutSecrets(headers);
    url = next;
  }
}

function reached(response: http.IncomingMessage, url: URL): Reached {
  return {
    status: response.statusCode ?? 0,
    header: name => {
      const value = response.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    body: response,
    url,
    close: () => void response.destroy(),
  };
}

function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(authorization|cookie)$/i.test(name)),
  );
}

async function send(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  network: Network,
  signal: AbortSignal | undefined,
): Promise<http.IncomingMessage> {
  const proxy = network.proxyFor?.(url) ?? null;
  const isSecure = url.protocol === 'https:';
  try {
    const trusted = isSecure ? trust(network) : {};
    const socket = proxy && isSecure ? await tunnel(url, proxy, network, signal) : null;
    return await new Promise((resolve, reject) => {
      const options: https.RequestOptions = {
        method,
        headers: { ...headers },
        ...trusted,
        ...(signal ? { signal } : {}),
        ...(socket
          ? { createConnection: () => tls.connect({ ...trusted, ...serverName(url), socket }) }
          : {}),
      };
      const sent =
        proxy && !isSecure
          ? http.request({ ...options, ...atProxy(proxy, url, headers) }, resolve)
          : (isSecure ? https : http).request(url, options, resolve);
      // It breaks off the body, too, where that has begun.
      sent.setTimeout(network.idleMilliseconds, () => sent.destroy(stalled(url.host, url, network)));
      sent.on('error', reject);
      sent.end();
    });
  } catch (error) {
    if (signal?.aborted) throw abortedError();
    throw connectionError(error, url);
  }
}

/** A connection to a host of https through a proxy (CONNECT: RFC 9110, §9.3.6). */
function tunnel(url: URL, proxy: URL, network: Network, signal: AbortSignal | undefined): Promise<Socket> {
  const authority = `${url.hostname}:${url.port || 443}`;
  return new Promise((resolve, reject) => {
    const isSecure = proxy.protocol === 'https:';
    const asked = (isSecure ? https : http).request({
      host: proxy.hostname,
      port: proxy.port || (isSecure ? 443 : 80),
      ...(isSecure ? trust(network) : {}),
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...proxyLogin(proxy) },
      agent: false,
      ...(signal ? { signal } : {}),
    });
    asked.on('connect', ({ statusCode = 0 }, socket) => {
      asked.setTimeout(0);
      if (statusCode === 200) return resolve(socket as Socket); // a Duplex by type; of a request over TCP or TLS it is one
      socket.destroy();
      const login = statusCode === 407 ? '; give name and password in the proxy’s address' : '';
      reject(
        fetchError(
          'proxy',
          `The proxy ${proxy.host} does not lead to ${url.host}: it answered ${statusCode}${login}.`,
          url,
        ),
      );
    });
    asked.setTimeout(network.idleMilliseconds, () =>
      asked.destroy(stalled(`The proxy ${proxy.host}`, url, network)),
    );
    asked.on('error', error =>
      reject(
        LensError.is(error)
          ? error
          : fetchError(
              'network',
              `The proxy ${proxy.host} could not be reached: ${error.message}.`,
              url,
              error,
            ),
      ),
    );
    asked.end();
  });
}

/** A request for a host of http is told to the proxy as a whole. */
function atProxy(proxy: URL, url: URL, headers: Readonly<Record<string, string>>): http.RequestOptions {
  return {
    host: proxy.hostname,
    port: proxy.port || 80,
    path: url.href,
    headers: { ...headers, host: url.host, ...proxyLogin(proxy) },
  };
}

function proxyLogin({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
}

function stalled(who: string, url: URL, { idleMilliseconds }: Network): LensError {
  return fetchError('stalled', `${who} sent nothing for ${idleMilliseconds / 1000} seconds.`, url);
}

/** TLS asks by name, and an address is none. */
function serverName({ hostname }: URL): { servername?: string } {
  return isIP(hostname.replace(/^\[|\]$/g, '')) ? {} : { servername: hostname };
}

/** Node's own authorities, those of the system, and those that were named; in the editor, whatever it says. */
function trust({ certificates }: Network): { ca?: string[] } {
  if (!certificates) return {};
  const ca = [...tls.getCACertificates('default'), ...tls.getCACertificates('system'), ...certificates];
  return { ca: [...new Set(ca)] };
}

/** Throws `aborted`. */
export function delay(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(abortedError());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
