/**
 * What CUDA needs on Linux with an x86-64 processor, as packages of Python's index, each with its length and digest.
 * The first holds the providers of ONNX Runtime in the very version that comes along (docs/decisions/gpu-runtime.md);
 * its build is for CUDA 13. The versions of NVIDIA's are those of CUDA 13.0, which the driver 580 knows.
 */

export interface GpuPackage {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Whose licence holds, for people. */
  readonly licence: string;
  /** Which of its files are wanted. */
  readonly wanted: RegExp;
}

const files = 'https://files.pythonhosted.org/packages/';

export const runtimePackage: GpuPackage = {
  name: 'onnxruntime-gpu',
  version: '1.30.0',
  url: `${files}ea/71/b225bd559a718f6cefb058d4f4c4c95e556543f47d4be0e81819681ac347/onnxruntime_gpu-1.30.0-cp311-cp311-manylinux_2_28_x86_64.whl`,
  bytes: 246_658_419,
  sha256: '4fbf0c5d7b5fb99266c2e8a802e3e64af68bdc383e0f3c7349b985f1087eedaa',
  licence: 'MIT (Microsoft)',
  wanted: /^onnxruntime\/(LICENSE|ThirdPartyNotices\.txt|capi\/libonnxruntime_providers_\w+\.so)$/,
};

const libraries = /\/lib\/[^/]+\.so[.\d]*$|\/License\.txt$/i;
const nvidiaLicence = 'NVIDIA Software License';

export const nvidiaPackages: readonly GpuPackage[] = [
  {
    name: 'nvidia-cuda-runtime',
    version: '13.0.96',
    url: `${files}2e/24/d1558f3b68b1d26e706813b1d10aa1d785e4698c425af8db8edc3dced472/nvidia_cuda_runtime-13.0.96-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl`,
    bytes: 2_243_632,
    sha256: '7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548',
    licence: nvidiaLicence,
    wanted: libraries,
  },
  {
    name: 'nvidia-curand',
    version: '10.4.0.35',
    url: `${files}a5/9f/be0a41ca4a4917abf5cb9ae0daff1a6060cc5de950aec0396de9f3b52bc5/nvidia_curand-10.4.0.35-py3-none-manylinux_2_27_x86_64.whl`,
    bytes: 59_544_258,
    sha256: '1aee33a5da6e1db083fe2b90082def8915f30f3248d5896bcec36a579d941bfc',
    licence: nvidiaLicence,
    wanted: libraries,
  },
  {
    name: 'nvidia-cudnn-cu13',
    version: '9.19.0.56',
    url: `${files}a3/22/0b4b932655d17a6da1b92fa92ab12844b053bb2ac2475e179ba6f043da1e/nvidia_cudnn_cu13-9.19.0.56-py3-none-manylinux_2_27_x86_64.whl`,
    bytes: 366_066_321,
    sha256: 'd20e1734305e9d68889a96e3f35094d733ff1f83932ebe462753973e53a572bf',
    licence: nvidiaLicence,
    wanted: libraries,
  },
  {
    name: 'nvidia-cublas',
    version: '13.1.0.3',
    url: `${files}e7/44/423ac00af4dd95a5aeb27207e2c0d9b7118702149bf4704c3ddb55bb7429/nvidia_cublas-13.1.0.3-py3-none-manylinux_2_27_x86_64.whl`,
    bytes: 423_133_236,
    sha256: 'ee8722c1f0145ab246bccb9e452153b5e0515fd094c3678df50b2a0888b8b171',
    licence: nvidiaLicence,
    wanted: libraries,
  },
];
