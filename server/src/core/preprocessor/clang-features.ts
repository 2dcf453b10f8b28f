import { isClangBuiltin } from './clang-builtins.ts';

/**
 * clang 22's values of __has_attribute and the like ("Language Extensions", "Feature Checking Macros"); the conformance
 * tests compare them with `clang -E`. Names of other languages are left out.
 */
const ATTRIBUTES = words(`
acquire_capability acquire_shared_capability acquired_after acquired_before address_space alias align_value aligned alloc_align alloc_size allocating
always_inline analyzer_noreturn annotate argument_with_type_tag artificial assert_capability assert_exclusive_lock assert_shared_capability
assert_shared_lock assume assume_aligned availability blocking blocks bounded btf_decl_tag btf_type_tag callback capability carries_dependency cdecl
cfi_canonical_jump_table cfi_salt cfi_unchecked_callee clang_builtin_alias cleanup code_align cold common const constructor convergent counted_by
counted_by_or_null deprecated destructor diagnose_if disable_sanitizer_instrumentation disable_tail_calls enable_if enum_extensibility error
exclusive_lock_function exclusive_locks_required exclusive_trylock_function ext_vector_type external_source_symbol fallthrough fastcall flag_enum
flatten format format_arg format_matches gcc_struct gnu_inline guarded_by guarded_var hot ifunc init_priority internal_linkage leaf lock_returned
lockable locks_excluded malloc malloc_span may_alias maybe_undef min_vector_width minsize mode modular_format ms_abi ms_struct musttail naked
no_address_safety_analysis no_builtin no_instrument_function no_profile_instrument_function no_randomize_layout no_sanitize no_sanitize_address
no_sanitize_memory no_sanitize_thread no_speculative_load_hardening no_split_stack no_stack_protector no_thread_safety_analysis nocommon noconvergent
nodebug noderef noduplicate noescape noinline nomerge nonallocating nonblocking nonnull nonstring noreturn not_tail_called nothrow nouwtable optnone
overloadable ownership_holds ownership_returns ownership_takes packed pascal pass_dynamic_object_size pass_object_size pcs pointer_with_type_tag
preserve_all preserve_most pt_guarded_by pt_guarded_var pure randomize_layout reentrant_capability regcall regparm release_capability
release_generic_capability release_shared_capability require_constant_initialization requires_capability requires_shared_capability retain
returns_nonnull returns_twice scoped_lockable section selectany sentinel shared_capability shared_lock_function shared_locks_required
shared_trylock_function speculative_load_hardening stdcall sysv_abi target target_clones thiscall tls_model transparent_union try_acquire_capability
try_acquire_shared_capability type_tag_for_datatype unavailable uninitialized unlock_function unused used vector_size visibility warn_unused_result
warning weak weak_import weakref xray_always_instrument xray_log_args xray_never_instrument zero_call_used_regs
`);

/** Attributes of some machines only, with a macro that they predefine. */
const MACHINE_ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ['interrupt', ['__i386__', '__x86_64__', '__arm__', '__riscv']],
  ['force_align_arg_pointer', ['__i386__', '__x86_64__']],
  ['function_return', ['__i386__', '__x86_64__']],
  ['no_caller_saved_registers', ['__i386__', '__x86_64__']],
  ['nocf_check', ['__i386__', '__x86_64__']],
  ['patchable_function_entry', ['__i386__', '__x86_64__', '__aarch64__', '__riscv', '__powerpc__']],
  ['preserve_none', ['__i386__', '__x86_64__', '__aarch64__']],
  ['target_version', ['__aarch64__', '__riscv']],
  ['model', ['__x86_64__']],
  ['long_call', ['__mips__']],
  ['far', ['__mips__']],
  ['near', ['__mips__']],
  ['short_call', ['__mips__']],
]);

const FEATURES = words(`
arc_cf_code_audited assume_nonnull attribute_analyzer_noreturn attribute_availability attribute_availability_app_extension attribute_availability_in_templates attribute_availability_with_message
attribute_availability_with_replacement attribute_availability_with_strict attribute_availability_with_version_underscores attribute_deprecated_with_message attribute_deprecated_with_replacement
attribute_ext_vector_type attribute_overloadable attribute_unavailable_with_message attribute_unused_on_fields c_thread_safety_attributes enumerator_attributes ext_vector_type_boolean nullability
nullability_nullable_result nullability_on_arrays nullability_on_classes ownership_holds ownership_returns ownership_takes pragma_stdc_cx_limited_range tls
`);

/** Features from C11 on; extensions before it. */
const C11_FEATURES = words('c_alignas c_alignof c_atomic c_generic_selections c_static_assert c_thread_local');

/** Known to __has_extension only. */
const EXTENSIONS = words(`
c_attributes c_countof c_generic_selection_with_controlling_type cxx_binary_literals cxx_fixed_enum gnu_asm gnu_asm_goto_with_outputs gnu_asm_goto_with_outputs_full matrix_types_scalar_division
overloadable_unmarked pragma_clang_attribute_external_declaration pragma_clang_attribute_namespaces statement_attributes_with_gnu_syntax
`);

const KEYWORDS = words(`
auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
_Alignas _Alignof _Atomic _BitInt _Bool _Complex _Float16 _Generic _Imaginary _Nonnull _Noreturn _Nullable _Static_assert _Thread_local __FUNCTION__ __PRETTY_FUNCTION__ __alignof __alignof__ __asm __asm__ __attribute
__attribute__ __auto_type __bf16 __builtin_bit_cast __builtin_choose_expr __builtin_convertvector __builtin_offsetof __builtin_types_compatible_p __builtin_va_arg __const __const__ __extension__ __float128 __fp16 __func__
__imag __imag__ __inline __inline__ __int128 __label__ __real __real__ __restrict __restrict__ __signed __signed__ __thread __typeof __typeof__ __volatile __volatile__
`);

const C_ATTRIBUTES: ReadonlyMap<string, number> = new Map([
  ['deprecated', 201904],
  ['fallthrough', 201910],
  ['maybe_unused', 202106],
  ['nodiscard', 202003],
  ['noreturn', 202202],
  ['_Noreturn', 202202],
]);

/** Names of machines with the macros that only these predefine. */
const ARCHITECTURES: ReadonlyMap<string, readonly string[]> = new Map([
  ['x86_64', ['__x86_64__']],
  ['i386', ['__i386__']],
  ['aarch64', ['__aarch64__']],
  ['arm64', ['__aarch64__']],
  ['arm', ['__arm__']],
  ['armv7', ['__ARM_ARCH_7A__']],
  ['riscv64', ['__riscv']],
  ['powerpc64', ['__powerpc64__', '__BIG_ENDIAN__']],
  ['ppc64', ['__powerpc64__', '__BIG_ENDIAN__']],
  ['powerpc64le', ['__powerpc64__', '__LITTLE_ENDIAN__']],
  ['ppc64le', ['__powerpc64__', '__LITTLE_ENDIAN__']],
  ['powerpc', ['__powerpc__', '__ILP32__']],
  ['ppc', ['__powerpc__', '__ILP32__']],
  ['mips64', ['__mips64']],
]);

/** Queries whose operand is expanded first. */
export const EXPANDED_QUERIES: ReadonlySet<string> = new Set([
  '__has_attribute',
  '__has_c_attribute',
  '__has_cpp_attribute',
  '__has_declspec_attribute',
]);

/** Mode and machine. */
export interface ClangTarget {
  /** Of the macros that the compiler predefines. */
  readonly isDefined: (macro: string) => boolean;
  /** __STDC_VERSION__ */
  readonly stdcVersion: number;
}

/** What clang puts in place of `query(name)`. */
export function clangHas(query: string, name: string, target: ClangTarget): string {
  if (query === '__has_c_attribute') {
    if (/^_*gnu_*::/.test(name)) return truth(isAttribute(plain(name.replace(/^_*gnu_*::/, '')), target));
    const since = C_ATTRIBUTES.get(name) ?? C_ATTRIBUTES.get(plain(name));
    return since === undefined ? '0' : `${since}L`;
  }
  return truth(isTrue(query, name, target));
}

function isTrue(query: string, name: string, target: ClangTarget): boolean {
  switch (query) {
    case '__has_attribute':
      return isAttribute(plain(name), target);
    case '__has_builtin':
      return isClangBuiltin(name, target.isDefined);
    case '__has_feature':
      return FEATURES.has(plain(name)) || (C11_FEATURES.has(plain(name)) && target.stdcVersion >= 201112);
    case '__has_extension':
      return FEATURES.has(plain(name)) || C11_FEATURES.has(plain(name)) || EXTENSIONS.has(plain(name));
    case '__has_warning':
      return true;
    case '__is_identifier':
      return !KEYWORDS.has(name) && !((name === 'asm' || name === 'typeof') && !target.isDefined('__STRICT_ANSI__'));
    case '__is_target_os':
      return name.toLowerCase() === 'freebsd';
    case '__is_target_vendor':
      return name.toLowerCase() === 'unknown';
    case '__is_target_arch':
      return ARCHITECTURES.get(name.toLowerCase())?.every(target.isDefined) ?? false;
    default:
      return false;
  }
}

function isAttribute(name: string, { isDefined }: ClangTarget): boolean {
  return ATTRIBUTES.has(name) || (MACHINE_ATTRIBUTES.get(name)?.some(isDefined) ?? false);
}

/** Without the underscores that may stand around a name. */
function plain(name: string): string {
  return name.startsWith('__') && name.endsWith('__') && name.length > 4 ? name.slice(2, -2) : name;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

function truth(isIt: boolean): string {
  return isIt ? '1' : '0';
}
