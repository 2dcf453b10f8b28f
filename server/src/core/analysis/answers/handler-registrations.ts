import type { TreeFlow, TreeFunction } from '../../flow/tree-flow.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import { T_IDENT } from '../../lexer/token-kinds.ts';
import type { Spot } from '../../text/spot.ts';
import { enclosingInvocations, identifierAt } from '../../written/token-at.ts';
import type { Session } from '../session/session.ts';
import { locationOf, type Location } from './answer-terms.ts';
import type { Target } from './definition.ts';

/**
 * Where the function that is named at an offset is given away to be called later: as a constructor, a callout, an
 * event's or a sysctl's handler. Sysctls are those of the function's own file. Undefined if it is given to nobody.
 */
export function registrationsAt(session: Session, flow: TreeFlow, path: string, offset: number): Target | undefined {
  const file = session.tokens(path);
  const token = file === undefined ? -1 : identifierAt(file, offset);
  if (file === undefined || token < 0) return undefined;
  const name = file.spelling(token);
  const [target] = flow.resolve(path, name);
  if (target === undefined) return undefined;
  const places = [...handedOver(session, flow, target), ...sysctls(session, target)];
  if (places.length === 0) return undefined;
  return { origin: spotOf(file, token), places: places.sort(inOrder) };
}

function handedOver(session: Session, flow: TreeFlow, target: TreeFunction): readonly Location[] {
  const { name } = target.flow;
  return [...flow.paths].flatMap((path) => {
    const given = flow.file(path)?.registrations.filter(({ handler }) => handler === name) ?? [];
    return given.length > 0 && flow.resolve(path, name).includes(target)
      ? given.map((one) => locationOf(session, path, one))
      : [];
  });
}

function sysctls(session: Session, { path, flow: { name } }: TreeFunction): readonly Location[] {
  const file = session.tokens(path);
  if (file?.text.includes('SYSCTL_') !== true) return [];
  const wanted = file.interner.intern(name);
  const found: Location[] = [];
  for (let token = 0; token < file.count; token++) {
    if (file.kind[token] !== T_IDENT || file.value[token] !== wanted) continue;
    const [around] = enclosingInvocations(file, token);
    if (around === undefined || !file.spelling(around.invocation.name).startsWith('SYSCTL_')) continue;
    const argument = around.invocation.arguments[around.argument];
    if (argument?.from === token && argument.to === token + 1)
      found.push(locationOf(session, path, spotOf(file, token)));
  }
  return found;
}

function spotOf(file: TokenFile, token: number): Spot {
  return { start: file.start[token] as number, end: file.end[token] as number };
}

function inOrder(a: Location, b: Location): number {
  return a.path === b.path ? a.start - b.start : a.path < b.path ? -1 : 1;
}
