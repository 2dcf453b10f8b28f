/** #pragma pack as clang reads it ("Microsoft extensions", supported on every target). */
export class PackStack {
  private readonly saved: number[] = [];

  /** The alignment limit in bytes (0 = none) after the pragma `line`, when `current` was in force. */
  apply(line: string, current: number): number {
    const match = /pack\s*\(([^)]*)\)/.exec(line);
    if (match === null) return current;
    const words = (match[1] as string).split(',').map((word) => word.trim()).filter((word) => word !== '');
    if (words.length === 0) return 0;
    let value = current;
    for (const word of words) {
      if (word === 'push') this.saved.push(current);
      else if (word === 'pop') value = this.saved.pop() ?? 0;
      else if (/^\d+$/.test(word)) value = Number(word);
    }
    return value;
  }
}
