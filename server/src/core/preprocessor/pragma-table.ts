/**
 * Pragmas that leave every type's layout alone, by their words: of clang and gcc, of compilers that other code was
 * written for, and C's own. A pragma that is neither here nor in pragmas.ts makes the layouts after it unknown.
 */
const HARMLESS: ReadonlySet<string> = words(`
STDC omp acc once push_macro pop_macro mark ident message comment unused weak redefine_extname poison system_header
dependency unroll nounroll unroll_and_jam nounroll_and_jam float_control fenv_access warning region endregion
intrinsic function optimize inline_depth inline_recursion auto_inline check_stack check_stacks code_seg data_seg
bss_seg const_seg alloc_text component conform deprecated detect_mismatch fp_contract hdrstop include_alias init_seg
loop make_public managed unmanaged pointers_to_members runtime_checks section setlocale strict_gs_check vtordisp
execution_character_set pointer_to_members warn error error_messages message_limit argused argsused nostandard
standard saveregs rarely_called does_not_read_global_data does_not_return does_not_write_global_data no_side_effect
map init fini hp_aligned ivdep vector novector simd nofusion distribute_point loop_count parallel noparallel inline
noinline forceinline D
`);

const GCC: ReadonlySet<string> = words(`
diagnostic poison system_header warning error dependency visibility target optimize push_options pop_options
reset_options ivdep unroll nounroll unroll_and_jam nounroll_and_jam novector pch_preprocess memory_model
`);

const CLANG: ReadonlySet<string> = words(`
diagnostic loop section assume_nonnull arc_cf_code_audited fp optimize module __debug poison system_header
dependency max_tokens_here max_tokens_total header_unsafe restrict_expansion final deprecated include_instead riscv
force_cuda_host_device unsafe_buffer_usage
`);

/** True for a pragma of these first two words ('' where there is none) when no layout depends on it. */
export function isHarmlessPragma(first: string, second: string): boolean {
  if (first === 'GCC') return GCC.has(second);
  return first === 'clang' ? CLANG.has(second) : first === '' || HARMLESS.has(first);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
