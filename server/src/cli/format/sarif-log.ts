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

/** What stands for the tree's folder wherever it lies (3.14.14): the reader knows where its checkout is. */
const ROOT = '%SRCROOT%';

/** A log of one run of vnetscope (SARIF 2.1.0, OASIS, section 3.13 onward); it names no folder of this machine. */
export function sarifLog(rules: ReportingDescriptor[], results: Result[]): Log {
  const driver = { name: 'vnetscope', semanticVersion: version, rules };
  const originalUriBaseIds = { [ROOT]: { description: { text: "The folder that holds the tree's sys" } } };
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [{ tool: { driver }, originalUriBaseIds, columnKind: 'utf16CodeUnits', results }],
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

/** 3.4: a file of the tree is relative to its folder, one outside to the folder that the command was given in. */
export function sarifArtifact(file: string): ArtifactLocation {
  const shown = file.startsWith('/') ? path.relative(process.cwd(), file) : file;
  if (shown.startsWith('..')) return { uri: pathToFileURL(file).href };
  return { uri: shown.split('/').map(encodeURIComponent).join('/'), uriBaseId: ROOT };
}
