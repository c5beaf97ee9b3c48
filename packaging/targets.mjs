// The packages of the extension: one for each platform that ONNX Runtime has a binary for, and one for all others.

/**
 * `sharp`: which of sharp's packages it holds; `wasm32` where it may run in Electron on Linux, in which a binary may crash
 * (docs/decisions/sharp-in-electron.md). `native`: the binaries of ONNX Runtime, null for WebAssembly.
 */
export const targets = {
  'linux-x64': { sharp: ['linux-x64', 'wasm32'], native: ['linux', 'x64'] },
  'linux-arm64': { sharp: ['linux-arm64', 'wasm32'], native: ['linux', 'arm64'] },
  'darwin-arm64': { sharp: ['darwin-arm64'], native: ['darwin', 'arm64'] },
  'win32-x64': { sharp: ['win32-x64'], native: ['win32', 'x64'] },
  'win32-arm64': { sharp: ['win32-arm64'], native: ['win32', 'arm64'] },
  // Without a target: VS Code takes it where no other one fits. sharp has a build of its own for each of these.
  fallback: {
    sharp: ['darwin-x64', 'linuxmusl-x64', 'linuxmusl-arm64', 'linux-arm', 'wasm32'],
    native: null,
  },
};

/** On Windows libvips is in the package itself, as it is in WebAssembly, which needs two packages more. */
export function sharpPackages({ sharp }) {
  return sharp.flatMap(platform => [
    `@img/sharp-${platform}`,
    ...(platform === 'wasm32'
      ? ['@emnapi/runtime', 'tslib']
      : platform.startsWith('win32')
        ? []
        : [`@img/sharp-libvips-${platform}`]),
  ]);
}
