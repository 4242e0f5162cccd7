import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The checkout whose tests these are. */
export const ROOT = path.resolve(__dirname, '../../..');

/** The files that git tracks or would track, relative to the root, as far as they exist. */
export function checkoutFiles(): string[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    { cwd: ROOT, encoding: 'utf8' },
  );
  return listed.split('\0').filter((file) => file !== '' && existsSync(path.join(ROOT, file)));
}

/**
 * Runs a tool of the project on the checkout.
 *
 * @param program The tool's program, below node_modules.
 * @returns What it prints where it fails; empty where it is content.
 */
export function complaintsOf(program: string, ...options: string[]): string {
  const file = path.join(ROOT, 'node_modules', program);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...options], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return status === 0 ? '' : `${stdout}${stderr}` || `${program} ends with ${status}`;
}
