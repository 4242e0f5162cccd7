import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeError, writeWhole } from '../../../scripts/jupyter/write-whole';
import { temporaryFolder } from '../fixtures/kernels';

test('a file is written with the folders above it, and replaced', async (t) => {
  const folder = await temporaryFolder(t);
  const file = join(folder, 'a/b/c.txt');
  await writeWhole(file, 'one');
  await writeWhole(file, 'other', { flush: false });
  assert.equal(readFileSync(file, 'utf8'), 'other');
  assert.deepEqual(readdirSync(join(folder, 'a/b')), ['c.txt']);
});

test('a link stays one, and permissions stay', async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'real'), 'old', { mode: 0o600 });
  await symlink('real', join(folder, 'link'));
  await writeWhole(join(folder, 'link'), 'new');
  assert.equal(readFileSync(join(folder, 'real'), 'utf8'), 'new');
  assert.equal(statSync(join(folder, 'real')).mode & 0o777, 0o600);
});

test('where a file cannot be written, the old one stays, and nothing is left behind', async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'file'), '');
  await mkdir(join(folder, 'folder'));
  await assert.rejects(writeWhole(join(folder, 'file/sub'), 'x'), {
    name: 'WriteError',
    message: /sub could not be written: a part of its path is a file\. Remove that file/,
  });
  await assert.rejects(writeWhole(join(folder, 'folder'), 'x'), /there is a folder of that name/);
  assert.deepEqual(readdirSync(folder), ['file', 'folder']);
});

test('every fault says what to do', () => {
  const said = (code: string) => writeError('f', Object.assign(new Error('odd'), { code })).message;
  assert.match(
    said('ENOSPC'),
    /^f could not be written: there is no space left .* Free some space/,
  );
  assert.match(said('EACCES'), /this user may not write there\. Change the permissions/);
  assert.match(said('EROFS'), /its file system can only be read\. Write to another place/);
  assert.equal(said('EODD'), 'f could not be written: odd. Choose another place.');
});

/** Whether this user may mount a file system of its own. */
const mayMount =
  process.platform === 'linux' &&
  spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

test('a disk that takes only a part of a file is full', { skip: !mayMount }, async (t) => {
  const folder = await temporaryFolder(t);
  const program = `
    const { writeWhole } = require(${JSON.stringify(join(__dirname, '../../../scripts/jupyter/write-whole.js'))});
    const { readFileSync, readdirSync } = require('fs');
    writeWhole('full/f', 'old')
      .then(() => writeWhole('full/f', 'x'.repeat(300000)))
      .catch((error) => console.log(error.message, readFileSync('full/f', 'utf8'), readdirSync('full')));`;
  await mkdir(join(folder, 'full'));
  const { stdout } = spawnSync(
    'unshare',
    [
      ...['-rm', 'sh', '-c', 'mount -t tmpfs -o size=48k none full && exec "$@"', 'sh'],
      ...[process.execPath, '-e', program],
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  assert.match(stdout, /no space left on its device\. .* old \[ 'f' \]\n$/);
});
