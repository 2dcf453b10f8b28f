/** The functions that are curthread. */
export const CURRENT_THREAD: ReadonlySet<string> = new Set(['__curthread', 'get_curthread']);
