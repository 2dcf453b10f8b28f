import { getOrMake } from '../../collections/get-or-make.ts';
import { MIGRATIONS, type Rewrite, type Migration, type Remark } from '../../migration/rewrite.ts';
import { lineBreak } from '../../migration/line-width.ts';
import { withoutGuards } from '../../migration/guards.ts';
import { removalOf } from '../../migration/removal.ts';
import { specifiersEnd, vnetDeclare, vnetDefine, type StaticForm } from '../../migration/vnet-define.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import type { TextEdit } from '../../text/text-edit.ts';
import type { AssignmentFact } from './container-bodies.ts';
import { containerFacts } from './container-facts.ts';
import { fileScopeNames, type FileScopeName } from '../../written/file-scope.ts';
import { invocationAt, tokensText } from '../../written/invocations.ts';
import type { PlainGlobal } from './container-files.ts';
import { containerTree, type ContainerMember, type ContainerTree } from './container-tree.ts';
import { valuesIn } from './container-values.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface FileMigration {
  readonly changes: readonly Rewrite[];
  readonly remarks: readonly Remark[];
}

const ZERO = /^\(?(?:0[xX]?0*[uUlL]*|NULL|\(\w+\)\s*0)\)?$/;
/** A number, a macro in capitals, and what may stand between: no call, no variable. */
const CONSTANT =
  /^[-+~(]*\s*(?:0[xX][\da-fA-F]+|\d+|[A-Z][A-Z0-9_]*)[uUlL]*(?:[\s()*+|&<-]|0[xX][\da-fA-F]+|\d+|[A-Z][A-Z0-9_]*)*$/;

/** A number: no name in it whose meaning depends on its place. */
const LITERAL = /^[-+~(]*\s*(?:0[xX][\da-fA-F]+|\d+)[uUlL]*\)?$/;

/** The header with the tree's VNET macros, which those of the allocator replace. */
const ALLOCATOR = 'sys/vimage.h';

/** The containers of a tree as VNET_DEFINE, VNET_DECLARE and VNET, file by file; empty in a tree without any. */
export function migrateContainers(
  workspace: Workspace,
  migrations: readonly Migration[],
): ReadonlyMap<string, FileMigration> {
  const tree = containerTree(workspace);
  const found = new Map<string, FileMigration>();
  if (tree === undefined) return found;
  const run = new ContainerMigration(
    workspace,
    tree,
    migrations.includes('static') ? 'VNET_DEFINE_STATIC' : 'static VNET_DEFINE',
    migrations.includes('sysctl'),
  );
  for (const path of tree.files.all) {
    const made = run.file(path);
    if (made !== undefined) found.set(path, made);
  }
  return found;
}

/** All of it as edits, for one step of an editor. */
export function containerEdits(workspace: Workspace): readonly (TextEdit & { readonly path: string })[] {
  return [...migrateContainers(workspace, MIGRATIONS)].flatMap(([path, { changes }]) =>
    changes.flatMap(({ edits }) => edits.map((edit) => ({ path, ...edit }))),
  );
}

class ContainerMigration {
  private readonly workspace: Workspace;
  private readonly tree: ContainerTree;
  private readonly form: StaticForm;
  private readonly isNewSysctl: boolean;
  private readonly members: readonly ContainerMember[];
  /** Members by the file and the offset of their plain globals and of externs. */
  private readonly places = new Map<string, Map<number, ContainerMember>>();
  private readonly instances: ReadonlySet<string>;
  private readonly maps: ReadonlySet<string>;
  /** Assignments in constructors that become initial values, or repeat one. */
  private readonly taken = new Map<AssignmentFact, { readonly member: ContainerMember; readonly value: string }>();

  constructor(workspace: Workspace, tree: ContainerTree, form: StaticForm, isNewSysctl: boolean) {
    this.workspace = workspace;
    this.tree = tree;
    this.form = form;
    this.isNewSysctl = isNewSysctl;
    this.members = tree.containers.flatMap(({ members }) => members);
    this.instances = new Set(tree.containers.flatMap(({ instance }) => (instance === undefined ? [] : [instance])));
    this.maps = new Set(tree.modules.flatMap(({ fact }) => fact.fields.get('vmi_symmap')?.text ?? []));
    for (const member of this.members)
      for (const { path, name } of [...member.definitions, ...member.externs]) {
        const places = getOrMake(this.places, path, () => new Map<number, ContainerMember>());
        if (!places.has(name.start)) places.set(name.start, member);
      }
    this.takeAssignments();
  }

  file(path: string): FileMigration | undefined {
    const text =
      this.places.has(path) || this.tree.files.factsOf(path) !== undefined
        ? this.workspace.files.read(path)
        : undefined;
    if (text === undefined) return undefined;
    const file = this.workspace.frontEnd.preprocessor.tokensOf(path, text);
    const edits: TextEdit[] = [];
    const remarks: Remark[] = [];
    const filled: { readonly start: number; readonly end: number }[] = [];
    const instances = this.declarations(file, edits, filled, remarks);
    this.machinery(file, edits, filled);
    if (edits.length === 0) return undefined;
    const all = withoutGuards(
      file,
      edits,
      (from, to) => filled.some(({ start }) => start >= from && start < to),
      instances,
    );
    const [first] = all;
    if (first === undefined) return undefined;
    const count = filled.length;
    const title =
      count > 0
        ? `${count} plain global${count === 1 ? '' : 's'} of containers as VNET_DEFINE or VNET_DECLARE`
        : 'containers are removed';
    return { changes: [{ migration: 'container', start: first.start, end: first.end, title, edits: all }], remarks };
  }

  /**
   * Plain globals, their externs, and the containers' instances, in whose place members without a plain global are
   * defined: these edits are returned.
   */
  private declarations(
    file: TokenFile,
    edits: TextEdit[],
    filled: { start: number; end: number }[],
    remarks: Remark[],
  ): readonly TextEdit[] {
    const names = fileScopeNames(file);
    const instances: TextEdit[] = [];
    for (const name of names) {
      if (this.instances.has(name.name)) {
        const homeless = name.isDefinition
          ? this.members.filter((member) => member.container.instance === name.name && member.definitions.length === 0)
          : [];
        const removal = removalOf(file.text, file.start[name.from] as number, file.end[name.to - 1] as number);
        if (homeless.length === 0) edits.push(removal);
        else {
          instances.push({
            ...removal,
            text: homeless
              .map(
                (member) =>
                  `VNET_DEFINE(${member.fact.type.replace(/ ?\[.*$/, '')}, ${member.name}${/\[.*$/.exec(member.fact.type)?.[0] ?? ''});\n`,
              )
              .join(''),
          });
          filled.push({ start: removal.start, end: removal.end });
        }
        continue;
      }
      if (this.maps.has(name.name))
        edits.push(removalOf(file.text, file.start[name.from] as number, file.end[name.to - 1] as number));
    }
    const done = new Set<number>();
    let isIncluded = new RegExp(`^#\\s*include\\s*<${ALLOCATOR}>`, 'm').test(file.text);
    for (const name of names) {
      const start = file.start[name.from] as number;
      if (done.has(start) || this.memberOf(file.path, name) === undefined) continue;
      done.add(start);
      const all = names.filter((one) => one.from === name.from);
      const lines = all.map((one) => this.line(file, one));
      const stuck = all.find((_, k) => lines[k] === undefined);
      if (stuck !== undefined) {
        remarks.push({
          start: stuck.start,
          end: stuck.end,
          message: `${stuck.name} has a type that VNET_DEFINE(type, name) cannot express: add a typedef`,
        });
        continue;
      }
      // The first declaration that needs the macros gets their #include: a header with plain externs did not need it.
      const include = isIncluded ? '' : `#include <${ALLOCATOR}>\n\n`;
      isIncluded = true;
      edits.push({ start, end: file.end[name.to - 1] as number, text: `${include}${lines.join('\n')}` });
      filled.push({ start, end: file.end[name.to - 1] as number });
    }
    edits.push(...instances);
    return instances;
  }

  /** A declarator in the newer interface; unchanged if it is not a member's. */
  private line(file: TokenFile, name: FileScopeName): string | undefined {
    const member = this.memberOf(file.path, name);
    if (member === undefined) {
      const last = name.initializer?.to ?? name.declaratorTo;
      return name.count === 1
        ? undefined
        : `${file.text.slice(file.start[name.from], file.end[specifiersEnd(file, name) - 1])} ${file.text.slice(file.start[Math.max(specifiersEnd(file, name), name.declaratorFrom)], file.end[last - 1])};`;
    }
    if (!name.isDefinition) return vnetDeclare(file, name);
    const own =
      name.initializer === undefined ? undefined : tokensText(file, name.initializer.from, name.initializer.to);
    return vnetDefine(
      file,
      { name, memberType: member.fact.type, initial: own === undefined ? this.assigned(member) : own },
      this.form,
    );
  }

  private memberOf(path: string, name: FileScopeName): ContainerMember | undefined {
    return name.kind === 'object' ? this.places.get(path)?.get(name.start) : undefined;
  }

  private machinery(file: TokenFile, edits: TextEdit[], filled: { start: number; end: number }[]): void {
    const facts = containerFacts(file);
    const { text } = file;
    const at = (token: number): number => file.start[token] as number;
    const lines = (from: number, to: number): void => {
      edits.push(removalOf(text, at(from), file.end[to - 1] as number));
    };
    for (const { head, from } of facts.accessors)
      if (this.tree.byHead.has(head)) {
        edits.push({ start: at(from + 3), end: file.end[from + 3] as number, text: 'VNET' });
        filled.push({ start: at(from), end: at(from) });
      }
    for (const { name, from, to } of facts.macros)
      if (this.tree.byHead.has(name) || this.tree.byInit.has(name)) lines(from, to);
    for (const { tag, from, to } of facts.records)
      if (this.tree.containers.some((one) => one.tag === tag && one.path === file.path)) lines(from, to);
    for (const { tag, from, to } of facts.guards)
      if (this.tree.containers.some((one) => one.tag === tag)) lines(from, to);
    for (const { fields } of facts.modules)
      for (const field of ['vmi_size', 'vmi_symmap']) {
        const found = fields.get(field);
        if (found !== undefined) lines(found.from, found.to);
      }
    // Through a macro, whose arguments stay as many as they were.
    for (const { path, fact } of this.tree.modules) {
      const map = path === file.path && fact.variable === '' ? fact.fields.get('vmi_symmap') : undefined;
      if (map !== undefined && map.text !== 'NULL')
        edits.push({ start: at(map.from), end: file.end[map.to - 1] as number, text: 'NULL' });
    }
    for (const body of facts.bodies) {
      for (const { macro, from, to } of body.macros)
        if (this.tree.byInit.has(macro)) edits.push(wholeLine(text, at(from), file.end[to - 1] as number));
      for (const assignment of body.assignments) if (this.taken.has(assignment)) lines(assignment.from, assignment.to);
    }
    for (const { macro, container, arguments: given, token, memberSpot } of facts.sysctls) {
      const [subsystem, , parent, , , access] = given;
      if (
        !this.tree.containers.some(({ tag }) => tag === container) ||
        subsystem === undefined ||
        parent === undefined ||
        access === undefined
      )
        continue;
      const plain = macro.replace(/^SYSCTL_V_/, this.isNewSysctl ? 'SYSCTL_' : 'SYSCTL_VNET_');
      const ownEdits: TextEdit[] = [
        { start: at(token), end: file.end[token] as number, text: plain },
        { start: at(subsystem.from), end: at(parent.from), text: '' },
      ];
      if (this.isNewSysctl) ownEdits.push({ start: at(access.from), end: at(access.from), text: 'CTLFLAG_VNET | ' });
      ownEdits.push({
        start: memberSpot.start,
        end: memberSpot.end,
        text: `&VNET_NAME(${text.slice(memberSpot.start, memberSpot.end)})`,
      });
      const invocation = invocationAt(file, token);
      const wrapped =
        invocation === undefined
          ? undefined
          : lineBreak(file, invocation, [access.from, ...given.slice(6).map(({ from }) => from)], ownEdits);
      edits.push(...ownEdits, ...(wrapped === undefined ? [] : [wrapped]));
      filled.push({ start: at(token), end: at(token) });
    }
  }

  /**
   * The constant that constructors assign to each member, if they do so on every path and it has the same value where
   * the member is defined.
   */
  private takeAssignments(): void {
    const candidates: {
      readonly member: ContainerMember;
      readonly assignment: AssignmentFact;
      readonly value: string;
      readonly path: string;
      readonly home: PlainGlobal;
    }[] = [];
    const all = new Map<string, { readonly path: string; readonly assignment: AssignmentFact }[]>();
    for (const bodies of this.tree.constructors.values())
      for (const { path, fact } of bodies)
        for (const assignment of fact.assignments)
          all.set(assignment.name, [...(all.get(assignment.name) ?? []), { path, assignment }]);
    for (const member of this.members) {
      const found = [...new Set(member.accessors.map(({ fact }) => fact.name))].flatMap((name) => all.get(name) ?? []);
      const [only] = found;
      const [home] = member.definitions;
      if (
        only === undefined ||
        home === undefined ||
        found.length > 1 ||
        !only.assignment.isSure ||
        /\[/.test(member.fact.type)
      )
        continue;
      const file = this.workspace.frontEnd.preprocessor.tokensOf(only.path, this.workspace.files.read(only.path) ?? '');
      const value = tokensText(file, only.assignment.value.from, only.assignment.value.to);
      if (!CONSTANT.test(value) && !ZERO.test(value)) continue;
      const initial = this.initialOf(member);
      // If the value differs from the plain global's, the assignment stays in the constructor, which runs last.
      if (
        initial === undefined
          ? member.definitions.length === 1
          : initial === value || (ZERO.test(initial) && ZERO.test(value))
      )
        candidates.push({ member, assignment: only.assignment, value, path: only.path, home });
    }
    const named = candidates.filter(({ value }) => !LITERAL.test(value) && !ZERO.test(value));
    const valuesOf = new Map<string, ReadonlyMap<string, string | undefined>>();
    for (const place of new Set(named.flatMap(({ path, home }) => [path, home.path]))) {
      valuesOf.set(
        place,
        valuesIn(
          this.workspace,
          this.tree.containers[0]?.mode ?? 'static',
          place,
          named.filter(({ path, home }) => path === place || home.path === place).map(({ value }) => value),
        ),
      );
    }
    for (const { member, assignment, value, path, home } of candidates) {
      const [there, here] = [valuesOf.get(path)?.get(value), valuesOf.get(home.path)?.get(value)];
      if (
        LITERAL.test(value) ||
        ZERO.test(value) ||
        (there !== undefined && there === here && !this.isDefinedBelow(home, value))
      )
        this.taken.set(assignment, { member, value });
    }
  }

  /** True when a macro of the value is defined behind the definition that would need it. */
  private isDefinedBelow({ path, name }: PlainGlobal, value: string): boolean {
    const below = (this.workspace.files.read(path) ?? '').slice(name.end);
    return (value.match(/[A-Z]\w*/g) ?? []).some((word) => new RegExp(`^#\\s*define\\s+${word}\\b`, 'm').test(below));
  }

  private initialOf({ definitions }: ContainerMember): string | undefined {
    for (const { path, name } of definitions) {
      const text = this.workspace.files.read(path);
      if (name.initializer !== undefined && text !== undefined)
        return tokensText(
          this.workspace.frontEnd.preprocessor.tokensOf(path, text),
          name.initializer.from,
          name.initializer.to,
        );
    }
    return undefined;
  }

  /** The value that a constructor assigned and that is now in the definition. */
  private assigned(of: ContainerMember): string | undefined {
    for (const { member, value } of this.taken.values()) if (member === of) return ZERO.test(value) ? undefined : value;
    return undefined;
  }
}

/** The line on which something stands alone, a comment on it included; what is blank around it stays. */
function wholeLine(text: string, start: number, end: number): TextEdit {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const isAlone =
    text.slice(from, start).trim() === '' &&
    /^\s*(?:\/\*(?:(?!\*\/).)*\*\/\s*)?$/.test(text.slice(end, newline < 0 ? text.length : newline));
  return isAlone ? { start: from, end: newline < 0 ? text.length : newline + 1, text: '' } : { start, end, text: '' };
}
