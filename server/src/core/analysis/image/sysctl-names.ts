import type { NamedValue, Sysctl } from '../../simulator/kernel-image.ts';
import { holdsAny } from '../../text/file-source.ts';
import type { SysctlOid } from '../../vnet/sysctl-oids.ts';
import type { ResolveTarget } from './assemble-set.ts';
import type { ImagePart } from './image-part.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A node as far as a name needs it. */
interface Node {
  readonly parent: string;
  readonly leaf: string;
}

/** Full names and spelled flags for the oids of images' parts. What nodes the kernel writes is looked up once. */
export class SysctlNames {
  private readonly workspace: Workspace;
  private readonly spell: ReturnType<typeof flagSpeller>;
  private written: ReadonlyMap<string, Node> | undefined;

  constructor(workspace: Workspace, flags: readonly NamedValue[]) {
    this.workspace = workspace;
    this.spell = flagSpeller(flags);
  }

  of(parts: readonly ImagePart[], resolve: ResolveTarget): readonly Sysctl[] {
    const nodes = new SysctlNodes(parts, () => (this.written ??= writtenNodes(this.workspace)));
    return parts.flatMap(({ sysctls }, object) =>
      sysctls.map((oid): Sysctl => {
        const { leaf, kind, arg2, handler, format, description, file, line } = oid;
        const arg1 =
          oid.arg1 === undefined ? undefined : { target: resolve(oid.arg1.target, object), addend: oid.arg1.addend };
        return {
          name: nodes.nameOf(oid),
          leaf,
          kind,
          ...this.spell(kind),
          arg1,
          arg2,
          handler,
          format,
          description,
          file,
          line,
          object,
        };
      }),
    );
  }
}

/** Type and flags of an oid_kind by the tree's own names, without their prefixes. */
function flagSpeller(
  flags: readonly NamedValue[],
): (kind: number) => { readonly type: string; readonly flags: readonly string[] } {
  const mask = flags.find(({ name }) => name === 'CTLTYPE')?.value ?? 0xf;
  const types = flags.filter(({ name }) => name.startsWith('CTLTYPE_'));
  // One bit each: CTLFLAG_RW and its kin are sums of others.
  const bits = flags.filter(
    ({ name, value }) => name.startsWith('CTLFLAG_') && value !== 0 && (value & (value - 1)) === 0,
  );
  const byBit = new Map(bits.reverse().map(({ name, value }) => [value, name.slice('CTLFLAG_'.length)]));
  return (kind) => ({
    type: types.find(({ value }) => value === (kind & mask))?.name.slice('CTLTYPE_'.length) ?? '',
    flags: [...byBit]
      .filter(([value]) => (kind & value) !== 0)
      .sort(([a], [b]) => (b >>> 0) - (a >>> 0))
      .map(([, name]) => name),
  });
}

/**
 * Finds the nodes that oids hang from: those of the parts, then those that other objects of the kernel write as
 * SYSCTL_NODE( ).
 */
class SysctlNodes {
  private readonly written: () => ReadonlyMap<string, Node>;
  private readonly known = new Map<string, Node>();

  constructor(parts: readonly ImagePart[], written: () => ReadonlyMap<string, Node>) {
    this.written = written;
    for (const { symbol, parent, leaf } of parts.flatMap(({ sysctls }) => sysctls))
      this.known.set(nodeKey(symbol), { parent: nodeKey(parent), leaf });
  }

  nameOf({ parent, leaf }: SysctlOid): string {
    const path = this.path(nodeKey(parent), 0);
    return path === '' ? leaf : `${path}.${leaf}`;
  }

  private path(key: string, depth: number): string {
    if (key === '' || depth > 24) return '';
    const node = this.known.get(key) ?? this.written().get(key);
    // A node that nothing writes in a way we see: its symbol is the path, if no name in it has an underscore.
    if (node === undefined) return key.replaceAll('_', '.');
    const above = this.path(node.parent, depth + 1);
    return above === '' ? node.leaf : `${above}.${node.leaf}`;
  }
}

function writtenNodes({ files, kernel }: Workspace): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>();
  for (const { source } of kernel.objects) {
    if (!source.endsWith('.c') || holdsAny(files, source, NODE_MARKS) !== true) continue;
    const text = files.read(source) ?? '';
    for (const [, parent = '', leaf = ''] of text.matchAll(NODE))
      nodes.set(nodeKey(`${parent}_${leaf}`), { parent: nodeKey(parent), leaf });
    for (const [, leaf = ''] of text.matchAll(ROOT_NODE)) nodes.set(leaf, { parent: '', leaf });
  }
  return nodes;
}

const NODE = /\bSYSCTL_NODE\w*\s*\(\s*(_?\w*)\s*,\s*[^,()]*,\s*(\w+)\s*,/g;
const ROOT_NODE = /\bSYSCTL_ROOT_NODE\w*\s*\(\s*[^,()]*,\s*(\w+)\s*,/g;
const NODE_MARKS = [{ word: 'SYSCTL_NODE' }, { word: 'SYSCTL_ROOT_NODE' }];

/**
 * `net_inet` of the oid `sysctl___net_inet` and of the list `sysctl__net_inet_children` (before 11); empty for the
 * root.
 */
function nodeKey(symbol: string): string {
  return symbol.replace(/^(sysctl)?_*/, '').replace(/(^|_)children$/, '');
}
