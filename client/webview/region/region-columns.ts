import { grouped } from '../../../server/src/core/text/amounts.ts';
import type { Column } from '../sortable-table.ts';
import type { SceneVariable } from './scene.ts';

const number = (name: string, label: string, value: (row: SceneVariable) => number | null): Column<SceneVariable> => ({
  name,
  label,
  key: value,
  text: (row) => {
    const known = value(row);
    return known === null ? 'unknown' : grouped(known);
  },
  isNumber: true,
});

const text = (name: string, label: string, value: (row: SceneVariable) => string): Column<SceneVariable> => ({
  name,
  label,
  key: value,
  text: value,
});

/** The columns of the region's table; numbers are those of `layout --format json`. */
export const REGION_COLUMNS: readonly Column<SceneVariable>[] = [
  text('name', 'Name', ({ name }) => name),
  number('offset', 'Offset', ({ place }) => place),
  number('size', 'Size', ({ size }) => size),
  number('align', 'Align', ({ align }) => align),
  text('type', 'Type', ({ type }) => type),
  text('file', 'Source', ({ file, line }) => `${file}:${line}`),
  text('module', 'Module', ({ module }) => module ?? ''),
];
