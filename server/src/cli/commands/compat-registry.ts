import path from 'node:path';
import { checkRegistry, type RegistryReport } from '../../core/analysis/layouts/registry-check.ts';
import { readRegistryFile, REGISTRIES, type RegistryFile } from '../../core/compat/registry.ts';
import { readNamed } from '../../host/named-file.ts';
import { jsonError } from '../../core/text/json-error.ts';
import { EXIT_FINDINGS, EXIT_OK, UsageError, type CommonOptions, type Terminal } from '../command.ts';
import { list, openSide } from '../compat-measure.ts';
import { filesSide } from '../compat-side.ts';
import { table } from '../format/table.ts';

/** Compares the numbers of a tree's headers with published registries: the bundled ones, or files of --registry. */
export function compatRegistry(words: readonly string[], options: CommonOptions, terminal: Terminal): number {
  const side = filesSide('registry', words, options);
  const { arch, kernconf, options: further } = options;
  const workspace = openSide(side, { arch, kernconf, options: further }, options);
  const given = list(options, 'registry');
  const registries = given.length === 0 ? REGISTRIES : given.map((file) => readFile(file, terminal.folder));
  const reports = registries.map((registry) => checkRegistry(workspace, registry));
  terminal.out(options.format === 'json' ? json(reports) : reports.map(text).join('\n'));
  return reports.some(({ differences }) => differences.some(({ kind }) => kind !== 'bound')) ? EXIT_FINDINGS : EXIT_OK;
}

function readFile(file: string, folder: string): RegistryFile {
  const bytes = readNamed(path.resolve(folder, file));
  if ('error' in bytes) throw new UsageError(`${file}: ${bytes.error}`);
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new UsageError(`${file}: ${jsonError(error)}`);
  }
  const read = readRegistryFile(content);
  if ('error' in read) throw new UsageError(`${file}: ${read.error}`);
  return read;
}

function text({ title, header, isThere, compared, differences }: RegistryReport): string {
  if (!isThere) return `${title}: this tree has no ${header}\n`;
  const real = differences.filter(({ kind }) => kind !== 'bound');
  const bounds = differences.filter(({ kind }) => kind === 'bound');
  const rows = (list: typeof differences): string =>
    table(list.map(({ line, message }) => [`  ${header}:${line}`, message]));
  return [
    `${title}: ${compared} constants of ${header} compared; ${real.length === 0 ? 'none differs' : `${real.length} ${real.length === 1 ? 'differs' : 'differ'}`}`,
    ...(real.length > 0 ? [rows(real)] : []),
    ...(bounds.length > 0 ? ['upper bounds that differ:', rows(bounds)] : []),
    '',
  ].join('\n');
}

function json(reports: readonly RegistryReport[]): string {
  return `${JSON.stringify(
    {
      schemaVersion: 1,
      registries: reports.map(({ title, header, isThere, compared, differences }) => ({
        title,
        header,
        isThere,
        compared,
        differences: differences.map(({ constant, value, kind, message, registry, file, line, column }) => ({
          constant,
          value: value.toString(),
          kind,
          message,
          registry: registry.name,
          citation: registry.citation,
          url: registry.url,
          file,
          line,
          column,
        })),
      })),
    },
    undefined,
    1,
  )}\n`;
}
