/** Words that a tag may follow (C17 6.7.2.1, 6.7.2.2). */
export const AGGREGATES: ReadonlySet<string> = new Set(['struct', 'union', 'enum']);

/** Words of declaration specifiers and qualifiers: none of them is a declarator's name. */
export const SPECIFIERS: ReadonlySet<string> = new Set([
  ...AGGREGATES,
  ...'int char short long void unsigned signed float double const volatile static extern register inline'.split(' '),
]);

/** Words before a `(` that are not the name of a function with a body: keywords, attributes. */
export const NEVER_FUNCTIONS: ReadonlySet<string> = new Set([
  ...SPECIFIERS,
  ...'typedef auto if else while do for switch case default goto break continue return sizeof asm typeof'.split(' '),
  ...'__asm __asm__ __typeof __typeof__ __attribute __attribute__ __extension__'.split(' '),
  ...'_Alignas _Alignof _Generic _Static_assert _Atomic __aligned __section __packed'.split(' '),
]);

/** `__unused`, `__printflike`, `__attribute__`: words between the parameters of a function and its body. */
export function isAttributeWord(word: string): boolean {
  return /^__[a-z]/.test(word);
}
