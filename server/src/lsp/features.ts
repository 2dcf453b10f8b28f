import { callHierarchy } from './call-hierarchy.ts';
import { codeAction } from './code-action.ts';
import { codeLens } from './code-lens.ts';
import { completion } from './completion.ts';
import { compat } from './compat.ts';
import { configuration } from './configuration.ts';
import { declaration, definition } from './definition.ts';
import { diagnostics } from './diagnostics.ts';
import { documentHighlight } from './document-highlight.ts';
import { documentSymbol } from './document-symbol.ts';
import { executeCommand } from './execute-command.ts';
import { fileOperations } from './file-operations.ts';
import { freshValues } from './fresh-values.ts';
import { globals } from './globals.ts';
import { hover } from './hover.ts';
import { inlayHints } from './inlay-hints.ts';
import { documentLinks } from './kernconf-language.ts';
import { kernconfs } from './kernconfs.ts';
import { leftAlone } from './left-alone.ts';
import { log } from './log.ts';
import { namedGlobals } from './named-globals.ts';
import { progress } from './progress.ts';
import { pullDiagnostics } from './pull-diagnostics.ts';
import { recordPicture } from './record-picture.ts';
import { references } from './references.ts';
import { region } from './region.ts';
import { regionMap } from './region-map.ts';
import { rename } from './rename.ts';
import { review } from './review.ts';
import { runScenario } from './run-scenario.ts';
import type { Feature } from './server.ts';
import { simulation } from './simulation.ts';
import { scenarioDiagnostics } from './scenario-language.ts';
import { signatureHelp } from './signature-help.ts';
import { simulateModule } from './simulate-module.ts';
import { status } from './status.ts';
import { storedTrees } from './stored-trees.ts';
import { sysctls } from './sysctls.ts';
import { textSync } from './text-sync.ts';
import { treeDiagnostics } from './tree-diagnostics.ts';
import { trust } from './trust.ts';
import { implementation, typeDefinition } from './type-definition.ts';
import { virtualizedGlobal } from './virtualized-global.ts';
import { watchedFiles } from './watched-files.ts';
import { whoSetsCurvnet } from './who-sets-curvnet.ts';
import { workspaceSymbol } from './workspace-symbol.ts';

/** Every feature of the language server. Text comes first: the others see it as it is after an edit. */
export const features: readonly Feature[] = [
  textSync,
  storedTrees,
  freshValues,
  hover,
  definition,
  declaration,
  typeDefinition,
  implementation,
  references,
  documentHighlight,
  documentSymbol,
  workspaceSymbol,
  diagnostics,
  treeDiagnostics,
  pullDiagnostics,
  codeAction,
  rename,
  fileOperations,
  completion,
  signatureHelp,
  codeLens,
  inlayHints,
  executeCommand,
  configuration,
  watchedFiles,
  documentLinks,
  kernconfs,
  region,
  sysctls,
  globals,
  regionMap,
  recordPicture,
  simulateModule,
  virtualizedGlobal,
  namedGlobals,
  whoSetsCurvnet,
  review,
  runScenario,
  scenarioDiagnostics,
  simulation,
  callHierarchy,
  status,
  log,
  leftAlone,
  progress,
  compat,
  trust,
];
