/** Reads out of a loader's words which library is missing, and knows where it is to be had. */

export interface MissingLibrary {
  /** Its file name, as the loader says it. */
  readonly name: string;
  /** What a person can do. */
  readonly remedy: string;
}

/** What glibc's and Microsoft's loaders and ONNX Runtime say. */
const sayings = [
  /(?<name>[\w.+-]+\.so[\w.]*): cannot open shared object file/,
  /Error loading shared library (?<name>[\w.+-]+\.so[\w.]*)/, // musl
  /Library not loaded: \S*?(?<name>[\w.+-]+\.dylib)/,
  /LoadLibrary failed with error 126 "" when trying to load "[^"]*?(?<name>[\w.+-]+\.dll)"/,
];

/** By the beginning of the file name; the first that fits. NVIDIA's packages are those that onnxruntime-gpu 1.30.0 names. */
const remedies: readonly (readonly [beginning: string, remedy: string])[] = [
  ['libonnxruntime_providers_', 'Run "Asset Lens: Install GPU Runtime" or "asset-lens gpu install".'],
  ['libcuda.so', 'Install the NVIDIA driver (580 or newer, for CUDA 13).'],
  ['libcublasLt', nvidia('cuBLAS', 'nvidia-cublas')],
  ['libcublas', nvidia('cuBLAS', 'nvidia-cublas')],
  ['libcudart', nvidia('the CUDA runtime', 'nvidia-cuda-runtime')],
  ['libcurand', nvidia('cuRAND', 'nvidia-curand')],
  ['libcufft', nvidia('cuFFT', 'nvidia-cufft')],
  ['libnvrtc', nvidia('NVRTC', 'nvidia-cuda-nvrtc')],
  ['libcudnn', nvidia('cuDNN 9 for CUDA 13', 'nvidia-cudnn-cu13')],
  ['libnvinfer', 'Install TensorRT 10 for CUDA 13 from NVIDIA.'],
  ['libnvonnxparser', 'Install TensorRT 10 for CUDA 13 from NVIDIA.'],
  [
    'libvulkan',
    'Install the Vulkan loader: "libvulkan1" on Debian and Ubuntu, "vulkan-loader" on Fedora, and the driver of your GPU.',
  ],
  ['libstdc++', 'Install the C++ runtime of your system, "libstdc++6" on Debian and Ubuntu.'],
];

function nvidia(what: string, python: string): string {
  return `Install ${what}: with NVIDIA's CUDA toolkit 13, or "python3 -m pip install ${python}", or "asset-lens gpu install --with-nvidia".`;
}

/** Undefined where the text tells of no missing library. */
export function missingLibrary(text: string): MissingLibrary | undefined {
  for (const saying of sayings) {
    const name = saying.exec(text)?.groups?.['name'];
    if (name === undefined) continue;
    const remedy = remedies.find(([beginning]) => name.startsWith(beginning))?.[1];
    return { name, remedy: remedy ?? `Install the library ${name} with your system's packages.` };
  }
  return undefined;
}
