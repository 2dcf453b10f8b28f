/**
 * The builtin functions of clang 22 that every machine of FreeBSD has, as __has_builtin knows them; those of libm come
 * with the suffixes of their types. Names of one machine are known by their prefix.
 */
const GENERIC = `
COLUMN FILE FILE_NAME FUNCTION LINE __CFStringMakeConstantString __NSStringMakeConstantString __clear_cache __fprintf_chk __get_unsafe_stack_bottom
__get_unsafe_stack_ptr __get_unsafe_stack_start __get_unsafe_stack_top __memccpy_chk __memcpy_chk __memmove_chk __mempcpy_chk __memset_chk
__printf_chk __snprintf_chk __sprintf_chk __stpcpy_chk __stpncpy_chk __strcat_chk __strcpy_chk __strlcat_chk __strlcpy_chk __strncat_chk __strncpy_chk
__vfprintf_chk __vprintf_chk __vsnprintf_chk __vsprintf_chk abort abs acos acosf acosf128 acosf16 acosh acoshf acoshf128 acoshl acosl add_overflow
addc addcb addcl addcll addcs addressof align_down align_up alloca alloca_uninitialized alloca_with_align alloca_with_align_uninitialized
allow_runtime_check allow_sanitize_check annotation asin asinf asinf128 asinf16 asinh asinhf asinhf128 asinhl asinl assume assume_aligned
assume_dereferenceable assume_separate_storage atan atan2 atan2f atan2f128 atan2f16 atan2l atanf atanf128 atanf16 atanh atanhf atanhf128 atanhl atanl
available bcmp bcopy bit_cast bitreverse16 bitreverse32 bitreverse64 bitreverse8 bswap16 bswap32 bswap64 bswapg bzero cabs cabsf cabsl cacos cacosf
cacosh cacoshf cacoshl cacosl call_with_static_chain calloc canonicalize canonicalizef canonicalizef16 canonicalizel carg cargf cargl casin casinf
casinh casinhf casinhl casinl catan catanf catanh catanhf catanhl catanl cbrt cbrtf cbrtf128 cbrtl ccos ccosf ccosh ccoshf ccoshl ccosl ceil ceilf
ceilf128 ceilf16 ceill cexp cexpf cexpl char_memchr choose_expr cimag cimagf cimagl classify_type clog clogf clogl clrsb clrsbl clrsbll clz clzg clzl
clzll clzs complex conj conjf conjl constant_p convertvector copysign copysignf copysignf128 copysignf16 copysignl cos cosf cosf128 cosf16 cosh coshf
coshf128 coshf16 coshl cosl counted_by_ref cpow cpowf cpowl cproj cprojf cprojl creal crealf creall csin csinf csinh csinhf csinhl csinl csqrt csqrtf
csqrtl ctan ctanf ctanh ctanhf ctanhl ctanl ctz ctzg ctzl ctzll ctzs debugtrap dump_struct dwarf_cfa dwarf_sp_column dynamic_object_size eh_return
eh_return_data_regno elementwise_abs elementwise_acos elementwise_add_sat elementwise_asin elementwise_atan elementwise_atan2 elementwise_bitreverse
elementwise_canonicalize elementwise_ceil elementwise_clzg elementwise_copysign elementwise_cos elementwise_cosh elementwise_ctzg elementwise_exp
elementwise_exp10 elementwise_exp2 elementwise_floor elementwise_fma elementwise_fmod elementwise_fshl elementwise_fshr elementwise_ldexp
elementwise_log elementwise_log10 elementwise_log2 elementwise_max elementwise_maximum elementwise_maximumnum elementwise_maxnum elementwise_min
elementwise_minimum elementwise_minimumnum elementwise_minnum elementwise_nearbyint elementwise_popcount elementwise_pow elementwise_rint
elementwise_round elementwise_roundeven elementwise_sin elementwise_sinh elementwise_sqrt elementwise_sub_sat elementwise_tan elementwise_tanh
elementwise_trunc erf erfc erfcf erfcf128 erfcl erff erff128 erfl exp exp10 exp10f exp10f128 exp10f16 exp10l exp2 exp2f exp2f128 exp2f16 exp2l expect
expect_with_probability expf expf128 expf16 expl expm1 expm1f expm1f128 expm1l extend_pointer extract_return_addr fabs fabsf fabsf128 fabsf16 fabsl
fdim fdimf fdimf128 fdiml ffs ffsl ffsll floor floorf floorf128 floorf16 floorl flt_rounds fma fmaf fmaf128 fmaf16 fmal fmax fmaxf fmaxf128 fmaxf16
fmaximum_num fmaximum_numf fmaximum_numf128 fmaximum_numf16 fmaximum_numl fmaxl fmin fminf fminf128 fminf16 fminimum_num fminimum_numf
fminimum_numf128 fminimum_numf16 fminimum_numl fminl fmod fmodf fmodf128 fmodf16 fmodl fpclassify fprintf frame_address free frexp frexpf frexpf128
frexpf16 frexpl frob_return_addr fscanf function_start huge_val huge_valf huge_valf128 huge_valf16 huge_vall hypot hypotf hypotf128 hypotl ilogb
ilogbf ilogbf128 ilogbl index inf infer_alloc_token inff inff128 inff16 infl init_dwarf_reg_size_table invoke is_aligned isfinite isfpclass isgreater
isgreaterequal isinf isinf_sign isless islessequal islessgreater isnan isnormal issignaling issubnormal isunordered iszero labs launder ldexp ldexpf
ldexpf128 ldexpf16 ldexpl lgamma lgammaf lgammaf128 lgammal llabs llrint llrintf llrintf128 llrintl llround llroundf llroundf128 llroundl log log10
log10f log10f128 log10f16 log10l log1p log1pf log1pf128 log1pl log2 log2f log2f128 log2f16 log2l logb logbf logbf128 logbl logf logf128 logf16 logl
longjmp lrint lrintf lrintf128 lrintl lround lroundf lroundf128 lroundl malloc memchr memcmp memcpy memcpy_inline memmove mempcpy memset memset_inline
modf modff modff128 modfl ms_va_copy ms_va_end ms_va_start mul_overflow nan nanf nanf128 nanf16 nanl nans nansf nansf128 nansf16 nansl nearbyint
nearbyintf nearbyintf128 nearbyintl nextafter nextafterf nextafterf128 nextafterl nexttoward nexttowardf nexttowardf128 nexttowardl
nondeterministic_value nontemporal_load nontemporal_store object_size offsetof parity parityl parityll popcount popcountg popcountl popcountll pow
powf powf128 powf16 powi powif powil powl prefetch preserve_access_index printf readcyclecounter readsteadycounter realloc reduce_add reduce_and
reduce_max reduce_maximum reduce_min reduce_minimum reduce_mul reduce_or reduce_xor remainder remainderf remainderf128 remainderl remquo remquof
remquof128 remquol return_address rindex rint rintf rintf128 rintf16 rintl rotateleft16 rotateleft32 rotateleft64 rotateleft8 rotateright16
rotateright32 rotateright64 rotateright8 round roundeven roundevenf roundevenf128 roundevenf16 roundevenl roundf roundf128 roundf16 roundl
sadd_overflow saddl_overflow saddll_overflow scalbln scalblnf scalblnf128 scalblnl scalbn scalbnf scalbnf128 scalbnl scanf set_flt_rounds setjmp
shufflevector signbit signbitf signbitl sin sincos sincosf sincosf128 sincosf16 sincosl sincospi sincospif sincospil sinf sinf128 sinf16 sinh sinhf
sinhf128 sinhf16 sinhl sinl smul_overflow smull_overflow smulll_overflow snprintf sprintf sqrt sqrtf sqrtf128 sqrtf16 sqrtl sscanf ssub_overflow
ssubl_overflow ssubll_overflow stack_address stdarg_start stpcpy stpncpy strcasecmp strcat strchr strcmp strcpy strcspn strdup strlen strncasecmp
strncat strncmp strncpy strndup strpbrk strrchr strspn strstr sub_overflow subc subcb subcl subcll subcs tan tanf tanf128 tanf16 tanh tanhf tanhf128
tanhf16 tanhl tanl tgamma tgammaf tgammaf128 tgammal thread_pointer trap trivially_relocate trunc truncf truncf128 truncf16 truncl types_compatible_p
uadd_overflow uaddl_overflow uaddll_overflow umul_overflow umull_overflow umulll_overflow unpredictable unreachable unwind_init usub_overflow
usubl_overflow usubll_overflow va_arg va_copy va_end va_start vectorelements verbose_trap vfprintf vfscanf vprintf vscanf vsnprintf vsprintf vsscanf
wcschr wcscmp wcslen wcsncmp wmemchr wmemcmp wmemcpy wmemmove
`;

/** Without the sizes that GCC's older ones may end in: __sync_fetch_and_add_4. */
const ATOMIC = `
__arithmetic_fence __atomic_add_fetch __atomic_always_lock_free __atomic_and_fetch __atomic_clear __atomic_compare_exchange
__atomic_compare_exchange_n __atomic_exchange __atomic_exchange_n __atomic_fetch_add __atomic_fetch_and __atomic_fetch_max __atomic_fetch_min
__atomic_fetch_nand __atomic_fetch_or __atomic_fetch_sub __atomic_fetch_udec __atomic_fetch_uinc __atomic_fetch_xor __atomic_is_lock_free
__atomic_load __atomic_load_n __atomic_max_fetch __atomic_min_fetch __atomic_nand_fetch __atomic_or_fetch __atomic_signal_fence __atomic_store
__atomic_store_n __atomic_sub_fetch __atomic_test_and_set __atomic_thread_fence __atomic_xor_fetch __c11_atomic_compare_exchange_strong
__c11_atomic_compare_exchange_weak __c11_atomic_exchange __c11_atomic_fetch_add __c11_atomic_fetch_and __c11_atomic_fetch_max __c11_atomic_fetch_min
__c11_atomic_fetch_nand __c11_atomic_fetch_or __c11_atomic_fetch_sub __c11_atomic_fetch_xor __c11_atomic_init __c11_atomic_is_lock_free
__c11_atomic_load __c11_atomic_signal_fence __c11_atomic_store __c11_atomic_thread_fence __sync_add_and_fetch __sync_and_and_fetch
__sync_bool_compare_and_swap __sync_fetch_and_add __sync_fetch_and_and __sync_fetch_and_max __sync_fetch_and_min __sync_fetch_and_nand
__sync_fetch_and_or __sync_fetch_and_sub __sync_fetch_and_umax __sync_fetch_and_umin __sync_fetch_and_xor __sync_lock_release __sync_lock_test_and_set
__sync_nand_and_fetch __sync_or_and_fetch __sync_sub_and_fetch __sync_swap __sync_synchronize __sync_val_compare_and_swap __sync_xor_and_fetch
__warn_memset_zero_len
`;

const KNOWN = new Set([
  ...GENERIC.trim()
    .split(/\s+/)
    .map((name) => `__builtin_${name}`),
  ...ATOMIC.trim().split(/\s+/),
]);

/** Prefixes of the builtins of one machine, and a macro that it predefines. */
const OF_MACHINE: readonly (readonly [prefix: string, macros: readonly string[]])[] = [
  ['__builtin_ia32_', ['__i386__', '__x86_64__']],
  ['__builtin_cpu_', ['__i386__', '__x86_64__']],
  ['__builtin_arm_', ['__arm__', '__aarch64__']],
  ['__builtin_neon_', ['__arm__', '__aarch64__']],
  ['__builtin_altivec_', ['__powerpc__']],
  ['__builtin_vsx_', ['__powerpc__']],
  ['__builtin_ppc_', ['__powerpc__']],
  ['__builtin_mips_', ['__mips__']],
  ['__builtin_msa_', ['__mips__']],
  ['__builtin_riscv_', ['__riscv']],
];

export function isClangBuiltin(name: string, isDefined: (macro: string) => boolean): boolean {
  if (KNOWN.has(name) || (name.startsWith('__sync_') && KNOWN.has(name.replace(/_(1|2|4|8|16)$/, '')))) return true;
  return OF_MACHINE.some(([prefix, macros]) => name.startsWith(prefix) && macros.some(isDefined));
}
