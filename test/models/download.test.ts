// The download against a server that misbehaves on order. Each fault prints a line of the table in docs/downloads.md.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type http from 'node:http';
import path from 'node:path';
import { after, describe, test, type TestContext } from 'node:test';
import { hasReason } from '../../src/models/fetchError.ts';
import { type DownloadWatch, fetchFile, partOf, type RemoteFile } from '../../src/models/fetchFile.ts';
import { type Network, editorNetwork, networkOf, proxiesOf } from '../../src/models/network.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { temporaryFolder } from '../encoder/temporaryFolder.ts';
import { authority, type Handler, sendBytes, serve, serveProxy } from './loopback.ts';

/** A file of several chunks whose parts differ. */
const bytes = Buffer.alloc(300_000, 0).map((_, i) => (i * 31 + (i >> 8)) & 255) as Buffer;
const sha256 = (of: Buffer) => createHash('sha256').update(of).digest('hex');
const other = Buffer.from(bytes.map(value => value ^ 255));

/** Short waits: the tests do not measure patience, except where one says so. */
const network: Network = { ...networkOf({}), retryMilliseconds: 1, idleMilliseconds: 300, tries: 3 };

const table: (readonly [fault: string, outcome: string])[] = [];
after(() => {
  if (process.env['ASSET_LENS_FAULT_TABLE']) {
    const lines = ['| the server … | … and this came of it |', '| --- | --- |'];
    const rows = table.map(([fault, outcome]) => `| ${fault} | ${outcome} |`);
    writeFileSync(process.env['ASSET_LENS_FAULT_TABLE'], `${[...lines, ...rows].join('\n')}\n`);
  }
});

interface Case {
  readonly fault: string;
  /** Which request it is, from 1 on. */
  readonly answer: (request: http.IncomingMessage, response: http.ServerResponse, nth: number) => void;
  /** What lies there from an earlier try. */
  readonly begun?: Buffer;
  readonly file?: Partial<RemoteFile>;
  /** The whole file, or the reason of the failure. */
  readonly ends: 'whole' | string;
  readonly requests?: number;
  readonly says?: RegExp;
  /** What is left for the next try. */
  readonly left?: number;
}

/** Sends the beginning and breaks the connection. */
const cutOff = (response: http.ServerResponse, of: Buffer, after: number, status = 200, headers = {}) => {
  response.writeHead(status, { 'content-length': of.length, ...headers });
  response.write(of.subarray(0, after), () => setTimeout(() => response.destroy(), 20));
};

const cases: readonly Case[] = [
  {
    fault: 'cuts the file off twice',
    answer: (request, response, nth) => {
      const from = Number(/bytes=(\d+)/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (nth > 2) return sendBytes(request, response, bytes);
      cutOff(response, bytes.subarray(from), 100_000, from ? 206 : 200, {
        ...(from ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
      });
    },
    ends: 'whole',
    requests: 3,
  },
  {
    fault: 'cuts the file off at the same byte every time',
    answer: (request, response) => {
      const from = Number(/bytes=(\d+)/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (from === 0) return cutOff(response, bytes, 100_000);
      response.writeHead(206, { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`, 'content-length': bytes.length - from });
      response.flushHeaders();
      setTimeout(() => response.destroy(), 20);
    },
    ends: 'network',
    left: 100_000,
  },
  {
    fault: 'ends short, and says that this was all',
    answer: (_, response) => response.writeHead(200).end(bytes.subarray(0, 1000)),
    file: { bytes: bytes.length },
    ends: 'network',
    left: 1000,
  },
  {
    fault: 'stalls in the middle, once',
    answer: (request, response, nth) => {
      if (nth > 1) return sendBytes(request, response, bytes);
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 50_000));
    },
    ends: 'whole',
    requests: 2,
  },
  {
    fault: 'never answers',
    answer: () => undefined,
    ends: 'stalled',
    requests: 3,
    says: /sent nothing for 0\.3 seconds/,
  },
  {
    fault: 'says a shorter length than the hub promised',
    answer: (request, response) => sendBytes(request, response, bytes.subarray(0, 200_000)),
    ends: 'size',
    requests: 1,
    left: 0,
  },
  {
    fault: 'says a longer length than the hub promised',
    answer: (request, response) => sendBytes(request, response, Buffer.concat([bytes, bytes])),
    ends: 'size',
    requests: 1,
    left: 0,
  },
  {
    fault: 'says no length and sends more than was promised',
    answer: (_, response) => {
      response.writeHead(200);
      response.write(bytes);
      response.end(bytes);
    },
    ends: 'size',
    left: 0,
  },
  {
    fault: 'sends other bytes of the right length',
    answer: (request, response) => sendBytes(request, response, other),
    ends: 'digest',
    requests: 2,
    left: 0,
  },
  {
    fault: 'sends other bytes once',
    answer: (request, response, nth) => sendBytes(request, response, nth === 1 ? other : bytes),
    ends: 'whole',
    requests: 2,
  },
  {
    fault: 'has another file of the same length under a resumed download',
    begun: other.subarray(0, 100_000),
    answer: (request, response) => sendBytes(request, response, bytes),
    ends: 'whole',
    requests: 2,
  },
  {
    fault: 'has a longer file under a resumed download',
    begun: bytes.subarray(0, 100_000),
    answer: (request, response) => sendBytes(request, response, Buffer.concat([bytes, bytes])),
    ends: 'size',
    requests: 2,
    left: 0,
  },
  {
    fault: 'has a shorter file under a resumed download (416)',
    begun: bytes.subarray(0, 100_000),
    answer: (request, response, nth) => sendBytes(request, response, nth === 1 ? bytes.subarray(0, 50_000) : bytes),
    ends: 'whole',
    requests: 2,
  },
  {
    fault: 'answers a resumed download from another place',
    begun: bytes.subarray(0, 100_000),
    answer: (request, response, nth) => {
      if (nth > 1) return sendBytes(request, response, bytes);
      response.writeHead(206, { 'content-range': `bytes 50000-${bytes.length - 1}/${bytes.length}` });
      response.end(bytes.subarray(50_000));
    },
    ends: 'whole',
    requests: 2,
  },
  {
    fault: 'does not know ranges, and sends all again (200)',
    begun: bytes.subarray(0, 100_000),
    answer: (_, response) => response.writeHead(200, { 'content-length': bytes.length }).end(bytes),
    ends: 'whole',
    requests: 1,
  },
  {
    fault: 'resumes as it should',
    begun: bytes.subarray(0, 100_000),
    answer: (request, response) => {
      assert.equal(request.headers.range, 'bytes=100000-');
      sendBytes(request, response, bytes);
    },
    ends: 'whole',
    requests: 1,
  },
  {
    fault: 'is not asked, where all had arrived and only the name was missing',
    begun: bytes,
    answer: (request, response) => sendBytes(request, response, bytes),
    ends: 'whole',
    requests: 0,
  },
  { fault: 'answers 401', answer: (_, response) => response.writeHead(401).end(), ends: 'token', requests: 1, says: /HF_TOKEN/ },
  {
    fault: 'answers 401 and `X-Error-Code: GatedRepo`',
    answer: (_, response) => response.writeHead(401, { 'x-error-code': 'GatedRepo', 'x-error-message': 'Access is restricted.' }).end(),
    ends: 'gated',
    requests: 1,
    says: /Accept the licence.*Access is restricted/,
  },
  { fault: 'answers 403', answer: (_, response) => response.writeHead(403).end(), ends: 'gated', requests: 1 },
  {
    fault: 'answers 404',
    answer: (_, response) => response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end(),
    ends: 'not-found',
    requests: 1,
  },
  {
    fault: 'answers 429 with `Retry-After: 1`, once',
    answer: (request, response, nth) =>
      nth > 1 ? sendBytes(request, response, bytes) : response.writeHead(429, { 'retry-after': '1' }).end(),
    ends: 'whole',
    requests: 2,
  },
  { fault: 'answers 429 always', answer: (_, response) => response.writeHead(429).end(), ends: 'rate-limited', requests: 3 },
  {
    fault: 'answers 503 twice',
    answer: (request, response, nth) => (nth > 2 ? sendBytes(request, response, bytes) : response.writeHead(503).end()),
    ends: 'whole',
    requests: 3,
  },
  { fault: 'answers 500 always', answer: (_, response) => response.writeHead(500).end(), ends: 'server', requests: 3 },
  {
    fault: 'resets the connection',
    answer: (request, response, nth) => (nth > 1 ? sendBytes(request, response, bytes) : request.socket.resetAndDestroy()),
    ends: 'whole',
    requests: 2,
  },
  {
    fault: 'redirects in a circle',
    answer: (request, response) => response.writeHead(302, { location: request.url }).end(),
    ends: 'redirects',
    requests: 11,
  },
]; // prettier-ignore

async function fetchFrom(
  t: TestContext,
  handler: Handler,
  given: Partial<RemoteFile> = {},
  watch: DownloadWatch = {},
) {
  const server = await serve(t, handler);
  const target = path.join(temporaryFolder(t), 'deep', 'model.onnx');
  const file: RemoteFile = {
    url: `${server.origin}/model.onnx`,
    bytes: bytes.length,
    digest: { kind: 'sha256', hex: sha256(bytes) },
    ...given,
  };
  return { server, target, outcome: () => outcomeOf(fetchFile(file, target, network, watch)) };
}

async function outcomeOf(fetching: Promise<unknown>): Promise<LensError | 'whole'> {
  return fetching.then(
    () => 'whole' as const,
    (error: unknown) => {
      if (LensError.is(error)) return error;
      throw error;
    },
  );
}

describe('a download from a server that', () => {
  for (const { fault, answer, begun, file, ends, requests, says, left } of cases) {
    test(`${fault} ends ${ends === 'whole' ? 'with the whole file' : `in "${ends}"`}`, async t => {
      let nth = 0;
      const { server, target, outcome } = await fetchFrom(
        t,
        (request, response) => answer(request, response, ++nth),
        file,
      );
      if (begun) writeFileSync(partOf(temporaryPlace(target)), begun);
      const ended = await outcome();
      if (requests !== undefined) assert.equal(server.seen.length, requests, 'requests');
      if (ends === 'whole') {
        assert.equal(ended, 'whole');
        assert.deepEqual(readFileSync(target), bytes);
        assert.equal(existsSync(partOf(target)), false);
      } else {
        assert.ok(LensError.is(ended, 'download-failed') && hasReason(ended, ends as never), String(ended));
        if (says) assert.match(ended.message, says);
        assert.equal(existsSync(target), false, 'nothing has the name of the file');
        if (left !== undefined)
          assert.equal(existsSync(partOf(target)) ? readFileSync(partOf(target)).length : 0, left);
      }
      const tries = `${server.seen.length} ${server.seen.length === 1 ? 'request' : 'requests'}`;
      table.push([
        fault,
        LensError.is(ended)
          ? `\`${ended.details['reason']}\` after ${tries}: ${ended.message.replaceAll(server.origin.slice(7), 'host')}`
          : `the whole file, verified, after ${tries}`,
      ]);
    });
  }
});

function temporaryPlace(target: string): string {
  mkdirSync(path.dirname(target), { recursive: true });
  return target;
}

describe('a download', () => {
  test('gives its token to the hub, and not to the host that a redirect leads to', async t => {
    const cdn = await serve(t, (request, response) => sendBytes(request, response, bytes));
    // Another port is another host.
    const { server, outcome } = await fetchFrom(
      t,
      (_, response) => response.writeHead(302, { location: `${cdn.origin}/signed?key=1` }).end(),
      { headers: { authorization: 'Bearer hf_secret' } },
    );
    assert.equal(await outcome(), 'whole');
    assert.equal(server.seen[0]!.headers.authorization, 'Bearer hf_secret');
    assert.equal(cdn.seen[0]!.headers.authorization, undefined);
    table.push(['redirects to another host', 'the whole file; the token stayed with the hub']);
  });

  test('keeps the token on a redirect within the host', async t => {
    const { server, outcome } = await fetchFrom(
      t,
      (request, response) =>
        request.url === '/model.onnx'
          ? response.writeHead(307, { location: '/moved' }).end()
          : sendBytes(request, response, bytes),
      { headers: { authorization: 'Bearer hf_secret' } },
    );
    assert.equal(await outcome(), 'whole');
    assert.equal(server.seen[1]!.headers.authorization, 'Bearer hf_secret');
  });

  test('asks the hub anew where a signed address has run out', async t => {
    let nth = 0;
    const cdn = await serve(t, (request, response) =>
      ++nth === 1 ? response.writeHead(403).end() : sendBytes(request, response, bytes),
    );
    const { server, outcome } = await fetchFrom(t, (_, response) =>
      response.writeHead(302, { location: cdn.origin }).end(),
    );
    assert.equal(await outcome(), 'whole');
    assert.equal(server.seen.length, 2);
    table.push([
      'redirects to a signed address that has run out (403 there)',
      'the whole file: the hub gave another address',
    ]);
  });

  test('does not follow from https to http', async t => {
    const plain = await serve(t, (request, response) => sendBytes(request, response, bytes));
    const secure = await serve(
      t,
      (_, response) => response.writeHead(302, { location: plain.origin }).end(),
      { secure: true },
    );
    const target = path.join(temporaryFolder(t), 'f');
    const file = { url: `${secure.origin}/f`, bytes: null, digest: null };
    const ended = await outcomeOf(fetchFile(file, target, { ...network, certificates: [authority] }));
    assert.ok(hasReason(ended, 'redirects'));
    assert.equal(plain.seen.length, 0);
    table.push(['redirects from https to http', '`redirects`, and nothing was asked there']);
  });

  test('tells of a certificate that is not trusted, and works with its authority', async t => {
    const server = await serve(t, (request, response) => sendBytes(request, response, bytes), {
      secure: true,
    });
    const target = path.join(temporaryFolder(t), 'f');
    const file: RemoteFile = {
      url: `${server.origin}/f`,
      bytes: bytes.length,
      digest: { kind: 'sha256', hex: sha256(bytes) },
    };
    const refused = await outcomeOf(fetchFile(file, target, network));
    assert.ok(hasReason(refused, 'tls'), String(refused));
    assert.match((refused as LensError).message, /NODE_EXTRA_CA_CERTS/);
    assert.equal(server.seen.length, 0);
    assert.equal(
      await outcomeOf(fetchFile(file, target, { ...network, certificates: [authority] })),
      'whole',
    );
    table.push([
      'has a certificate of an authority that is not known',
      '`tls` at once, with what to do; the whole file once the authority was named',
    ]);
  });

  test('goes through the proxy of the environment, by a tunnel for https', async t => {
    const server = await serve(t, (request, response) => sendBytes(request, response, bytes), {
      secure: true,
    });
    const proxy = await serveProxy(t, 'me:se:cret');
    const withLogin = proxy.origin.replace('http://', 'http://me:se%3Acret@');
    const through = { ...network, ...pick({ HTTPS_PROXY: withLogin }), certificates: [authority] };
    const file: RemoteFile = {
      url: `${server.origin}/f`,
      bytes: null,
      digest: { kind: 'sha256', hex: sha256(bytes) },
    };
    const folder = temporaryFolder(t);
    assert.equal(await outcomeOf(fetchFile(file, path.join(folder, 'a'), through)), 'whole');
    assert.deepEqual(proxy.tunnels, [server.origin.slice('https://'.length)]);
    const refused = await outcomeOf(
      fetchFile(file, path.join(folder, 'b'), { ...through, ...pick({ https_proxy: proxy.origin }) }),
    );
    assert.ok(hasReason(refused, 'proxy'), String(refused));
    assert.match((refused as LensError).message, /407; give name and password/);
    const around = { ...through, ...pick({ HTTPS_PROXY: withLogin, NO_PROXY: 'example.org, localhost' }) };
    assert.equal(await outcomeOf(fetchFile(file, path.join(folder, 'c'), around)), 'whole');
    assert.equal(proxy.tunnels.length, 1);
    table.push([
      'is behind a proxy that wants a login (407)',
      '`proxy` without one, the whole file with one; NO_PROXY goes around it',
    ]);
  });

  test('tells a proxy of http the whole address', async t => {
    const server = await serve(t, (request, response) => sendBytes(request, response, bytes));
    const proxy = await serveProxy(t);
    const file: RemoteFile = { url: `${server.origin}/f`, bytes: null, digest: null };
    const through = { ...network, ...pick({ http_proxy: proxy.origin }) };
    assert.equal(await outcomeOf(fetchFile(file, path.join(temporaryFolder(t), 'a'), through)), 'whole');
    assert.equal(proxy.seen[0]!.path, `${server.origin}/f`);
  });

  test('names a proxy that is not there', async t => {
    const file: RemoteFile = { url: 'https://localhost:9/f', bytes: null, digest: null };
    const through = { ...network, tries: 2, ...pick({ https_proxy: 'localhost:1' }) };
    const ended = await outcomeOf(fetchFile(file, path.join(temporaryFolder(t), 'a'), through));
    assert.ok(hasReason(ended, 'network'));
    assert.match((ended as LensError).message, /The proxy localhost:1 could not be reached/);
    table.push(['is behind a proxy that is not there', '`network`, naming the proxy']);
  });

  test('that is cancelled keeps what has arrived, and goes on from there', async t => {
    const giveUp = new AbortController();
    let isSlow = true;
    const { server, target, outcome } = await fetchFrom(
      t,
      (request, response) => {
        if (!isSlow) return sendBytes(request, response, bytes);
        response.writeHead(200, { 'content-length': bytes.length });
        response.write(bytes.subarray(0, 120_000));
      },
      {},
      { signal: giveUp.signal, arrived: size => size >= 120_000 && giveUp.abort() },
    );
    const ended = await outcome();
    assert.ok(LensError.is(ended, 'aborted'));
    assert.equal(readFileSync(partOf(target)).length, 120_000);
    assert.equal(existsSync(`${target}.asset-lens.lock`), false);
    isSlow = false;
    const file: RemoteFile = {
      url: `${server.origin}/model.onnx`,
      bytes: bytes.length,
      digest: { kind: 'sha256', hex: sha256(bytes) },
    };
    assert.equal(await outcomeOf(fetchFile(file, target, network)), 'whole');
    assert.equal(server.seen.at(-1)!.headers.range, 'bytes=120000-');
    table.push([
      'is given up by the person in the middle',
      '`aborted`; the next download went on at that byte',
    ]);
  });

  test('of a file that is there and right asks nobody', async t => {
    const { server, target, outcome } = await fetchFrom(t, (request, response) =>
      sendBytes(request, response, bytes),
    );
    writeFileSync(temporaryPlace(target), bytes);
    assert.equal(await outcome(), 'whole');
    assert.equal(server.seen.length, 0);
  });

  test('that two want at once is fetched once', async t => {
    const server = await serve(t, (request, response) =>
      setTimeout(() => sendBytes(request, response, bytes), 100),
    );
    const target = path.join(temporaryFolder(t), 'f');
    const file: RemoteFile = {
      url: `${server.origin}/f`,
      bytes: null,
      digest: { kind: 'sha256', hex: sha256(bytes) },
    };
    const both = await Promise.all([fetchFile(file, target, network), fetchFile(file, target, network)]);
    assert.deepEqual(both.map(({ fetched }) => fetched).sort(), [false, true]);
    assert.equal(server.seen.length, 1);
  });

  test('needs free space, and says how much', async t => {
    const promised = 1e18;
    const { target, outcome } = await fetchFrom(
      t,
      (_, response) => {
        response.writeHead(200, { 'content-length': promised });
        response.write('x');
      },
      { bytes: promised },
    );
    const ended = await outcome();
    assert.ok(hasReason(ended, 'no-space'), String(ended));
    assert.equal(existsSync(partOf(target)), false);
    table.push([
      'sends more than the disk has room for',
      '`no-space` before the first byte, with how much is needed and free',
    ]);
  });

  test('is refused without a request where the network is switched off', async t => {
    const { server, target } = await fetchFrom(t, (request, response) => sendBytes(request, response, bytes));
    const file: RemoteFile = { url: `${server.origin}/f`, bytes: null, digest: null };
    for (const off of [{ HF_HUB_OFFLINE: '1' }, { TRANSFORMERS_OFFLINE: 'yes' }]) {
      const ended = await outcomeOf(fetchFile(file, target, networkOf(off)));
      assert.ok(LensError.is(ended, 'offline'));
    }
    assert.ok(LensError.is(await outcomeOf(fetchFile(file, target, editorNetwork({}, true))), 'offline'));
    assert.equal(server.seen.length, 0);
    table.push(['could be asked, but the network is switched off', '`offline` without a request']);
  });
});

describe('the proxy of an address', () => {
  const check = (env: Record<string, string>, url: string, expected: string | null) =>
    assert.equal(proxiesOf(env)(new URL(url))?.host ?? null, expected, `${url} by ${JSON.stringify(env)}`);

  test('is that of its protocol, lower case before upper, ALL_PROXY last', () => {
    check({}, 'https://hub.example', null);
    check({ HTTPS_PROXY: 'http://upper:1', https_proxy: 'http://lower:2' }, 'https://hub.example', 'lower:2');
    check({ HTTPS_PROXY: 'upper:1' }, 'https://hub.example', 'upper:1');
    check({ ALL_PROXY: 'http://all:3' }, 'https://hub.example', 'all:3');
    check({ HTTPS_PROXY: 'http://upper:1' }, 'http://hub.example', null);
    check({ HTTP_PROXY: 'http://cgi:4' }, 'http://hub.example', null);
  });

  test('is none for what NO_PROXY covers', () => {
    const https_proxy = 'http://p:1';
    for (const no_proxy of ['*', 'hub.example', 'example', '.example', 'a, hub.example:443', 'HUB.example']) {
      check({ https_proxy, no_proxy }, 'https://hub.example', null);
    }
    for (const no_proxy of ['b.example', 'ub.example', 'hub.example:8443', 'hub.example.org', '']) {
      check({ https_proxy, no_proxy }, 'https://hub.example', 'p:1');
    }
    check({ https_proxy, no_proxy: '127.0.0.1,[::1]' }, 'https://127.0.0.1:8443', null);
    check({ https_proxy, no_proxy: '127.0.0.1,::1' }, 'https://[::1]:8443', null);
  });

  test('must be http or https', () => {
    assert.throws(
      () => proxiesOf({ https_proxy: 'socks5://p:1' }),
      (error: unknown) => LensError.is(error, 'invalid-argument'),
    );
  });
});

function pick(env: Record<string, string>): Pick<Network, 'proxyFor'> {
  return { proxyFor: proxiesOf(env) };
}
