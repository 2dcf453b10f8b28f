import type { TokenFile } from '../lexer/token-file.ts';
import type { TextEdit } from '../text/text-edit.ts';
import type { ResourceUse } from './file-flow.ts';
import { beforeBrace, indentUnit, tokenStartingAt } from './restore-edits.ts';
import type { HandedOver } from './tree-contexts.ts';
import type { TreeFlow } from './tree-flow.ts';

/** The release of what each call creates; `$` is the resource as written. */
const GIVE_BACK: ReadonlyMap<string, string> = new Map([
  ['mtx_init', 'mtx_destroy($);'],
  ['rw_init', 'rw_destroy($);'],
  ['rw_init_flags', 'rw_destroy($);'],
  ['sx_init', 'sx_destroy($);'],
  ['sx_init_flags', 'sx_destroy($);'],
  ['rm_init', 'rm_destroy($);'],
  ['rm_init_flags', 'rm_destroy($);'],
  ['cv_init', 'cv_destroy($);'],
  ['callout_init', 'callout_drain($);'],
  ['callout_init_mtx', 'callout_drain($);'],
  ['callout_init_rw', 'callout_drain($);'],
  ['uma_zcreate', 'uma_zdestroy($);'],
  ['counter_u64_alloc', 'counter_u64_free($);'],
  ['new_unrhdr', 'delete_unrhdr($);'],
  ['if_clone_simple', 'if_clone_detach($);'],
  ['if_clone_advanced', 'if_clone_detach($);'],
  ['taskqueue_create', 'taskqueue_free($);'],
]);

/** A virtualized global or a member of one, nothing that an index or a pointer leads to. */
const PLAIN = /^&?V_\w+(\.\w+)*$/;

/**
 * Edits in the constructor's file that give `resource` back: a line in the destructor of the same file, or a destructor
 * of its own after the VNET_SYSINIT. undefined if it isn't plain what to call, or the constructor is in another file.
 */
export function giveBackEdits(
  file: TokenFile,
  flow: TreeFlow,
  path: string,
  place: HandedOver | undefined,
  resource: ResourceUse,
): readonly TextEdit[] | undefined {
  const call = GIVE_BACK.get(resource.by)?.replace('$', resource.text);
  if (
    call === undefined ||
    !PLAIN.test(resource.text) ||
    place === undefined ||
    place.path !== path ||
    place.registration.via !== 'VNET_SYSINIT'
  )
    return undefined;
  // One in front of the constructor may not see the accessor yet.
  const destructor = flow
    .functions(path)
    .find(
      (one) =>
        one.flow.bodyEnd > resource.end &&
        flow.contexts
          .handedOver(one)
          .some(
            ({ path: where, registration: { kind, via } }) =>
              where === path && kind === 'vnet-sysuninit' && via === 'VNET_SYSUNINIT',
          ),
    );
  if (destructor !== undefined) return beforeBrace(file, destructor.flow.bodyEnd - 1, call);
  const { detail, order, handler, end } = place.registration;
  const name = `${handler.replace(/_?(sys)?init(_vnet)?$|_attach$/, '')}_uninit`;
  if (tokenStartingAt(file, place.registration.start) < 0 || file.text.includes(`${name}(`)) return undefined;
  // After the invocation's `);`.
  const after = file.text.indexOf(';', end) + 1;
  if (after <= end) return undefined;
  return [
    {
      start: after,
      end: after,
      text: `\n\nstatic void\n${name}(const void *unused __unused)\n{\n\n${indentUnit(file.text)}${call}\n}\nVNET_SYSUNINIT(${name}, ${detail}, ${order}, ${name}, NULL);`,
    },
  ];
}
