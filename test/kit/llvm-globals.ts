/** A global variable of LLVM IR. */
export interface LlvmGlobal {
  /** Type and initial value: "i32 -5", "[3 x i8] zeroinitializer". */
  readonly value: string;
  readonly align: number;
}

/** The global variables of `clang -S -emit-llvm`'s output by name. */
export function llvmGlobals(ir: string): ReadonlyMap<string, LlvmGlobal> {
  const globals = new Map<string, LlvmGlobal>();
  for (const [, name = '', value = '', align = '0'] of ir.matchAll(
    /^@(\w+) = [^\n]*?\b(?:global|constant) ([^\n]*?)(?:, section "[^"]*")?, align (\d+)/gm,
  )) {
    globals.set(name, { value, align: Number(align) });
  }
  return globals;
}

/** What makes clang print IR as it made it. */
export const irArguments = [
  '-S',
  '-emit-llvm',
  '-fno-common',
  '-ferror-limit=0',
  '-Xclang',
  '-disable-llvm-passes',
  'a.c',
  '-o',
  '-',
];
