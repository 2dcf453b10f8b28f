import type { Completion } from './completion.ts';

/** A macro with everything that belongs to it: what is forgotten beside it is what the rules find. */
interface MacroSnippet {
  readonly label: string;
  readonly insert: string;
  readonly note: string;
  /** The macro that the tree must have; the label when undefined. */
  readonly needs?: string;
  /** __FreeBSD_version from which, or below which, it is written so. */
  readonly from?: number;
  readonly below?: number;
}

/** sysctl_root_handler adds the vnet's base by CTLFLAG_VNET from 10.0 on (kern/kern_sysctl.c). */
const CTLFLAG_VNET_SINCE = 1_000_000;
const ACCESSOR = '#define\tV_${2:name}\tVNET(${2:name})';
const CONSTRUCTOR = `static void
vnet_\${1:name}_init(const void *unused __unused)
{

	$0
}
VNET_SYSINIT(vnet_\${1:name}_init, \${2:SI_SUB_PSEUDO}, \${3:SI_ORDER_ANY},
    vnet_\${1:name}_init, NULL);

static void
vnet_\${1:name}_uninit(const void *unused __unused)
{

}
VNET_SYSUNINIT(vnet_\${1:name}_uninit, \${2:SI_SUB_PSEUDO}, \${3:SI_ORDER_ANY},
    vnet_\${1:name}_uninit, NULL);`;

const TYPE: Readonly<Record<string, string>> = { PROC: 'CTLTYPE_INT | ' };
const REST: Readonly<Record<string, string>> = {
  INT: '0',
  UINT: '0',
  STRING: 'sizeof(VNET_NAME(${3:name}))',
  PROC: '0, ${5:handler}, "${6:I}"',
};

const SNIPPETS: readonly MacroSnippet[] = [
  {
    label: 'VNET_DEFINE',
    insert: `VNET_DEFINE(\${1:int}, \${2:name});\n${ACCESSOR}`,
    note: 'A virtualized global and its accessor; the header gets VNET_DECLARE and the accessor instead.',
  },
  {
    label: 'VNET_DEFINE_STATIC',
    insert: `VNET_DEFINE_STATIC(\${1:int}, \${2:name});\n${ACCESSOR}`,
    note: 'A virtualized global of this file, and its accessor.',
  },
  {
    label: 'VNET_DECLARE',
    insert: `VNET_DECLARE(\${1:int}, \${2:name});\n${ACCESSOR}`,
    note: 'The declaration for other files, and the accessor.',
  },
  {
    label: 'VNET_SYSINIT',
    insert: CONSTRUCTOR,
    note: 'A constructor with its destructor at the same level, and the functions of both.',
  },
  {
    label: 'VNET_PCPUSTAT_DEFINE',
    insert:
      'VNET_PCPUSTAT_DEFINE(struct ${1:stat}, ${2:stat});\nVNET_PCPUSTAT_SYSINIT(${2:stat});\nVNET_PCPUSTAT_SYSUNINIT(${2:stat});',
    note: 'Statistics of each vnet, with what allocates and frees their counters.',
  },
  ...['INT', 'UINT', 'STRING', 'PROC'].map((kind) => sysctl(kind)),
  ...['INT', 'UINT', 'STRING', 'PROC'].map((kind) => sysctlWrapper(kind)),
  {
    label: 'CURVNET_SET',
    insert: 'CURVNET_SET(${1:ifp->if_vnet});\n$0\nCURVNET_RESTORE();',
    note: 'Every way out of the scope needs its CURVNET_RESTORE().',
  },
  {
    label: 'VNET_FOREACH',
    insert:
      'VNET_LIST_RLOCK();\nVNET_FOREACH(${1:vnet_iter}) {\n\tCURVNET_SET(${1:vnet_iter});\n\t$0\n\tCURVNET_RESTORE();\n}\nVNET_LIST_RUNLOCK();',
    note: 'All vnets, under the lock of their list; needs VNET_ITERATOR_DECL(vnet_iter) among the declarations.',
  },
];

function sysctl(kind: string): MacroSnippet {
  return {
    label: `SYSCTL_${kind}`,
    insert: `SYSCTL_${kind}(\${1:_net_inet}, OID_AUTO, \${2:name},\n    ${TYPE[kind] ?? ''}CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(\${3:name}), ${REST[kind] ?? ''},\n    "\${4:description}");`,
    note: "A sysctl of the current vnet's copy: CTLFLAG_VNET and VNET_NAME belong together.",
    needs: 'VNET_NAME',
    from: CTLFLAG_VNET_SINCE,
  };
}

function sysctlWrapper(kind: string): MacroSnippet {
  return {
    label: `SYSCTL_VNET_${kind}`,
    insert: `SYSCTL_VNET_${kind}(\${1:_net_inet}, OID_AUTO, \${2:name},\n    ${TYPE[kind] ?? ''}CTLFLAG_RW, &VNET_NAME(\${3:name}), ${REST[kind] ?? ''},\n    "\${4:description}");`,
    note: "A sysctl of the current vnet's copy, as releases before 10.0 write it.",
    needs: 'VNET_NAME',
    below: CTLFLAG_VNET_SINCE,
  };
}

/**
 * Macros of the interface that begin with what was typed.
 * @param has true for a macro that the tree has
 */
export function macroSnippets(
  prefix: string,
  osreldate: number,
  has: (macro: string) => boolean,
): readonly Completion[] {
  return SNIPPETS.filter(
    ({ label, needs = label, from = 0, below = Infinity }) =>
      label.startsWith(prefix) && osreldate >= from && osreldate < below && has(needs),
  ).map(({ label, insert, note }) => ({
    label,
    kind: 'snippet',
    detail: 'with what belongs to it',
    home: undefined,
    insert,
    isSnippet: true,
    note,
  }));
}

/** The text of a snippet for an editor that knows no places: names stand where they are to be filled in. */
export function plainText(snippet: string): string {
  return snippet.replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/\$\d/g, '');
}
