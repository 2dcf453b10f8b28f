import { T_IDENT } from '../../lexer/token-kinds.ts';
import { hasMode } from '../containers/vimage-modes.ts';
import { isUnknown } from '../../types/unknown.ts';
import type { Spot } from '../../text/spot.ts';
import { tokensText } from '../../written/invocations.ts';
import { kernelName, locationOf, type KernelName, type Location } from './answer-terms.ts';
import type { PlainGlobal } from '../containers/container-files.ts';
import { containerTree, type ContainerMember, type ContainerTree } from '../containers/container-tree.ts';
import { measureContainer } from '../containers/container-layout.ts';
import type { Session } from '../session/session.ts';
import { identifierAt } from '../../written/token-at.ts';

/** A virtualized global of 2008 or 2009: a member of its subsystem's container. */
export interface ContainerHover {
  readonly kind: 'container';
  readonly span: Spot;
  readonly name: string;
  readonly type: string;
  /** `struct vnet_inet` */
  readonly container: string;
  readonly declared: Location;
  readonly accessor: string | undefined;
  /** Or why it is not known. */
  readonly place:
    { readonly offsetBytes: number; readonly sizeBytes: number; readonly containerBytes: number } | string;
  /** `vnet_inet` with options VIMAGE, `vnet_inet_0` without. */
  readonly base: string | undefined;
  readonly instance: string | undefined;
  /** The plain global of options VIMAGE_GLOBALS. */
  readonly plain: Location | undefined;
  readonly initial: string | undefined;
  /** Constructors that assign to it. */
  readonly constructors: readonly (Location & { readonly name: string })[];
  readonly kernel: KernelName;
}

/** The hover for V_x, for the member or for its plain global; undefined in trees without containers. */
export function hoverContainer(session: Session, path: string, offset: number): ContainerHover | undefined {
  const { workspace } = session;
  const tokens = session.tokens(path);
  const token = tokens === undefined ? -1 : identifierAt(tokens, offset);
  const tree = token < 0 ? undefined : containerTree(workspace);
  if (tokens === undefined || tree === undefined || tokens.kind[token] !== T_IDENT) return undefined;
  const span = { start: tokens.start[token] as number, end: tokens.end[token] as number };
  const member = memberAt(tree, path, tokens.spelling(token), span);
  if (member === undefined) return undefined;
  const { container, fact, name } = member;
  const layout = measureContainer(workspace, container);
  const row = isUnknown(layout) ? undefined : layout.members.get(`_${name}`);
  const definition = member.definitions.find(({ modes }) => hasMode(modes, 'globals'));
  return {
    kind: 'container',
    span,
    name,
    type: row?.type ?? fact.type,
    container: `struct ${container.tag}`,
    declared: locationOf(session, member.path, fact),
    accessor: member.accessors[0]?.fact.name,
    place: isUnknown(layout)
      ? layout.reason
      : row?.offset === undefined || row.size === undefined
        ? 'it is not a separate member'
        : { offsetBytes: row.offset, sizeBytes: row.size, containerBytes: layout.sizeBytes },
    base: container.base,
    instance: container.instance,
    plain: definition === undefined ? undefined : locationOf(session, definition.path, definition.name),
    initial: initialOf(session, definition),
    constructors: [...tree.constructors.values()]
      .flat()
      .filter((body) =>
        body.fact.assignments.some((one) => member.accessors.some((accessor) => accessor.fact.name === one.name)),
      )
      .map((body) => ({ name: body.fact.name, ...locationOf(session, body.path, body.fact) })),
    kernel: kernelName(session),
  };
}

function memberAt(
  { byAccessor, byName, containers }: ContainerTree,
  path: string,
  word: string,
  { start }: Spot,
): ContainerMember | undefined {
  const byUse = byAccessor.get(word);
  if (byUse !== undefined) return byUse;
  if (word.startsWith('_'))
    return containers
      .flatMap(({ members }) => members)
      .find((member) => member.path === path && member.fact.start === start);
  const places = (member: ContainerMember): readonly number[] => [
    ...[...member.definitions, ...member.externs].filter((one) => one.path === path).map((one) => one.name.start),
    ...member.rows.filter((one) => one.path === path).map((one) => one.fact.start),
    ...member.sysctls.filter((one) => one.path === path).map((one) => one.fact.memberSpot.start),
    ...member.accessors.filter((one) => one.path === path).map((one) => one.fact.memberSpot.start),
  ];
  return byName.get(word)?.find((member) => places(member).includes(start));
}

function initialOf(session: Session, definition: PlainGlobal | undefined): string | undefined {
  const tokens = definition === undefined ? undefined : session.tokens(definition.path);
  return tokens === undefined || definition?.name.initializer === undefined
    ? undefined
    : tokensText(tokens, definition.name.initializer.from, definition.name.initializer.to);
}
