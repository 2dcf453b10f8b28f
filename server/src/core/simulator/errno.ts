/** An error as a system call returns it. */
export interface Errno {
  readonly number: number;
  readonly name: string;
  /** strerror(3), lib/libc/gen/errlst.c. */
  readonly text: string;
}

/** sys/errno.h: these have not changed since 4.4BSD. */
export const EPERM: Errno = { number: 1, name: 'EPERM', text: 'Operation not permitted' };
export const ENOENT: Errno = { number: 2, name: 'ENOENT', text: 'No such file or directory' };
export const ENOEXEC: Errno = { number: 8, name: 'ENOEXEC', text: 'Exec format error' };
export const EBUSY: Errno = { number: 16, name: 'EBUSY', text: 'Device busy' };
export const EEXIST: Errno = { number: 17, name: 'EEXIST', text: 'File exists' };
export const EISDIR: Errno = { number: 21, name: 'EISDIR', text: 'Is a directory' };
export const EINVAL: Errno = { number: 22, name: 'EINVAL', text: 'Invalid argument' };
export const ENOSPC: Errno = { number: 28, name: 'ENOSPC', text: 'No space left on device' };
export const ENOSYS: Errno = { number: 78, name: 'ENOSYS', text: 'Function not implemented' };
const EOPNOTSUPP: Errno = { number: 45, name: 'EOPNOTSUPP', text: 'Operation not supported' };

const ALL: readonly Errno[] = [EPERM, ENOENT, ENOEXEC, EBUSY, EEXIST, EISDIR, EINVAL, ENOSPC, EOPNOTSUPP, ENOSYS];

/** The error of a number; strerror(3) says "Unknown error" where nothing else is known of it here. */
export function errnoOf(number: number): Errno {
  return (
    ALL.find((one) => one.number === number) ?? { number, name: `errno ${number}`, text: `Unknown error: ${number}` }
  );
}
