import { initialBytes } from '../../abi/initial-bytes.ts';
import type { Relocation } from '../../abi/image.ts';
import { integerShape } from '../../types/arithmetic.ts';
import { arithmeticName } from '../../types/promotions.ts';
import { isUnknown } from '../../types/unknown.ts';
import { initializerOf, setVariables, type SetVariable } from '../../vnet/set-variables.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';

/** What the reference copy starts with. */
export interface InitialValue {
  /** The first bytes, at most INITIAL_BYTES_SHOWN; empty when unknown. */
  readonly bytes: readonly number[];
  readonly sizeBytes: number;
  readonly isZero: boolean;
  /** Addresses that the linker fills in: of a symbol, or of a string literal, which is given in quotes. */
  readonly relocations: readonly { readonly offsetBytes: number; readonly symbol: string; readonly addend: string }[];
  /** Value of an integer, in decimal. */
  readonly integer: string | undefined;
  /** Why it could not be worked out. */
  readonly unknown: string | undefined;
}

const INITIAL_BYTES_SHOWN = 16;
const RELOCATIONS_KEPT = 8;
const STRING_SHOWN = 60;

/** Initial values of a unit's members of the sets that have an initializer, by symbol; the others are zero. */
export function initialValues(measured: MeasuredUnit): ReadonlyMap<string, InitialValue> {
  const values = new Map<string, InitialValue>();
  for (const variable of setVariables(measured.unit)) {
    if (variable.isInitialized) values.set(variable.symbol, initialValue(measured, variable));
  }
  return values;
}

function initialValue({ unit, resolver, engine }: MeasuredUnit, variable: SetVariable): InitialValue {
  const { declaration, declarator, inside } = variable;
  const type = resolver.ofDeclarator(declaration.specifiers, declarator, inside?.scope);
  const initializer = initializerOf(unit, variable);
  if (initializer === undefined) return unknownValue('the initializer is not understood');
  const made = initialBytes(engine, type, initializer, inside?.scope);
  if (isUnknown(made)) return unknownValue(made.reason);
  const { bytes, relocations } = made;
  return {
    bytes: [...bytes.subarray(0, INITIAL_BYTES_SHOWN)],
    sizeBytes: bytes.length,
    isZero: relocations.length === 0 && bytes.every((byte) => byte === 0),
    relocations: relocations.slice(0, RELOCATIONS_KEPT).map((relocation) => ({
      offsetBytes: relocation.offsetBytes,
      symbol: targetText(relocation),
      addend: relocation.addend.toString(),
    })),
    integer:
      relocations.length > 0
        ? undefined
        : integerText(bytes, isSigned(arithmeticName(resolver, type)), engine.target.isBigEndian),
    unknown: undefined,
  };

  function isSigned(name: ReturnType<typeof arithmeticName>): boolean | undefined {
    return name === undefined ? undefined : integerShape(name, resolver.model)?.isSigned;
  }
}

function targetText({ symbol, base }: Relocation): string {
  return base.kind === 'string' ? JSON.stringify(String.fromCodePoint(...base.units.slice(0, STRING_SHOWN))) : symbol;
}

function unknownValue(reason: string): InitialValue {
  return { bytes: [], sizeBytes: 0, isZero: false, relocations: [], integer: undefined, unknown: reason };
}

/** The bytes as one integer; undefined if the type is no integer. */
function integerText(bytes: Uint8Array, isSigned: boolean | undefined, isBigEndian: boolean): string | undefined {
  if (isSigned === undefined || bytes.length > 8) return undefined;
  let value = 0n;
  for (const byte of isBigEndian ? bytes : bytes.toReversed()) value = (value << 8n) | BigInt(byte);
  return (isSigned ? BigInt.asIntN(bytes.length * 8, value) : value).toString();
}
