import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ArtifactLocation, Location, Log, Region, ReportingDescriptor, Result } from 'sarif';
import { version } from '../version.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** Lines and columns count from 1, columns in UTF-16 code units; the end is exclusive. */
export interface SarifStretch {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * A log of one run of vnetscope (SARIF 2.1.0, OASIS, section 3.13 onward).
 * @param root the folder that files of the tree are relative to; undefined if there is no single one
 */
export function sarifLog(rules: ReportingDescriptor[], results: Result[], root: string | undefined): Log {
  const base =
    root === undefined
      ? {}
      : { originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(path.resolve(root)).href}/` } } };
  const driver = { name: 'vnetscope', semanticVersion: version, rules };
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [{ tool: { driver }, ...base, columnKind: 'utf16CodeUnits', results }],
  };
}

/** 3.28; a whole file without a stretch. */
export function sarifLocation(file: string, stretch: SarifStretch | undefined): Location {
  const artifactLocation = sarifArtifact(file);
  return {
    physicalLocation: stretch === undefined ? { artifactLocation } : { artifactLocation, region: sarifRegion(stretch) },
  };
}

/** 3.30 */
export function sarifRegion({ line, column, endLine, endColumn }: SarifStretch): Region {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** 3.4: a file of the tree is relative to its folder; another is itself. */
export function sarifArtifact(file: string): ArtifactLocation {
  if (file.startsWith('/')) return { uri: pathToFileURL(file).href };
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
}
