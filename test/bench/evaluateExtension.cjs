// Prints the seconds that the extension's bundle takes to be read, compiled and run, without VS Code.
const Module = require('node:module');
const path = require('node:path');

/** Answers to every name, as a value, a function and a class. */
const anything = new Proxy(function () {}, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => '' : anything),
  apply: () => anything,
  construct: () => ({}),
});

const load = Module._load;
Module._load = function (name, ...others) {
  return name === 'vscode' ? anything : load.call(this, name, ...others);
};

const started = performance.now();
const { activate } = require(path.join(__dirname, '..', '..', 'dist', 'extension.cjs'));
if (typeof activate !== 'function') throw new Error('The bundle has no activate.');
process.stdout.write(String((performance.now() - started) / 1000));
