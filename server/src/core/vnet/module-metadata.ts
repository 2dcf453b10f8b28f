import type { LayoutEngine } from '../abi/layout-engine.ts';
import { isUnknown } from '../types/unknown.ts';
import type { LinkerSetEntry } from './linker-sets.ts';
import { RecordValue } from './record-value.ts';

/** An entry of set_modmetadata_set that the kernel linker uses (sys/sys/module.h). */
export type ModuleMetadata =
  /** MDT_DEPEND */
  | {
      readonly kind: 'depend';
      readonly on: string;
      readonly minimum: number;
      readonly preferred: number;
      readonly maximum: number;
    }
  /** MDT_MODULE: DECLARE_MODULE. */
  | {
      readonly kind: 'module';
      readonly name: string;
      readonly handler: string;
      /** Symbol of the moduledata_t. */ readonly data: string;
    }
  /** MDT_VERSION */
  | { readonly kind: 'version'; readonly name: string; readonly version: number };

/** MDT_* of sys/sys/module.h: the same in every release from 4 to main. */
const MDT_DEPEND = 1;
const MDT_MODULE = 2;
const MDT_VERSION = 3;

/**
 * Reads the struct mod_metadata that an entry points to; undefined for other kinds (plug-and-play tables) and what is
 * not understood.
 */
export function readModuleMetadata(engine: LayoutEngine, entry: LinkerSetEntry): ModuleMetadata | undefined {
  const value = RecordValue.of(engine, entry.target);
  if (isUnknown(value)) return undefined;
  const data = value.name('md_data');
  const label = value.text('md_cval');
  if (data === undefined || label === undefined) return undefined;
  const inner = RecordValue.of(engine, data);
  if (isUnknown(inner)) return undefined;
  const number = (record: RecordValue, member: string): number | undefined => {
    const found = record.integer(member);
    return isUnknown(found) ? undefined : Number(found);
  };
  switch (number(value, 'md_type')) {
    case MDT_DEPEND: {
      const [minimum, preferred, maximum] = [
        number(inner, 'md_ver_minimum'),
        number(inner, 'md_ver_preferred'),
        number(inner, 'md_ver_maximum'),
      ];
      return minimum === undefined || preferred === undefined || maximum === undefined
        ? undefined
        : { kind: 'depend', on: label, minimum, preferred, maximum };
    }
    case MDT_MODULE:
      return {
        kind: 'module',
        name: inner.text('name') ?? label,
        handler: inner.symbol('evhand') ?? '',
        data: engine.symbolName(data),
      };
    case MDT_VERSION: {
      const version = number(inner, 'mv_version');
      return version === undefined ? undefined : { kind: 'version', name: label, version };
    }
    default:
      return undefined;
  }
}
