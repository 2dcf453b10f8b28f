import { LayoutEngine } from '../../server/src/core/abi/layout-engine.ts';
import { predefinedMacros } from '../../server/src/core/abi/predefined-macros.ts';
import { tripleOf } from '../../server/src/core/abi/targets.ts';
import type { Target } from '../../server/src/core/abi/target.ts';
import type { TranslationUnit } from '../../server/src/core/parser/translation-unit.ts';
import { TypeResolver } from '../../server/src/core/types/type-resolver.ts';
import { clangName } from './clang.ts';
import { parse } from './front-end.ts';

/** The release that conformance tests compile for. */
const FREEBSD_MAJOR = 13;

export interface MeasuredUnit {
  readonly unit: TranslationUnit;
  readonly resolver: TypeResolver;
  readonly engine: LayoutEngine;
}

/** One text with the tools that answer questions about its types on `target`. */
export function measure(text: string, target: Target): MeasuredUnit {
  const unit = parse(text, { predefined: predefinedMacros(target, { freebsdMajor: FREEBSD_MAJOR }) });
  const resolver = new TypeResolver(unit);
  return { unit, resolver, engine: new LayoutEngine(unit, resolver, target) };
}

/** Flags that reach the MIPS back end, which the WebAssembly build leaves out. They decide about no layout. */
const BACK_END_FLAGS = new Set(['-G0', '-mno-abicalls']);

/** clang's arguments that make it compile as FreeBSD's kernel build does for `target`. */
export function clangArguments(target: Target, freebsdMajor = FREEBSD_MAJOR): readonly string[] {
  const flags = clangName === 'clang-22' ? target.flags : target.flags.filter((flag) => !BACK_END_FLAGS.has(flag));
  return [`--target=${tripleOf(target, freebsdMajor)}`, ...flags, '-ffreestanding', '-O2', '-std=c99', '-w'];
}
