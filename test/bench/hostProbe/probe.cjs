// Runs beside Asset Lens in its extension host and writes, twice a second, how long the host's loop was held up since it
// was last told to begin anew (by a file `<out>.begin`, which it removes), and how long our activation took.
const { existsSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const vscode = require('vscode');

/** Milliseconds between two looks at the loop; what is told is what comes on top. */
const resolution = 5;

exports.activate = async () => {
  const out = process.env.HOST_PROBE_OUT;
  if (!out) return;
  const loop = monitorEventLoopDelay({ resolution });
  loop.enable();
  let activationMs = null;
  const delay = nanoseconds => Math.max(0, nanoseconds / 1e6 - resolution);
  setInterval(() => {
    if (existsSync(`${out}.begin`)) {
      rmSync(`${out}.begin`);
      loop.reset();
      return;
    }
    const told = {
      pid: process.pid,
      activationMs,
      looks: loop.count,
      p50: delay(loop.percentile(50)),
      p99: delay(loop.percentile(99)),
      most: delay(loop.max),
    };
    // Whoever reads finds it whole.
    writeFileSync(`${out}.part`, JSON.stringify(told));
    renameSync(`${out}.part`, out);
  }, 500);
  const ours = vscode.extensions.getExtension('asset-lens.asset-lens');
  if (!ours || ours.isActive) return;
  const started = performance.now();
  await ours.activate();
  activationMs = performance.now() - started;
};
