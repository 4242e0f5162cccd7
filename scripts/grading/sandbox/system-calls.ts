/**
 * A filter of system calls, as the kernel takes it: threads but no processes, no network, nothing
 * that looks into other processes or changes what is mounted.
 *
 * @see https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html
 */

/** What a processor calls the things that are forbidden. */
interface Processor {
  /** AUDIT_ARCH of linux/audit.h. */
  architecture: number;
  clone: number;
  socket: number;
  forbidden: readonly number[];
}

/**
 * The same numbers on all processors: pidfd_send_signal, io_uring (3), open_tree, move_mount, fsopen,
 * fsconfig, fsmount, fspick, pidfd_open, pidfd_getfd, process_madvise, mount_setattr, memfd_secret.
 */
const FORBIDDEN = [424, 425, 426, 427, 428, 429, 430, 431, 432, 433, 434, 438, 440, 442, 447];
/** May be missing: who calls it then calls clone, whose flags can be looked at. */
const CLONE3 = 435;

const PROCESSORS: Partial<Record<NodeJS.Architecture, Processor>> = {
  x64: {
    architecture: 0xc000003e,
    clone: 56,
    socket: 41,
    forbidden: [
      // fork, vfork, ptrace, personality, pivot_root, chroot, acct, mount, umount2, swapon, swapoff
      ...[57, 58, 101, 135, 155, 161, 163, 165, 166, 167, 168],
      // reboot, init_module, delete_module, kexec_load, add_key, request_key, keyctl, unshare
      ...[169, 175, 176, 246, 248, 249, 250, 272],
      // perf_event_open, name_to_handle_at, open_by_handle_at, setns, process_vm_readv, _writev
      ...[298, 303, 304, 308, 310, 311],
      // kcmp, finit_module, memfd_create, kexec_file_load, bpf, userfaultfd
      ...[312, 313, 319, 320, 321, 323],
    ],
  },
  arm64: {
    architecture: 0xc00000b7,
    clone: 220,
    socket: 198,
    forbidden: [
      // umount2, mount, pivot_root, chroot, acct, personality, unshare, kexec_load, init_module
      ...[39, 40, 41, 51, 89, 92, 97, 104, 105],
      // delete_module, ptrace, reboot, add_key, request_key, keyctl, swapon, swapoff
      ...[106, 117, 142, 217, 218, 219, 224, 225],
      // perf_event_open, name_to_handle_at, open_by_handle_at, setns, process_vm_readv, _writev
      ...[241, 264, 265, 268, 270, 271],
      // kcmp, finit_module, memfd_create, bpf, userfaultfd, kexec_file_load
      ...[272, 273, 279, 280, 282, 294],
    ],
  },
};

/** x86-64 has a second set of numbers, for programs with short pointers. */
const SHORT_POINTERS = 0x40000000;
const CLONE_THREAD = 0x10000;
const AF_UNIX = 1;
const [EPERM, ENOSYS, EAFNOSUPPORT] = [1, 38, 97];

/** Offsets in the kernel's struct seccomp_data; of the first argument its lower half. */
const [NUMBER, ARCHITECTURE, FIRST_ARGUMENT] = [0, 4, 16];

/** Codes of linux/bpf_common.h: load a word; jump if equal, if greater or equal, if bits are set; return. */
const [LOAD, IF_EQUAL, IF_AT_LEAST, IF_SET, RETURN] = [0x20, 0x15, 0x35, 0x45, 0x06];
const [KILL_PROCESS, FAIL, ALLOW] = [0x80000000, 0x00050000, 0x7fff0000];

type Instruction = [code: number, ifTrue: number, ifFalse: number, operand: number];

const load = (offset: number): Instruction => [LOAD, 0, 0, offset];
const give = (action: number): Instruction => [RETURN, 0, 0, action];
const fail = (error: number): Instruction => give(FAIL | error);
/** The next instruction where the call is this one, else what stands behind `length` of them. */
const ifCall = (number: number, length: number): Instruction => [IF_EQUAL, 0, length, number];

function instructions({ architecture, clone, socket, forbidden }: Processor): Instruction[] {
  const hasSecondSet = architecture === PROCESSORS.x64?.architecture;
  return [
    load(ARCHITECTURE),
    [IF_EQUAL, 1, 0, architecture],
    give(KILL_PROCESS),
    load(NUMBER),
    ...(hasSecondSet ? [[IF_AT_LEAST, 0, 1, SHORT_POINTERS] as Instruction, fail(EPERM)] : []),
    ...[...forbidden, ...FORBIDDEN].flatMap((number) => [ifCall(number, 1), fail(EPERM)]),
    ifCall(CLONE3, 1),
    fail(ENOSYS),
    ifCall(clone, 4),
    load(FIRST_ARGUMENT),
    [IF_SET, 0, 1, CLONE_THREAD],
    give(ALLOW),
    fail(EPERM),
    ifCall(socket, 4),
    load(FIRST_ARGUMENT),
    [IF_EQUAL, 0, 1, AF_UNIX],
    give(ALLOW),
    fail(EAFNOSUPPORT),
    give(ALLOW),
  ];
}

/** The filter for bubblewrap's --seccomp; nothing for a processor whose calls are not known here. */
export function systemCallFilter(
  processor: NodeJS.Architecture = process.arch,
): Buffer | undefined {
  const known = PROCESSORS[processor];
  if (!known) return undefined;
  return Buffer.concat(
    instructions(known).map(([code, ifTrue, ifFalse, operand]) => {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt16LE(code, 0);
      bytes.writeUInt8(ifTrue, 2);
      bytes.writeUInt8(ifFalse, 3);
      bytes.writeUInt32LE(operand >>> 0, 4);
      return bytes;
    }),
  );
}
