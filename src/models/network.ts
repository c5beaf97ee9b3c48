/** How the network is reached, said in plain data: it is opened in `download.ts` only. */
import { LensError } from '../protocol/errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Network {
  /** True makes every request a LensError `offline`. */
  readonly offline: boolean;
  /**
   * Which proxy serves a URL; null for none. Left out in the editor, which routes the requests of its main thread
   * itself: its setting http.proxy, the system's proxy scripts and certificates hold there (docs/decisions/download.md).
   */
  readonly proxyFor?: (url: URL) => URL | null;
  /** PEM certificates that are trusted beside those of Node and of the system. Left out in the editor. */
  readonly certificates?: readonly string[];
  /** A transfer in which nothing arrives for so long is given up, and begun again where it stopped. */
  readonly idleMilliseconds: number;
  /** Waits between tries, doubled each time, for tests to shorten. */
  readonly retryMilliseconds: number;
  /** Tries without a single new byte before it is called a failure. */
  readonly tries: number;
}

/** A hub that does not answer in ten seconds is what Python's huggingface_hub calls stalled, too. */
const idleSeconds = 10;

/** The network as the environment describes it. Throws `invalid-argument` for a proxy that cannot be one. */
export function networkOf(
  env: Environment,
  more: { readonly offline?: boolean; readonly certificates?: readonly string[] } = {},
): Network {
  return {
    ...editorNetwork(env, more.offline ?? false),
    proxyFor: proxiesOf(env),
    certificates: more.certificates ?? [],
  };
}

/** The network for the main thread of VS Code's extension host, which brings proxy and certificates by itself. */
export function editorNetwork(env: Environment, offline: boolean): Network {
  const seconds = Number(env['HF_HUB_DOWNLOAD_TIMEOUT']);
  return {
    offline: offline || isSet(env['HF_HUB_OFFLINE']) || isSet(env['TRANSFORMERS_OFFLINE']),
    idleMilliseconds: 1000 * (seconds > 0 ? seconds : idleSeconds),
    retryMilliseconds: 1000,
    tries: 5,
  };
}

/** Yes, as Python's huggingface_hub reads it: 1, on, yes or true. */
export function isSet(value: string | undefined): boolean {
  return /^(1|on|yes|true)$/i.test(value?.trim() ?? '');
}

/** Which proxy serves a URL by HTTPS_PROXY, http_proxy, ALL_PROXY and NO_PROXY, upper or lower case, as curl reads them. */
export function proxiesOf(env: Environment): (url: URL) => URL | null {
  const either = (name: string) => env[name.toLowerCase()] || env[name.toUpperCase()] || undefined;
  const secure = proxyUrl('HTTPS_PROXY', either('https_proxy') ?? either('all_proxy'));
  // In upper case it may come from a header of a CGI request (httpoxy): curl reads the lower case only.
  const plain = proxyUrl('http_proxy', env['http_proxy'] || either('all_proxy'));
  const passed = (either('no_proxy') ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(entry => entry.toLowerCase());
  return url =>
    passed.some(entry => covers(entry, url)) ? null : url.protocol === 'https:' ? secure : plain;
}

function proxyUrl(name: string, text: string | undefined): URL | null {
  if (text === undefined || text.trim() === '') return null;
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new LensError(
    'invalid-argument',
    `The proxy of ${name}, ${url ? `${url.protocol}//${url.host}` : 'which is no address'}, cannot be used: it must begin with http:// or https://.`,
    { name },
  );
}

/** One entry of NO_PROXY: `*`, a host and all below it, `.host`, an address, each with or without a port. */
function covers(entry: string, url: URL): boolean {
  if (entry === '*') return true;
  const [, host = entry, port] = /^([^:]+|\[.*\]):(\d+)$/.exec(entry) ?? [];
  if (port !== undefined && port !== (url.port || (url.protocol === 'https:' ? '443' : '80'))) return false;
  const bare = host.replace(/^\*?\./, '');
  const name = url.hostname.toLowerCase();
  return name === bare || name === `[${bare}]` || (name.endsWith(`.${bare}`) && !/^[\d.]+$/.test(name));
}
