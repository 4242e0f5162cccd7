/** What the filter of system calls lets through. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { systemCallFilter } from '../../../scripts/grading/sandbox/system-calls';
import { temporaryFolder } from '../fixtures/kernels';
import { NO_SANDBOX } from './grade';

/** Tries calls by their numbers on x86-64, and prints the number of the error of each. */
const PROGRAM = `
sub try { my ($name, $number, @rest) = @_; my $given = syscall($number, @rest);
  print "$name ", ($given == -1 ? $! + 0 : 'done'), "\\n"; }
try('getpid', 39);
try('getpid of x32', 0x40000000 + 39);
try('unix socket', 41, 1, 1, 0);
try('internet socket', 41, 2, 1, 0);
try('netlink socket', 41, 16, 3, 0);
try('ptrace', 101, 0, 0, 0, 0);
try('process_vm_readv', 310, $$, 0, 0, 0, 0, 0);
try('memfd_create', 319, "x", 0);
try('unshare', 272, 0x10000000);
try('mount', 165, "a", "/", "b", 0, 0);
try('io_uring_setup', 425, 1, 0);
try('bpf', 321, 0, 0, 0);
try('clone3', 435, 0, 0);
my $pid = fork; print 'fork ', (defined $pid ? 'done' : $! + 0), "\\n";`;

const hasPerl = spawnSync('perl', ['-v'], { stdio: 'ignore' }).status === 0;
const skip =
  NO_SANDBOX ||
  (process.arch !== 'x64' ? 'the numbers are those of x86-64' : !hasPerl && 'no perl');

it(
  'threads and sockets of the system, but no processes, network or looks into others',
  {
    skip,
  },
  async (t) => {
    const file = join(await temporaryFolder(t), 'seccomp');
    await writeFile(file, systemCallFilter('x64') ?? '');
    const filter = openSync(file, 'r');
    t.after(() => closeSync(filter));
    const { stdout, stderr } = spawnSync(
      'bwrap',
      ['--ro-bind', '/', '/', '--dev', '/dev', '--seccomp', '3', '--', 'perl', '-e', PROGRAM],
      { stdio: ['ignore', 'pipe', 'pipe', filter], encoding: 'utf8' },
    );
    const [EPERM, ENOSYS, EAFNOSUPPORT] = [1, 38, 97];
    const outcomes = Object.fromEntries(
      stdout
        .trim()
        .split('\n')
        .map((line) => [line.replace(/ \S+$/, ''), line.split(' ').at(-1)]),
    );
    const expected = {
      getpid: 'done',
      'getpid of x32': EPERM,
      'unix socket': 'done',
      'internet socket': EAFNOSUPPORT,
      'netlink socket': EAFNOSUPPORT,
      ptrace: EPERM,
      process_vm_readv: EPERM,
      memfd_create: EPERM,
      unshare: EPERM,
      mount: EPERM,
      io_uring_setup: EPERM,
      bpf: EPERM,
      clone3: ENOSYS,
      fork: EPERM,
    };
    const asText = Object.fromEntries(Object.entries(expected).map(([k, v]) => [k, String(v)]));
    assert.deepEqual(outcomes, asText, stderr);
  },
);

it('is there for the processors that Node runs on mostly, and differs', () => {
  const [x64, arm64] = [systemCallFilter('x64'), systemCallFilter('arm64')];
  assert.ok(x64 && arm64 && !x64.equals(arm64));
  // The kernel takes whole instructions of eight bytes, the last of which gives an answer.
  for (const filter of [x64, arm64]) {
    assert.equal(filter.length % 8, 0);
    assert.equal(filter.readUInt16LE(filter.length - 8), 0x06);
  }
  assert.equal(systemCallFilter('s390x'), undefined);
});
