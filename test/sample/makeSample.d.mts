/** Makes the sample folder; resolves to how many pictures it holds. */
export function makeSample(folder: string): Promise<number>;
