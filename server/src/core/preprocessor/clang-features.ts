/**
 * What clang answers to __has_attribute and its kin, for the names that kernel sources ask about.
 * Source: clang 22, "Language Extensions", "Feature Checking Macros"; checked against `clang -E` by the conformance tests.
 */
const ATTRIBUTES = new Set([
  'acquire_capability', 'acquired_after', 'acquired_before', 'address_space', 'alias', 'aligned', 'alloc_align', 'alloc_size', 'always_inline', 'analyzer_noreturn',
  'annotate', 'artificial', 'assert_capability', 'assert_exclusive_lock', 'assert_shared_lock', 'assume_aligned', 'availability', 'blocks', 'cleanup', 'cold', 'common', 'const',
  'constructor', 'convergent', 'deprecated', 'destructor', 'diagnose_if', 'disable_sanitizer_instrumentation', 'enable_if', 'error', 'exclusive_lock_function', 'exclusive_locks_required', 'exclusive_trylock_function',
  'external_source_symbol', 'fallthrough', 'flag_enum', 'flatten', 'format', 'format_arg', 'gnu_inline', 'guarded_by', 'guarded_var', 'hot', 'ifunc', 'internal_linkage', 'lock_returned', 'lockable',
  'locks_excluded', 'malloc', 'may_alias', 'minsize', 'mode', 'musttail', 'naked', 'no_instrument_function', 'no_profile_instrument_function', 'no_sanitize', 'no_sanitize_address', 'no_sanitize_memory', 'no_sanitize_thread',
  'no_split_stack', 'no_stack_protector', 'no_thread_safety_analysis', 'nocf_check', 'noderef', 'noduplicate', 'noescape', 'noinline', 'nomerge', 'nonnull', 'noreturn', 'not_tail_called', 'nothrow', 'nouwtable', 'objc_bridge', 'optnone',
  'overloadable', 'packed', 'pass_object_size', 'patchable_function_entry', 'preserve_access_index', 'preserve_all', 'preserve_most', 'pt_guarded_by', 'pt_guarded_var', 'pure', 'regparm', 'release_capability',
  'require_constant_initialization', 'requires_capability', 'returns_nonnull', 'returns_twice', 'section', 'selectany', 'sentinel', 'shared_lock_function', 'shared_locks_required', 'shared_trylock_function', 'swiftcall',
  'target', 'target_clones', 'tls_model', 'transparent_union', 'try_acquire_capability', 'type_tag_for_datatype', 'unavailable', 'uninitialized', 'unlock_function', 'unused', 'used', 'retain', 'uwtable', 'vector_size', 'visibility',
  'warn_unused_result', 'warning', 'weak', 'weak_import', 'weakref', 'xray_always_instrument', 'counted_by', 'zero_call_used_regs', 'nonstring', 'btf_type_tag', 'btf_decl_tag', 'callback', 'leaf', 'scoped_lockable', 'ownership_holds', 'ownership_returns', 'ownership_takes',
]);

const FEATURES = new Set([
  'attribute_analyzer_noreturn', 'attribute_availability', 'attribute_deprecated_with_message', 'attribute_ext_vector_type', 'attribute_overloadable', 'attribute_unavailable_with_message', 'c_alignas', 'c_alignof', 'c_atomic', 'c_generic_selections',
  'c_static_assert', 'c_thread_local', 'enumerator_attributes', 'nullability', 'thread_safety', 'tls', 'assume_nonnull', 'bounds_safety_attributes', 'underlying_type', 'is_union', 'is_enum', 'is_class',
]);

/** Asked for by __has_extension only: clang offers them in older C modes too. */
const EXTENSIONS = new Set(['overloadable_unmarked', 'statement_attributes_with_gnu_syntax', 'gnu_asm', 'gnu_asm_goto_with_outputs', 'gnu_asm_goto_with_outputs_full', 'matrix_types', 'c_fixed_point', 'ext_vector_type_boolean', 'pragma_clang_attribute_namespaces']);

const TARGET_OS = new Set(['freebsd']);

/** The number that clang puts in place of `query(name)`. */
export function clangHas(query: string, name: string): number {
  const plain = name.startsWith('__') && name.endsWith('__') && name.length > 4 ? name.slice(2, -2) : name;
  switch (query) {
    case '__has_attribute':
      return ATTRIBUTES.has(plain) ? 1 : 0;
    case '__has_builtin':
      return isBuiltin(name) ? 1 : 0;
    case '__has_feature':
      return FEATURES.has(plain) ? 1 : 0;
    case '__has_extension':
      return FEATURES.has(plain) || EXTENSIONS.has(plain) ? 1 : 0;
    case '__has_warning':
      return 1;
    case '__is_identifier':
      return 1;
    case '__is_target_os':
      return TARGET_OS.has(name) ? 1 : 0;
    case '__has_c_attribute':
      return ({ deprecated: 201904, fallthrough: 201910, maybe_unused: 202106, nodiscard: 202003, noreturn: 202202, _Noreturn: 202202 } as Record<string, number>)[plain] ?? 0;
    default:
      return 0;
  }
}

const NO_BUILTIN = new Set(['__builtin_is_big_endian', '__builtin_object_size_static', '__builtin_has_attribute', '__builtin_apply', '__builtin_va_arg_pack', '__builtin_va_arg_pack_len']);

function isBuiltin(name: string): boolean {
  return (name.startsWith('__builtin_') || name.startsWith('__sync_') || name.startsWith('__c11_atomic_') || name.startsWith('__atomic_')) && !NO_BUILTIN.has(name);
}
