import { initialBytes } from '../../abi/initial-bytes.ts';
import type { BuildFolder, KernelObject } from '../../kernel/configuration.ts';
import type { TypeView } from '../../simulator/type-view.ts';
import { isUnknown } from '../../types/unknown.ts';
import { addressTarget, type AddressTarget } from '../../vnet/address-target.ts';
import { definedSymbols } from '../../vnet/defined-symbols.ts';
import { linkerSetEntries } from '../../vnet/linker-sets.ts';
import { mentionedSymbols } from '../../vnet/mentioned-symbols.ts';
import { readModuleMetadata, type ModuleMetadata } from '../../vnet/module-metadata.ts';
import { initializerOf, setVariables, type SetVariable } from '../../vnet/set-variables.ts';
import { readSysctl, type SysctlOid } from '../../vnet/sysctl-oids.ts';
import { readSysinit, type Sysinit } from '../../vnet/sysinits.ts';
import { measureObjectPart, translateDeclarations, unreadablePart, type ObjectPart } from '../region/region.ts';
import type { UnitVariable } from '../../vnet/unit-facts.ts';
import type { SourceSymbols } from './undefined-symbols.ts';
import { TypeViews, type ViewPool } from '../workspace/type-view.ts';
import type { MeasuredUnit, Workspace } from '../workspace/workspace.ts';

/** A member as its object brings it to memory. */
export interface PartMember extends UnitVariable {
  readonly view: TypeView | undefined;
  /** undefined: all zero. */
  readonly bytes: Uint8Array | undefined;
  readonly relocations: readonly PartRelocation[];
  /** Why the bytes are not known. */
  readonly unknownBytes: string | undefined;
}

interface PartRelocation {
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  readonly addend: number;
  readonly target: AddressTarget;
}

/** What one object brings to memory, and its entries of the linker sets that the kernel acts on. */
export interface ImagePart extends ObjectPart<PartMember> {
  readonly sysinits: readonly Sysinit[];
  readonly sysuninits: readonly Sysinit[];
  readonly sysctls: readonly SysctlOid[];
  readonly metadata: readonly ModuleMetadata[];
  /** Of a module's object; undefined where nobody asked. */
  readonly symbols?: SourceSymbols;
}

const LINKER_SETS = ['sysinit_set', 'sysuninit_set', 'sysctl_set', 'modmetadata_set'];

/** The part of a module's object: what it says of symbols is in it. */
export function readModulePart(
  workspace: Workspace,
  object: KernelObject,
  pool: ViewPool,
  build: BuildFolder,
): ImagePart {
  const text = workspace.files.read(object.source);
  if (text === undefined) return unreadable(object.source);
  const measured = translateDeclarations(workspace, object.source, text, object.compile, build);
  // While the macros are the unit's.
  const symbols = sourceSymbols(workspace, measured);
  return { ...imagePart(object.source, measured, pool), symbols };
}

function sourceSymbols(workspace: Workspace, { unit, engine }: MeasuredUnit): SourceSymbols {
  const defined = definedSymbols({ unit, engine });
  const mentioned = [...mentionedSymbols(unit, workspace.frontEnd.preprocessor.environment)].map((name) =>
    engine.symbolName(name),
  );
  return { defined, mentioned: new Set(mentioned.filter((symbol) => !defined.has(symbol))) };
}

/** Translates one object's source and reads all of its part. */
export function readImagePart(
  workspace: Workspace,
  object: KernelObject,
  pool: ViewPool,
  build = workspace.kernel.build,
): ImagePart {
  const text = workspace.files.read(object.source);
  return text === undefined
    ? unreadable(object.source)
    : imagePart(object.source, translateDeclarations(workspace, object.source, text, object.compile, build), pool);
}

function unreadable(source: string): ImagePart {
  return { ...unreadablePart(source), sysinits: [], sysuninits: [], sysctls: [], metadata: [] };
}

function imagePart(source: string, measured: MeasuredUnit, pool: ViewPool): ImagePart {
  const { unit, engine } = measured;
  const variables = new Map(setVariables(unit).map((variable) => [variable.symbol, variable]));
  const here = new Set(variables.keys());
  const views = new TypeViews(engine, pool);
  const member = (variable: UnitVariable): PartMember => {
    const found = variables.get(variable.symbol);
    return found === undefined
      ? { ...variable, view: undefined, bytes: undefined, relocations: [], unknownBytes: 'its definition is not found' }
      : { ...variable, ...contents(measured, found, views, here) };
  };
  const part = measureObjectPart(source, measured);
  const sysinits: Sysinit[] = [];
  const sysuninits: Sysinit[] = [];
  const sysctls: SysctlOid[] = [];
  const metadata: ModuleMetadata[] = [];
  const problems = [...part.problems];
  for (const entry of linkerSetEntries(engine, LINKER_SETS)) {
    if (entry.set === 'modmetadata_set') {
      const read = readModuleMetadata(engine, entry);
      if (read !== undefined) metadata.push(read);
      continue;
    }
    const read = entry.set === 'sysctl_set' ? readSysctl(engine, entry, here) : readSysinit(engine, entry);
    if (isUnknown(read))
      problems.push({
        file: entry.file,
        line: entry.line,
        message: `an entry of ${entry.set} is not understood: ${read.reason}`,
      });
    else if ('leaf' in read) sysctls.push(read);
    else (entry.set === 'sysinit_set' ? sysinits : sysuninits).push(read);
  }
  return {
    ...part,
    sets: { set_vnet: part.sets.set_vnet.map(member), set_pcpu: part.sets.set_pcpu.map(member) },
    sysinits,
    sysuninits,
    sysctls,
    metadata,
    problems,
  };
}

function contents(
  { unit, resolver, engine }: MeasuredUnit,
  variable: SetVariable,
  views: TypeViews,
  here: ReadonlySet<string>,
): Pick<PartMember, 'view' | 'bytes' | 'relocations' | 'unknownBytes'> {
  const { declaration, declarator, inside } = variable;
  const range = declarator.initializer;
  const declared = resolver.ofDeclarator(declaration.specifiers, declarator, inside?.scope);
  const type = range === undefined ? declared : engine.completed(declared, range, inside?.scope);
  const view = views.of(type);
  const shown = isUnknown(view) ? undefined : view;
  if (range === undefined) return { view: shown, bytes: undefined, relocations: [], unknownBytes: undefined };
  const initializer = initializerOf(unit, variable);
  if (initializer === undefined)
    return { view: shown, bytes: undefined, relocations: [], unknownBytes: 'its initializer is not understood' };
  const made = initialBytes(engine, declared, initializer, inside?.scope);
  if (isUnknown(made)) return { view: shown, bytes: undefined, relocations: [], unknownBytes: made.reason };
  const relocations = made.relocations.map(({ offsetBytes, sizeBytes, addend, base }) => ({
    offsetBytes,
    sizeBytes,
    addend: Number(addend),
    target: addressTarget(engine, base, here),
  }));
  return { view: shown, bytes: made.bytes, relocations, unknownBytes: undefined };
}
