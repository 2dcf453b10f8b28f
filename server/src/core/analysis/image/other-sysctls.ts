import type { KernelObject } from '../../kernel/configuration.ts';
import type { KernelImage, Sysctl } from '../../simulator/kernel-image.ts';
import { holdsAny } from '../../text/file-source.ts';
import { readImagePart } from './image-part.ts';
import { SysctlNames } from './sysctl-names.ts';
import type { ViewPool } from '../workspace/type-view.ts';
import type { Workspace } from '../workspace/workspace.ts';

const DEFINED_WORD = /^[ \t]*#[ \t]*define[ \t]+\w+[ \t]+(\w+)[ \t]*$/gm;

/** Sysctls of the kernel's objects that its image leaves out, because they hold nothing virtualized. */
export class OtherSysctls {
  private readonly workspace: Workspace;
  private readonly pool: ViewPool;
  private readonly names: SysctlNames;
  private readonly objects: readonly KernelObject[];
  private readonly read = new Map<KernelObject, readonly Sysctl[]>();

  constructor(workspace: Workspace, { objects, constants }: KernelImage, pool: ViewPool) {
    this.workspace = workspace;
    this.pool = pool;
    this.names = new SysctlNames(workspace, constants.sysctlFlags);
    const inImage = new Set(objects);
    this.objects = workspace.kernel.objects.filter(
      ({ source }) => source.endsWith('.c') && !source.startsWith('<build>/') && !inImage.has(source),
    );
  }

  /** The oid of a full name, as the unit of its object has it; undefined where none is found. */
  find(name: string): Sysctl | undefined {
    const parts = name.split('.');
    const leaf = parts.at(-1) ?? '';
    if (!parts.every((part) => /^\w+$/.test(part))) return undefined;
    for (const isCandidate of [spells(parts.slice(0, -1), leaf), beginsLeaf(leaf)]) {
      for (const object of this.objects) {
        if (!isCandidate(this.workspace, object.source)) continue;
        const found = this.sysctlsOf(object).find((oid) => oid.name === name);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  private sysctlsOf(object: KernelObject): readonly Sysctl[] {
    let known = this.read.get(object);
    if (known === undefined) {
      const part = readImagePart(this.workspace, object, this.pool);
      // Nobody follows their arguments.
      this.read.set(object, (known = this.names.of([part], () => ({ kind: 'literal' }))));
    }
    return known;
  }
}

type Candidate = (workspace: Workspace, source: string) => boolean;

/** SYSCTL_INT(_net_bpf, OID_AUTO, bufsize, ...): a node's symbol is its path (sys/sysctl.h, SYSCTL_NODE). */
function spells(parent: readonly string[], leaf: string): Candidate {
  const pattern = new RegExp(`\\bSYSCTL_\\w+\\s*\\(\\s*_${parent.join('_')}\\s*,[^,()]*,\\s*${leaf}\\s*,`);
  return ({ files }, source) =>
    holdsAny(files, source, [{ word: leaf }]) !== false && pattern.test(files.read(source) ?? '');
}

/** A header's macro pastes the leaf: its beginning is a word that the source defines. */
function beginsLeaf(leaf: string): Candidate {
  return ({ files }, source) =>
    holdsAny(files, source, [{ word: 'define' }]) !== false &&
    [...(files.read(source) ?? '').matchAll(DEFINED_WORD)].some(([, word = '']) => leaf.startsWith(`${word}_`));
}
