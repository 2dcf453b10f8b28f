import type { SysctlOfVnets } from '../../server/src/protocol/sysctls.ts';

/** A node of the tree of names: `net`, `net.inet`, …; a name with several definitions has several leaves. */
export interface SysctlNode {
  /** The last part of the name. */
  readonly label: string;
  readonly name: string;
  readonly children: readonly SysctlNode[];
  readonly sysctl?: SysctlOfVnets;
}

/** The tree of the names, in their order. */
export function sysctlTree(sysctls: readonly SysctlOfVnets[]): readonly SysctlNode[] {
  interface Open {
    readonly children: Map<string, Open>;
    readonly leaves: SysctlOfVnets[];
  }
  const root: Open = { children: new Map(), leaves: [] };
  for (const sysctl of sysctls) {
    let at = root;
    for (const part of sysctl.name.split('.')) {
      let child = at.children.get(part);
      if (child === undefined) at.children.set(part, (child = { children: new Map(), leaves: [] }));
      at = child;
    }
    at.leaves.push(sysctl);
  }
  const nodes = (open: Open, prefix: string): readonly SysctlNode[] =>
    [...open.children].flatMap(([label, child]) => {
      const name = prefix === '' ? label : `${prefix}.${label}`;
      const below = nodes(child, name);
      const leaves = child.leaves.map((sysctl) => ({ label, name, children: [], sysctl }));
      return below.length === 0 ? leaves : [...leaves, { label, name, children: below }];
    });
  return nodes(root, '');
}

/** "jail rw, tunable ignored": who may use it, inside a vnet jail first. */
export function accessText({ access }: SysctlOfVnets): string {
  if (access === null) return 'flags unknown';
  const { host, jail, tunable } = access;
  const parts = [`jail ${words(jail)}`, `host ${words(host)}`];
  if (tunable !== 'none') parts.push(`tunable ${tunable}`);
  return parts.join(', ');
}

function words({ mayRead, mayWrite }: { readonly mayRead: boolean; readonly mayWrite: boolean }): string {
  return `${mayRead ? 'r' : ''}${mayWrite ? 'w' : ''}` || 'none';
}

/** What the letters mean, as sentences. */
export function accessSentences({ access, variable }: SysctlOfVnets): readonly string[] {
  const behind = variable === null ? [] : [`V_${variable} is behind it.`];
  if (access === null)
    return [...behind, 'A macro of the subsystem stands for the flags: vnetscope does not know them.'];
  const { host, jail, tunable } = access;
  const able = ({ mayRead, mayWrite }: typeof host): string =>
    mayRead ? (mayWrite ? 'read and written' : 'read, not written') : mayWrite ? 'written' : 'neither read nor written';
  const tunables = {
    none: [],
    works: ['The tunable of this name works.'],
    ignored: ['The kernel of this release never reads the tunable of this name.'],
    unknown: ['Whether the tunable of this name works is unknown until all functions are read.'],
  };
  return [
    ...behind,
    `Inside a vnet jail: ${able(jail)}, ${jail.isOwnCopy ? "the vnet's own copy" : 'one value for all'}.`,
    `Outside: ${able(host)}.`,
    ...tunables[tunable],
  ];
}
