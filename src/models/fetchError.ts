/** What can go wrong with a download, in a closed list, each with a sentence that says what to do. */
import { LensError } from '../protocol/errors.ts';
import type { Network } from './network.ts';

export const fetchReasons = [
  'changed', // the file is another one than when its size and digest were asked
  'digest', // its bytes are not those that the digest promises
  'gated', // its authors ask for an agreement, or for another account
  'network', // nobody answered, or the connection broke again and again
  'no-space', // the disk would be full
  'proxy', // the proxy refused
  'not-found', // there is no such file, repository or revision
  'rate-limited', // too many requests
  'redirects', // it leads in circles, or from https to http
  'refused', // any other answer that is no file
  'server', // the server failed
  'size', // more or fewer bytes than it promised
  'stalled', // it stopped sending
  'tls', // its certificate is not trusted
  'token', // a token is missing or wrong
] as const;
export type FetchReason = (typeof fetchReasons)[number];

/** A LensError `download-failed`. `details` holds the reason and the address without its query, which may be signed. */
export function fetchError(
  reason: FetchReason,
  what: string,
  url: URL | string,
  cause?: unknown,
  more: Readonly<Record<string, number>> = {},
): LensError {
  const { origin, pathname } = new URL(url);
  return new LensError('download-failed', what, { reason, url: `${origin}${pathname}`, ...more }, cause);
}

export function hasReason(error: unknown, ...reasons: readonly FetchReason[]): boolean {
  return LensError.is(error, 'download-failed') && reasons.some(reason => reason === error.details['reason']);
}

/** True for what may be otherwise in a moment. */
export function isPassing(error: unknown): error is LensError {
  return (
    LensError.is(error, 'download-failed') &&
    (hasReason(error, 'network', 'stalled', 'server', 'rate-limited') || error.details['expired'] === 1)
  );
}

/** A server may ask for patience, but not for more than this. */
const mostPatienceMilliseconds = 60_000;

/** Doubled with each failure in a row; longer where the server says so. */
export function waitAfter(error: LensError, failures: number, { retryMilliseconds }: Network): number {
  const asked = Number(error.details['patience'] ?? 0);
  return Math.min(mostPatienceMilliseconds, Math.max(asked, retryMilliseconds * 2 ** (failures - 1)));
}

/**
 * The failure that an answer's status means. `isElsewhere`: a redirect led to another host, whose signed address may have
 * run out; the next try gets another one.
 */
export function statusError(
  status: number,
  url: URL,
  header: (name: string) => string | undefined,
  isElsewhere = false,
): LensError {
  const [code, said] = [header('x-error-code'), header('x-error-message')];
  const told = said ? ` It says: ${said.slice(0, 300)}` : '';
  const fail = (reason: FetchReason, what: string, more: Readonly<Record<string, number>> = {}) =>
    fetchError(reason, what, url, undefined, more);
  if (status === 403 && isElsewhere)
    return fail('refused', `${url.host} does not give out ${url.pathname} (403).`, { expired: 1 });
  if (code === 'GatedRepo' || status === 403) {
    return fail(
      'gated',
      `${url.host} does not give out ${url.pathname} to this account (${status}). Accept the licence on the model's page, and give a token of that account (HF_TOKEN).${told}`,
    );
  }
  if (status === 401) {
    return fail(
      'token',
      `${url.host} wants a token for ${url.pathname}, or there is no such repository (401). Look at the name, or give a token that may read it (HF_TOKEN).${told}`,
    );
  }
  if (status === 404 || status === 410)
    return fail('not-found', `There is no ${url.host}${url.pathname} (${status}).${told}`);
  if (status === 429) {
    return fail('rate-limited', `${url.host} asks to slow down (429). Try again later.`, {
      patience: 1000 * secondsAsked(header),
    });
  }
  if (status >= 500) {
    return fail('server', `${url.host} failed to send ${url.pathname} (${status}). Try again later.`, {
      patience: 1000 * secondsAsked(header),
    });
  }
  return fail('refused', `${url.host} answered ${status} to ${url.pathname}.${told}`);
}

/** By Retry-After (RFC 9110, §10.2.3), or by the hub's RateLimit with `t=`; 0 where nothing is said. */
function secondsAsked(header: (name: string) => string | undefined): number {
  const after = /^\d+$/.exec(header('retry-after') ?? '')?.[0];
  return Number(after ?? /\bt=(\d+)/.exec(header('ratelimit') ?? '')?.[1] ?? 0);
}

/** Codes of Node's TLS for a certificate that is not trusted. */
const certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS|HOSTNAME|ALTNAME/;

/** The failure of a connection: certificates are told from a network that is away. */
export function connectionError(error: unknown, url: URL): LensError {
  if (LensError.is(error)) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  if (certificateCodes.test(code)) {
    return fetchError(
      'tls',
      `The certificate of ${url.host} is not trusted (${code}). Where a proxy of yours signs anew, name its certificate in NODE_EXTRA_CA_CERTS, or install it in the system.`,
      url,
      error,
    );
  }
  return fetchError('network', `${url.host} could not be reached: ${message || code}.`, url, error);
}
