import type { FieldLayout } from '../../abi/record-layout.ts';
import type { LayoutEngine } from '../../abi/layout-engine.ts';
import type { FieldView, RecordView, TypeView } from '../../simulator/type-view.ts';
import { integerShape, isFloating } from '../../types/arithmetic.ts';
import { typeText } from '../../types/type-text.ts';
import { plain, type EnumType, type RecordType, type Type } from '../../types/type.ts';
import { isUnknown, unknown, type Unknown } from '../../types/unknown.ts';

/** Equal views are one object across all units that use the pool. */
export class ViewPool {
  private readonly views = new Map<string, TypeView>();
  private readonly numbers = new Map<TypeView, number>();

  /** The pool's view that equals `view`, whose parts are in the pool. */
  unique<View extends TypeView>(view: View): View {
    const key = JSON.stringify(view, (name, value: unknown) =>
      name === 'element' || name === 'view' ? this.numbers.get(value as TypeView) : value,
    );
    const known = this.views.get(key);
    if (known !== undefined) return known as View;
    this.views.set(key, view);
    this.numbers.set(view, this.numbers.size);
    return view;
  }
}

/** Turns the types of one unit into views. */
export class TypeViews {
  private readonly engine: LayoutEngine;
  private readonly pool: ViewPool;
  private readonly records = new Map<RecordType['specifier'], RecordView>();

  constructor(engine: LayoutEngine, pool: ViewPool) {
    this.engine = engine;
    this.pool = pool;
  }

  /** Unknown where the type has no known size. */
  of(type: Type): TypeView | Unknown {
    const inner = plain(type);
    const sizeBytes = this.engine.size(type);
    if (isUnknown(sizeBytes)) return sizeBytes;
    const text = typeText(this.engine.resolver, type);
    switch (inner.kind) {
      case 'unknown':
        return inner;
      case 'builtin': {
        const shape = integerShape(inner.name, this.engine.target);
        if (shape === undefined && !isFloating(inner.name)) return this.opaque(text, sizeBytes, 'not a scalar type');
        return this.pool.unique({
          kind: 'scalar',
          text,
          sizeBytes,
          isSigned: shape?.isSigned ?? true,
          isBoolean: inner.name === 'bool',
          isFloating: shape === undefined,
          enumerators: [],
        });
      }
      case 'enum':
        return this.ofEnum(inner, text, sizeBytes);
      case 'pointer':
        return this.pool.unique({
          kind: 'pointer',
          text,
          sizeBytes,
          to: typeText(this.engine.resolver, inner.target),
          toFunction: plain(inner.target).kind === 'function',
        });
      case 'array': {
        const element = this.of(inner.element);
        if (isUnknown(element)) return element;
        const isFlexible = inner.bound === undefined && inner.count === undefined;
        const count = isFlexible ? 0 : this.engine.elementCount(inner);
        return isUnknown(count)
          ? count
          : this.pool.unique({ kind: 'array', text, sizeBytes, count, strideBytes: element.sizeBytes, element });
      }
      case 'record':
        return this.record(inner);
      case 'vector':
      case 'function':
        return this.opaque(text, sizeBytes, `the members of a ${inner.kind} are not evaluated`);
    }
  }

  record(type: RecordType): RecordView | Unknown {
    const known = this.records.get(type.specifier);
    if (known !== undefined) return known;
    const layout = this.engine.record(type);
    if (isUnknown(layout)) return layout;
    const fields: FieldView[] = [];
    for (const field of layout.fields) {
      if (field.name === 0 && field.declarator !== undefined) continue;
      const view = this.field(field);
      if (isUnknown(view)) return view;
      fields.push({
        name: field.name === 0 ? '' : this.engine.resolver.spelling(field.name),
        offsetBits: field.offsetBits,
        widthBits: field.widthBits,
        view,
      });
    }
    const text = typeText(this.engine.resolver, { ...type, qualifiers: 0 });
    const made = this.pool.unique<RecordView>({
      kind: 'record',
      text,
      sizeBytes: layout.sizeBytes,
      isUnion: type.specifier.kind === 'union',
      fields,
    });
    this.records.set(type.specifier, made);
    return made;
  }

  private field({ type }: FieldLayout): TypeView | Unknown {
    const inner = plain(type);
    if (inner.kind !== 'array' || inner.bound !== undefined || inner.count !== undefined) return this.of(type);
    // A flexible array member has no size of its own.
    const element = this.of(inner.element);
    return isUnknown(element)
      ? element
      : this.pool.unique({
          kind: 'array',
          text: typeText(this.engine.resolver, type),
          sizeBytes: 0,
          count: 0,
          strideBytes: element.sizeBytes,
          element,
        });
  }

  private ofEnum(type: EnumType, text: string, sizeBytes: number): TypeView | Unknown {
    const integer = this.engine.enumInteger(type);
    if (isUnknown(integer)) return integer;
    const enumerators = (type.specifier.enumerators ?? []).flatMap((enumerator) => {
      const value = this.engine.enumeratorValue(enumerator, type.scope);
      return isUnknown(value)
        ? []
        : [{ name: this.engine.resolver.spelling(enumerator.name), value: value.toString() }];
    });
    const isSigned = integerShape(integer, this.engine.target)?.isSigned ?? false;
    return this.pool.unique({
      kind: 'scalar',
      text,
      sizeBytes,
      isSigned,
      isBoolean: false,
      isFloating: false,
      enumerators,
    });
  }

  private opaque(text: string, sizeBytes: number, reason: string): TypeView {
    return this.pool.unique({ kind: 'opaque', text, sizeBytes, reason });
  }
}

/** The view of a struct by its tag. */
export function structView(engine: LayoutEngine, pool: ViewPool, tag: string): RecordView | Unknown {
  const specifier = engine.resolver.tag(engine.unit.interner.intern(tag), 'struct');
  if (specifier === undefined || specifier.kind === 'enum') return unknown(`struct ${tag} is not defined here`);
  return new TypeViews(engine, pool).record({ kind: 'record', specifier, qualifiers: 0, scope: undefined });
}
