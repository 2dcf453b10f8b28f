/** Whether a name is among the patterns: `*` stands for any letters, `?` for one. */
export function namesPattern(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.length === 0) return () => false;
  const whole = new RegExp(
    `^(?:${patterns
      .map((pattern) =>
        pattern
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.'),
      )
      .join('|')})$`,
  );
  return (name) => whole.test(name);
}
