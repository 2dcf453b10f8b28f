import type { Exact } from '../../abi/exact.ts';
import type { KernelName, Location } from './answer-terms.ts';
import { shortPath } from './hover-left-out.ts';

/** "8,712" */
export function grouped(value: Exact): string {
  return value.toString().replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** "1 byte", "8,712 bytes" */
export function bytesText(bytes: Exact): string {
  return `${grouped(bytes)} byte${bytes.toString() === '1' ? '' : 's'}`;
}

/** "netinet/tcp_input.c:12" */
export function placeText({ path, line }: Location): string {
  return `${shortPath(path)}:${line}`;
}

/** "14.0-STABLE amd64 GENERIC" */
export function kernelText({ release, arch, kernconf }: KernelName): string {
  return `${release} ${arch} ${kernconf}`;
}
