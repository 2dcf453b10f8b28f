import { isUnknown } from '../../types/unknown.ts';
import type { SysinitFact } from '../../vnet/file-facts.ts';
import type { Spot } from '../../text/spot.ts';
import { kernelName, locationOf, type KernelName, type Location } from './answer-terms.ts';
import type { Subject } from './cursor-subject.ts';
import type { Session } from '../session/session.ts';

export interface SysinitHover {
  readonly kind: 'sysinit';
  readonly span: Spot;
  readonly isDestructor: boolean;
  readonly identifier: string;
  /** As written, and its value where the file's unit knows it. */
  readonly subsystem: { readonly text: string; readonly value: number | undefined };
  readonly order: { readonly text: string; readonly value: number | undefined };
  readonly handler: string;
  readonly argument: string;
  readonly at: Location;
  /**
   * Others of the same kind and (subsystem, order) in this file and in this kernel: those registered first run first.
   */
  readonly sameLevel: readonly (Location & { readonly identifier: string })[];
  readonly kernel: KernelName;
}

export function hoverSysinit(
  session: Session,
  path: string,
  subject: Extract<Subject, { kind: 'sysinit' }>,
): SysinitHover | undefined {
  const fact = session.facts(path)?.sysinits.find(({ start }) => start === subject.start);
  if (fact === undefined) return undefined;
  const twins = session.index.sysinits.filter(
    (other) =>
      isSameLevel(other.fact, fact) &&
      !(other.path === path && other.fact.start === fact.start) &&
      (other.path === path || session.workspace.isCompiled(other.path)),
  );
  return {
    kind: 'sysinit',
    span: subject.span,
    isDestructor: fact.kind === 'sysuninit',
    identifier: fact.identifier,
    subsystem: { text: fact.subsystem, value: valueOf(session, path, fact.subsystem) },
    order: { text: fact.order, value: valueOf(session, path, fact.order) },
    handler: fact.handler,
    argument: fact.argument,
    at: locationOf(session, path, fact),
    kernel: kernelName(session),
    sameLevel: twins.map((other) => ({
      ...locationOf(session, other.path, other.fact),
      identifier: other.fact.identifier,
    })),
  };
}

function isSameLevel(a: SysinitFact, b: SysinitFact): boolean {
  return a.kind === b.kind && a.subsystem === b.subsystem && a.order === b.order;
}

/** Value of a plain enumerator such as SI_SUB_PROTO_DOMAIN in the file's unit. */
function valueOf(session: Session, path: string, word: string): number | undefined {
  if (!/^[A-Za-z_]\w*$/.test(word)) return undefined;
  const measured = session.unitFor(path);
  const value = measured?.engine.enumeratorNamed(measured.unit.interner.intern(word));
  return value === undefined || isUnknown(value) || value.kind !== 'integer' ? undefined : Number(value.value);
}
