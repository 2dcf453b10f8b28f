import type { TokenFile } from '../../lexer/token-file.ts';
import { MIGRATIONS, type Rewrite, type Migration, type Remark } from '../../migration/rewrite.ts';
import { migrateStaticDefines } from '../../migration/static-define.ts';
import { migrateSysctls } from '../../migration/sysctl-vnet.ts';
import { applyEdits } from '../../text/text-edit.ts';
import { migrateContainers, type FileMigration } from '../containers/container-migration.ts';
import { holdsAny, type Mark } from '../../text/file-source.ts';
import { lineColumn } from '../../vnet/file-facts.ts';
import { sourceFiles } from '../workspace/tree-index.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** One construct, as `vnetscope migrate` prints it; the names are the JSON contract. Lines and columns are 1-based. */
interface MigratedConstruct {
  readonly migration: Migration;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly edits: readonly {
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
    readonly text: string;
  }[];
}

export interface MigrationReport {
  readonly schemaVersion: 1;
  readonly release: { readonly name: string; readonly osreldate: number };
  readonly filesRead: number;
  readonly changes: readonly MigratedConstruct[];
  /** What has to be done by hand. */
  readonly remarks: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly message: string;
  }[];
  /** What the result needs that this tree does not have. */
  readonly needs: readonly string[];
}

/** A file with its text before and after; what `--write` writes and a diff shows. */
export interface MigratedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface MigrationResult {
  readonly report: MigrationReport;
  readonly files: readonly MigratedFile[];
}

const MARKS: readonly Mark[] = [
  { word: 'SYSCTL_VNET_' },
  { word: 'vnet_sysctl_handle_' },
  { word: 'VNET_SYSCTL_ARG' },
  { word: 'VNET_DEFINE' },
  { word: 'VNET_PCPUSTAT_DEFINE' },
  { word: 'DPCPU_DEFINE' },
];

/** Rewrites the older interfaces in the tree, or in `paths` of it, as newer ones. Writes nothing. */
export function migrate(
  workspace: Workspace,
  migrations: readonly Migration[] = MIGRATIONS,
  paths: readonly string[] = sourceFiles(workspace),
): MigrationResult {
  const files: MigratedFile[] = [];
  const changes: MigratedConstruct[] = [];
  const remarks: MigrationReport['remarks'][number][] = [];
  const containers = migrations.includes('container')
    ? migrateContainers(workspace, migrations)
    : new Map<string, FileMigration>();
  for (const path of paths) {
    const container = containers.get(path);
    if (container === undefined && holdsAny(workspace.files, path, MARKS) !== true) continue;
    const text = workspace.files.read(path);
    if (text === undefined) continue;
    const tokens = workspace.frontEnd.preprocessor.tokensOf(path, text);
    const found = fileChanges(tokens, migrations, container);
    changes.push(...found.changes.map((change) => construct(tokens, change)));
    remarks.push(...found.remarks.map(({ start, message }) => ({ file: path, ...lineColumn(tokens, start), message })));
    if (found.changes.length === 0) continue;
    files.push({
      path,
      before: text,
      after: applyEdits(
        text,
        found.changes.flatMap((change) => change.edits),
      ),
    });
  }
  return {
    files,
    report: {
      schemaVersion: 1,
      release: { ...workspace.tree.release },
      filesRead: paths.length,
      changes,
      remarks,
      needs: needs(workspace, changes),
    },
  };
}

/** In the order of their places. */
export function fileChanges(
  file: TokenFile,
  migrations: readonly Migration[],
  container: FileMigration = { changes: [], remarks: [] },
): { readonly changes: readonly Rewrite[]; readonly remarks: readonly Remark[] } {
  const sysctls = migrations.includes('sysctl') ? migrateSysctls(file) : { changes: [], remarks: [] };
  const statics = migrations.includes('static') ? migrateStaticDefines(file) : [];
  return {
    changes: [...container.changes, ...sysctls.changes, ...statics].sort((a, b) => a.start - b.start),
    remarks: [...container.remarks, ...sysctls.remarks],
  };
}

function construct(file: TokenFile, { migration, start, title, edits }: Rewrite): MigratedConstruct {
  return {
    migration,
    file: file.path,
    ...lineColumn(file, start),
    message: title,
    edits: edits.map((edit) => {
      const end = lineColumn(file, edit.end);
      return { ...lineColumn(file, edit.start), endLine: end.line, endColumn: end.column, text: edit.text };
    }),
  };
}

/** The newer interfaces came one by one: a tree may have one and lack another. */
function needs(workspace: Workspace, changes: readonly MigratedConstruct[]): string[] {
  const found: string[] = [];
  const has = (migration: Migration): boolean => changes.some((change) => change.migration === migration);
  const handlesVnet = workspace.files.read(workspace.inSys('kern/kern_sysctl.c'))?.includes('vnet_data_base');
  if (has('container'))
    found.push(
      'VNET_DEFINE, VNET_DECLARE and VNET, and struct vnet_modinfo without vmi_size and vmi_symmap (8.0 and later): replace sys/vimage.h by the allocator (net/vnet.c, net/vnet.h)',
    );
  if (has('sysctl') && handlesVnet === false)
    found.push(
      "a sysctl_root_handler that adds vnet_data_base for CTLFLAG_VNET (10.0 and later): this tree's kern/kern_sysctl.c does not",
    );
  if (has('static') && !workspace.roles.has('VNET_DEFINE_STATIC'))
    found.push("VNET_DEFINE_STATIC (12.0 and later): this tree's net/vnet.h does not define it");
  return found;
}
