import { grouped } from '../../core/text/amounts.ts';
import type { VimageCost } from '../../core/analysis/answers/vimage-cost.ts';
import { table } from './table.ts';

const VARIABLES_SHOWN = 12;
const OBJECTS_SHOWN = 12;
const NAMES_SHOWN = 8;

/** What options VIMAGE costs, the answer first. */
export function costText(cost: VimageCost): string {
  const { release, arch, kernconf, vnet, plain, pageBytes } = cost;
  const plainBytes = plain.dataBytes + plain.bssBytes + plain.otherBytes;
  const structBytes = vnet.structVnetBytes ?? 0;
  const lines = [
    `FreeBSD ${release.name} (${release.osreldate}), ${arch} ${kernconf}: what options VIMAGE costs`,
    '',
    `each vnet       ${grouped(vnet.allocatedBytes + structBytes)} bytes: ${vnet.pages} page${vnet.pages === 1 ? '' : 's'} of ${grouped(pageBytes)} for ${grouped(vnet.bytes)} bytes of set_vnet, and struct vnet, ${vnet.structVnetBytes ?? '?'}`,
    `                of these ${grouped(vnet.modspaceBytes)} are reserved for modules (modspace), ${grouped(vnet.paddingBytes)} are padding, ${grouped(vnet.allocatedBytes - vnet.bytes)} lie after its end`,
    `reference copy  ${grouped(vnet.bytes)} bytes, once, also in the kernel's file: in set_vnet zero-valued globals take file bytes`,
    `without VIMAGE  ${plain.variables} plain globals: ${grouped(plain.dataBytes)} bytes of .data, ${grouped(plain.bssBytes)} of .bss${plain.otherBytes === 0 ? '' : `, ${grouped(plain.otherBytes)} elsewhere`}, before padding; ${grouped(plain.dataBytes)} of them in the file`,
    '                (at -O2 the compiler may drop or shrink static ones; in set_vnet, where all are __used, it may not)',
    `so              vnet0 alone takes ${grouped(vnet.bytes + vnet.allocatedBytes + structBytes - plainBytes)} bytes more than the same kernel without VIMAGE; each jail with a vnet ${grouped(vnet.allocatedBytes + structBytes)}`,
  ];
  if (vnet.counters > 0)
    lines.push(
      `besides         ${grouped(vnet.counters)} counter(9) pointers: each counter takes 8 bytes on every CPU once a constructor has allocated it`,
    );
  if (cost.onlyWithVimage.length > 0) lines.push(`only with it    ${someOf(cost.onlyWithVimage)}`);
  if (cost.onlyWithoutVimage.length > 0) lines.push(`only without it ${someOf(cost.onlyWithoutVimage)}`);
  const share = (bytes: number): string => `${((bytes / vnet.bytes) * 100).toFixed(1)}%`;
  lines.push(
    '',
    'largest in every vnet',
    table(
      cost.variables
        .slice(0, VARIABLES_SHOWN)
        .map(({ name, file, line, type, size, plain: found }) => [
          `  ${grouped(size ?? 0)}`,
          share(size ?? 0),
          name,
          type,
          found === null ? 'only with VIMAGE' : (found.section ?? '?'),
          `${file}:${line}`,
        ]),
      new Set([0, 1]),
    ),
  );
  const objects = cost.objects.toSorted((a, b) => b.bytes - a.bytes);
  lines.push(
    '',
    'by object',
    table(
      objects
        .slice(0, OBJECTS_SHOWN)
        .map(({ file, bytes, variables, paddingBytes }) => [
          `  ${grouped(bytes)}`,
          share(bytes),
          file,
          variables === 1 ? '1 variable' : `${variables} variables`,
          paddingBytes === 0 ? '' : `${paddingBytes} padding`,
        ]),
      new Set([0, 1]),
    ),
  );
  const rest = objects.slice(OBJECTS_SHOWN);
  if (rest.length > 0)
    lines.push(`  and ${rest.length} more with ${grouped(rest.reduce((sum, { bytes }) => sum + bytes, 0))} bytes`);
  if (cost.problems.length > 0)
    lines.push(
      '',
      ...cost.problems.map(({ file, line, message }) => `${file}${line > 0 ? `:${line}` : ''}: ${message}`),
    );
  return `${lines.join('\n')}\n`;
}

function someOf(names: readonly string[]): string {
  const rest = names.length - NAMES_SHOWN;
  return `${names.slice(0, NAMES_SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
