// Keepers that do not hear of a change: what they answer then shows whether anything asks them.
import assert from 'node:assert/strict';
import type { Keeper, Keepers } from '../../server/src/core/analysis/workspace/keepers.ts';
import type { Session } from '../../server/src/core/analysis/session/session.ts';
import { finish } from './rule-session.ts';

/** Every class that implements Keeper, with the test that finds it out if it does not hear of a change. */
export const FOUND_OUT_IN: Readonly<Record<string, string>> = {
  Workspace: 'test/unit/analysis/forgetting.test.ts',
  HeaderReaders: 'test/unit/analysis/forgetting.test.ts',
  SeenTokens: 'test/unit/analysis/forgetting-otherwise.test.ts',
  CachedUnits: 'test/unit/analysis/forgetting.test.ts',
  LiveRegion: 'test/unit/analysis/forgetting.test.ts',
  LiveMachine: 'test/unit/analysis/forgetting.test.ts',
  TreeReading: 'test/unit/analysis/forgetting.test.ts',
  LiveFlow: 'test/unit/analysis/forgetting.test.ts',
  LiveModules: 'test/unit/analysis/forgetting.test.ts',
  OpenModules: 'test/unit/analysis/open-modules.test.ts',
  LiveDefinitions: 'test/unit/analysis/forgetting.test.ts',
  LiveKept: 'test/unit/analysis/forgetting.test.ts',
  LiveCompat: 'test/unit/analysis/forgetting.test.ts',
  TreeAnswers: 'test/unit/analysis/forgetting.test.ts',
  IncludeClosure: 'test/unit/analysis/forgetting.test.ts',
  SubsystemNames: 'test/unit/analysis/forgetting.test.ts',
  TwinWork: 'test/unit/analysis/forgetting-otherwise.test.ts',
  TwinArrivals: 'test/unit/analysis/forgetting-otherwise.test.ts',
  EditCount: 'test/unit/analysis/forgetting-otherwise.test.ts',
  EffectFiles: 'test/unit/analysis/forgetting-otherwise.test.ts',
  UnloadAnswers: 'test/unit/analysis/forgetting-otherwise.test.ts',
  Containers: 'test/unit/analysis/forgetting-containers.test.ts',
  ContainerAnswers: 'test/unit/analysis/forgetting-containers.test.ts',
  ModeSettings: 'test/unit/analysis/forgetting-containers.test.ts',
  Publisher: 'test/protocol/late-findings.test.ts',
};

/** The keepers that a test file answers for, in their order. */
export function foundOutIn(file: string): readonly string[] {
  return Object.keys(FOUND_OUT_IN).filter((keeper) => FOUND_OUT_IN[keeper] === file);
}

export type Texts = Readonly<Record<string, string>>;
export type Answers = Readonly<Record<string, string>>;

export const listOf = (keepers: Keepers): readonly Keeper[] => Reflect.get(keepers, 'list') as readonly Keeper[];

export const namesOf = (keepers: Keepers): string[] => listOf(keepers).map((keeper) => keeper.constructor.name);

/** From now on the keeper of that name hears of no change. It has to be in the list. */
export function deafen(keepers: Keepers, name: string): void {
  const keeper = listOf(keepers).find((one) => one.constructor.name === name);
  assert.ok(keeper !== undefined, `${name} is not in the list`);
  keeper.forget = () => undefined;
}

/** Questions with different answers. */
export const differing = (some: Answers, others: Answers): string[] =>
  [...new Set([...Object.keys(some), ...Object.keys(others)])].filter((key) => some[key] !== others[key]);

/**
 * Answers of a session that was asked before the edit of open documents and after it, one keeper of which does not hear
 * of the edit.
 */
export function afterEdit(session: Session, ask: (session: Session) => Answers, edit: Texts, deaf?: string): Answers {
  for (const path of Object.keys(edit)) {
    const text = session.files.read(path);
    if (text !== undefined) session.setText(path, text);
  }
  finish(session);
  ask(session);
  if (deaf !== undefined) deafen(session.keepers, deaf);
  for (const [path, text] of Object.entries(edit)) session.setText(path, text);
  finish(session);
  return ask(session);
}
