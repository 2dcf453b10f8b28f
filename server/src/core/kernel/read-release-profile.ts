import { Interner } from '../lexer/interner.ts';
import type { FileSource } from '../text/file-source.ts';
import { CodeText } from './code-text.ts';
import type { KernelTree } from './configuration.ts';
import { isNewerThanKnown } from './kernel-tree.ts';
import type { Behaviour, Citation, ReleaseProfile } from './release-profile.ts';
import { joinPath } from './tree-path.ts';

/** __FreeBSD_version from which a behaviour is the default, if the tree lacks the file that shows it. */
const SINCE = {
  /** LINKER_PROPAGATE_VNETS, vnet_save_init and VNET loader tunables (D39638, D41825). */
  vnetTunables: 1_500_000,
  /** vnet_shutdown, and mi_startup() merges sorted lists. */
  shutdown: 1_400_000,
  /** vnet_state, and vnet_if_return as a destructor. */
  state: 1_200_000,
  /** kern_sysctl.c adds the base for all handlers. */
  rootHandler: 1_000_000,
};

/**
 * The release's behaviours, each from the code of the tree itself: net/vnet.c, kern_linker.c, kern_module.c,
 * link_elf.c, link_elf_obj.c, kern_sysctl.c, init_main.c. A file that the tree lacks leaves its release's default,
 * without evidence.
 */
export function readReleaseProfile(files: FileSource, tree: KernelTree, arch: string): ReleaseProfile {
  const interner = new Interner();
  const code = (name: string): CodeText | undefined => {
    const path = joinPath(tree.sysDir, name);
    const text = files.read(path);
    return text === undefined ? undefined : new CodeText(path, text, interner);
  };
  const [vnet, linker, module, shared, object, sysctl, startup] = [
    'net/vnet.c',
    'kern/kern_linker.c',
    'kern/kern_module.c',
    'kern/link_elf.c',
    'kern/link_elf_obj.c',
    'kern/kern_sysctl.c',
    'kern/init_main.c',
  ].map(code);
  const { osreldate } = tree.release;
  const since = (version: number): boolean => osreldate >= version;
  const message = (from: CodeText | undefined, pattern: RegExp): Behaviour<string | undefined> => {
    const found = from?.string(pattern);
    return { value: found?.text, evidence: found?.at };
  };
  /** Behaviours of an untested release whose code exists but is not recognized. */
  const unrecognized: string[] = [];
  const choose = <Value>(
    what: string,
    code: Citation | undefined,
    candidates: readonly (readonly [Value, Citation | undefined])[],
    otherwise: Value,
  ): Behaviour<Value> => {
    for (const [value, evidence] of candidates) if (evidence !== undefined) return { value, evidence };
    if (code !== undefined && isNewerThanKnown(osreldate)) unrecognized.push(what);
    return { value: otherwise, evidence: undefined };
  };
  const profile: Omit<ReleaseProfile, 'unrecognized'> = {
    osreldate,
    propagation: choose(
      "when a module's initial values reach existing vnets",
      linker?.find(/\blinker_load_file \(/),
      [
        ['after-relocation', linker?.find(/\bLINKER_PROPAGATE_VNETS\b/)],
        ['before-relocation', object?.find(/\bvnet_data_copy \(/) ?? shared?.find(/\bvnet_data_copy \(/)],
      ],
      since(SINCE.vnetTunables) ? 'after-relocation' : 'before-relocation',
    ),
    savesInitialValues: ofFile(vnet, vnet?.find(/\bvnet_save_init \(/), since(SINCE.vnetTunables)),
    allocationUnit: choose(
      'what vnet_data_alloc() rounds sizes up to',
      vnet?.find(/\bvnet_data_alloc \(/),
      [
        ['max_align_t', vnet?.find(/\bVNET_DATAALIGN\b|\bmax_align_t\b/)],
        ['pointer', vnet?.find(/\broundup2 \( size , sizeof \( void \* \) \)/)],
      ],
      'pointer',
    ),
    freeTestsSuccessor: choose(
      'whether vnet_data_free() tests for a successor',
      vnet?.find(/\bvnet_data_free \(/),
      [
        [true, vnet?.find(/\b(\w+) != NULL && [^;{]*\b\1 ->|\bif \( dn [!=]= NULL/, /\bvnet_data_free \( void \*/)],
        [false, vnet?.find(/\b(\w+) = TAILQ_NEXT \(/, /\bvnet_data_free \( void \*/)],
      ],
      false,
    ),
    tracksState: ofFile(vnet, vnet?.find(/-> vnet_state = vs -> subsystem/), since(SINCE.state)),
    marksShutdown: ofFile(vnet, vnet?.find(/-> vnet_shutdown = (true|1)\b/), since(SINCE.shutdown)),
    interfaceReturn: choose(
      'who sends interfaces home',
      vnet?.find(/\bvnet_destroy \(/),
      [
        ['vnet_destroy', vnet?.find(/\bif_vmove \(/)],
        ['sysuninit', code('net/if.c')?.find(/\bVNET_SYSUNINIT \( vnet_if_return\b/)],
      ],
      since(SINCE.state) ? 'sysuninit' : 'vnet_destroy',
    ),
    setPadding: padding(shared, arch),
    sysctlBase: ofFileChoice(
      sysctl,
      sysctl?.find(/\barg1 = \( void \* \) \( curvnet -> vnet_data_base \+/),
      'root-handler',
      'vnet-handlers',
      since(SINCE.rootHandler),
    ),
    stopsAtEexist: ofFile(
      linker,
      linker?.find(/\bif \( error == EEXIST \) break ;/, /\blinker_load_file \(/),
      since(SINCE.vnetTunables),
    ),
    kernelHasUserref: ofFile(linker, linker?.find(/\blinker_preload_finish \(/), since(SINCE.state)),
    vnetTunables: tunables(sysctl, since(SINCE.vnetTunables), since(SINCE.rootHandler)),
    sysinitSort: choose(
      'how mi_startup() sorts SYSINITs',
      startup?.find(/\bmi_startup \(/),
      [
        ['exchange', startup?.find(/\* sipp = \* xipp ;/)],
        ['stable', startup?.find(/\bSTAILQ_HEAD\b|\bsysinit_mklist\b/)],
      ],
      since(SINCE.shutdown) ? 'stable' : 'exchange',
    ),
    messages: {
      objectOutOfSpace: message(object, /vnet module space/),
      sharedOutOfSpace: message(shared, /vnet module space/),
      objectPcpuOutOfSpace: message(object, /pcpu module space/),
      sharedPcpuOutOfSpace: message(shared, /pcpu module space/),
      invalidPadding: message(shared, /must be recompiled with linker script, invalid/),
      sysinitTooEarly: message(vnet, /vnet sysinit too early/),
      stillHasSockets: message(vnet, /still has sockets/),
      moduleTaken: message(module, /cannot register|module %s already exists/),
    },
  };
  return { ...profile, unrecognized };
}

/** True if it is found; false if the file exists without it. */
function ofFile(file: CodeText | undefined, evidence: Citation | undefined, otherwise: boolean): Behaviour<boolean> {
  return { value: file === undefined ? otherwise : evidence !== undefined, evidence };
}

function ofFileChoice<Value>(
  file: CodeText | undefined,
  evidence: Citation | undefined,
  found: Value,
  absent: Value,
  isFoundByDefault: boolean,
): Behaviour<Value> {
  return { value: ofFile(file, evidence, isFoundByDefault).value ? found : absent, evidence };
}

/** The word that link_elf.c looks for at a set's end (r348808); only on i386 if the code says so. */
function padding(shared: CodeText | undefined, arch: string): Behaviour<number | undefined> {
  const evidence = shared?.find(/\b0x90909090\b/);
  const isElsewhere = arch !== 'i386' && shared?.find(/defined \( __i386__ \)/, /\bparse_dpcpu \(/) !== undefined;
  return { value: evidence === undefined || isElsewhere ? undefined : 0x90909090, evidence };
}

/** sysctl_register_oid(): whether it fetches tunables, and what it does where CTLFLAG_VNET is set too. */
function tunables(
  sysctl: CodeText | undefined,
  byDefault: boolean,
  areFetchedByDefault: boolean,
): ReleaseProfile['vnetTunables'] {
  const fetches = sysctl?.find(/\bsysctl_load_tunable_by_oid_locked \(/);
  if (sysctl === undefined)
    return { value: byDefault ? 'reference-copy' : areFetchedByDefault ? 'ignored' : 'none', evidence: undefined };
  if (fetches === undefined) return { value: 'none', evidence: undefined };
  const ignored = sysctl.find(/-> oid_kind & CTLFLAG_VNET \) == 0 &&/);
  return ignored === undefined
    ? { value: 'reference-copy', evidence: fetches }
    : { value: 'ignored', evidence: ignored };
}
