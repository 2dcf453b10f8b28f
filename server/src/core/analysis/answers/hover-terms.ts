import type { KernelName, Location } from './answer-terms.ts';
import { shortPath } from './hover-left-out.ts';

/** "netinet/tcp_input.c:12" */
export function placeText({ path, line }: Location): string {
  return `${shortPath(path)}:${line}`;
}

/** "14.0-STABLE amd64 GENERIC" */
export function kernelText({ release, arch, kernconf }: KernelName): string {
  return `${release} ${arch} ${kernconf}`;
}
