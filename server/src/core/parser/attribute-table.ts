/**
 * Attributes by what they do to the layout of a type or to the place of a variable. A name in neither list makes its
 * declaration unknown. Names are without the underscores around them; where C23 spells them so, with `clang::` before
 * them, but without `gnu::`.
 */

/** Read by types and abi. `asm label` and `underlying type` are the parser's own. */
const UNDERSTOOD: ReadonlySet<string> = words(`
packed aligned _Alignas mode vector_size ext_vector_type address_space ms_struct gcc_struct
clang::ext_vector_type clang::address_space
`)
  .add('asm label')
  .add('underlying type');

/**
 * clang's (Attr.td) and gcc's own ("Common Variable Attributes" and the pages of types and functions), and sparse's.
 */
const HARMLESS: ReadonlySet<string> = words(`
acquire_capability acquire_handle acquire_shared_capability acquired_after acquired_before alias align_value
alloc_align alloc_size allocating always_destroy always_inline amdgpu_kernel analyzer_noreturn annotate
annotate_type argument_with_type_tag artificial assert_capability assert_exclusive_lock assert_shared_capability
assert_shared_lock assume assume_aligned availability bitwise blocking blocks btf_decl_tag btf_type_tag callback
called_once capability carries_dependency cdecl cf_audited_transfer cf_consumed cf_returns_not_retained
cf_returns_retained cf_unknown_transfer cfi_canonical_jump_table cfi_salt cfi_unchecked_callee clang_builtin_alias
cleanup code_align code_seg cold common const constructor consumable convergent counted_by counted_by_or_null
cpu_dispatch cpu_specific deprecated destructor diagnose_as_builtin diagnose_if disable_sanitizer_instrumentation
disable_tail_calls enable_if enforce_read_only_placement enforce_tcb enforce_tcb_leaf enum_extensibility error
exclude_from_explicit_instantiation exclusive_lock_function exclusive_locks_required exclusive_trylock_function
external_source_symbol fallthrough fastcall flag_enum flatten force_align_arg_pointer format format_arg
format_matches function_return gnu_inline guarded_by guarded_var handle hot hybrid_patchable ifunc init_priority
internal_linkage interrupt intel_ocl_bicc leaf lifetimebound lifetime_capture_by likely loader_uninitialized
lock_returned lockable locks_excluded long_call malloc malloc_span may_alias maybe_undef maybe_unused
min_vector_width minsize modular_format ms_abi musttail naked near far short_call no_address_safety_analysis
no_builtin no_caller_saved_registers no_destroy no_instrument_function no_profile_instrument_function
no_randomize_layout no_sanitize no_sanitize_address no_sanitize_memory no_sanitize_thread no_sanitize_undefined
no_speculative_load_hardening no_split_stack no_stack_protector no_thread_safety_analysis nocf_check nocommon
noconvergent nodebug noderef nodiscard noduplicate noescape noinline nomerge nonallocating nonblocking nonnull
nonstring noreturn not_tail_called nothrow nouwtable optnone overloadable ownership_holds ownership_returns
ownership_takes pass_dynamic_object_size pass_object_size patchable_function_entry pcs pointer_with_type_tag
preferred_name preferred_type preserve_all preserve_most preserve_none pt_guarded_by pt_guarded_var pure
reentrant_capability regcall regparm reinitializes release_capability release_generic_capability release_handle
release_shared_capability reproducible require_constant_initialization requires_capability
requires_shared_capability restrict retain return_typestate returns_nonnull returns_twice scoped_lockable section
selectany sentinel shared_capability shared_lock_function shared_locks_required shared_trylock_function sized_by
sized_by_or_null speculative_load_hardening standalone_debug stdcall strict_gs_check suppress swiftcall
swiftasynccall sysv_abi target target_clones target_version test_typestate thiscall tls_model transparent_union
trivial_abi try_acquire_capability try_acquire_shared_capability type_tag_for_datatype type_visibility unavailable
uninitialized unlikely unlock_function unsafe_buffer_usage unsequenced unused use_handle used uwtable vectorcall
visibility warn_unused warn_unused_result warning weak weak_import weakref xray_always_instrument xray_log_args
xray_never_instrument zero_call_used_regs model mips16 nomips16 micromips nomicromips access alloc_mark
designated_init expected_throw externally_visible fd_arg fd_arg_read fd_arg_write force hotpatch no_icf no_plt
no_reorder no_sanitize_coverage no_stack_limit noclone noinit noipa null_terminated_string_arg objc_root_class
optimize persistent simd stack_protect symver syscall_linkage tainted_args warn_if_not_aligned
`);

/** Spelled `clang::` in C23, besides those that clang takes under that name too. */
const CLANG_ONLY = /^clang::(?=[a-z_]+$)/;

/** True for an attribute that no layout and no alignment depends on. */
export function isHarmlessAttribute(name: string): boolean {
  return HARMLESS.has(name) || (CLANG_ONLY.test(name) && HARMLESS.has(name.replace(CLANG_ONLY, '')));
}

/** True for an attribute whose effect on layouts is not known. */
export function isUnknownAttribute(name: string): boolean {
  return !UNDERSTOOD.has(name) && !isHarmlessAttribute(name);
}

function words(text: string): Set<string> {
  return new Set(text.trim().split(/\s+/));
}
