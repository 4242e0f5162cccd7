import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { RegisteredFile } from './registry';

/** Names of hash functions that publishers use. */
export type HashName = 'sha256' | 'md5';

/** The hash of a file's content in hexadecimal digits. */
export async function hashOfFile(path: string, name: HashName = 'sha256'): Promise<string> {
  const hash = createHash(name);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** A file's checksum beside those that it may have. */
export interface ChecksumComparison {
  name: HashName;
  actual: string;
  expected: readonly string[];
  isRight: boolean;
}

/** Compares a file with what the registry knows of it. */
export async function compareChecksum(
  path: string,
  { sha256, md5 = [] }: RegisteredFile,
): Promise<ChecksumComparison> {
  const [name, expected] = sha256 ? (['sha256', sha256] as const) : (['md5', md5] as const);
  const actual = await hashOfFile(path, name);
  return { name, actual, expected, isRight: expected.includes(actual) };
}
