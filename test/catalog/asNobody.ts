/** Works as somebody without rights where the tests run as the superuser, to whom nothing is forbidden. */
export async function asNobody<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
