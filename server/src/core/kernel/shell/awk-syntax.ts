/** An expression of awk(1). */
export type AwkExpression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'regex'; readonly value: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'field'; readonly index: AwkExpression }
  | { readonly kind: 'element'; readonly name: string; readonly subscripts: readonly AwkExpression[] }
  | { readonly kind: 'unary'; readonly operator: '!' | '-' | '+'; readonly operand: AwkExpression }
  /** Arithmetic, comparison, `~`, `&&`; "" concatenates. */
  | { readonly kind: 'binary'; readonly operator: string; readonly left: AwkExpression; readonly right: AwkExpression }
  | {
      readonly kind: 'conditional';
      readonly condition: AwkExpression;
      readonly yes: AwkExpression;
      readonly no: AwkExpression;
    }
  | { readonly kind: 'in'; readonly subscripts: readonly AwkExpression[]; readonly name: string }
  /** `=`, `+=`, ... */
  | {
      readonly kind: 'assign';
      readonly operator: string;
      readonly target: AwkExpression;
      readonly value: AwkExpression;
    }
  | { readonly kind: 'step'; readonly by: 1 | -1; readonly isPrefix: boolean; readonly target: AwkExpression }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly AwkExpression[] };

export type AwkStatement =
  | { readonly kind: 'expression'; readonly value: AwkExpression }
  | { readonly kind: 'print'; readonly isFormatted: boolean; readonly operands: readonly AwkExpression[] }
  | { readonly kind: 'block'; readonly body: readonly AwkStatement[] }
  | {
      readonly kind: 'if';
      readonly condition: AwkExpression;
      readonly yes: AwkStatement;
      readonly no: AwkStatement | undefined;
    }
  | {
      readonly kind: 'while';
      readonly condition: AwkExpression;
      readonly body: AwkStatement;
      readonly isAfter: boolean;
    }
  | {
      readonly kind: 'for';
      readonly start: AwkStatement | undefined;
      readonly condition: AwkExpression | undefined;
      readonly step: AwkStatement | undefined;
      readonly body: AwkStatement;
    }
  | { readonly kind: 'for-in'; readonly name: string; readonly array: string; readonly body: AwkStatement }
  | { readonly kind: 'delete'; readonly name: string; readonly subscripts: readonly AwkExpression[] }
  | { readonly kind: 'next' | 'exit' | 'break' | 'continue' };

/** `pattern, end { action }`; without an action the line is printed. */
export interface AwkRule {
  readonly when: 'BEGIN' | 'END' | 'line';
  readonly pattern: AwkExpression | undefined;
  readonly end: AwkExpression | undefined;
  readonly action: readonly AwkStatement[] | undefined;
}
