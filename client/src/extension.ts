import { window, type ExtensionContext } from 'vscode';
import { registerChooseArch } from './choose-arch.ts';
import { registerChooseKernconf } from './choose-kernconf.ts';
import type { Feature } from './feature.ts';
import { registerFindingsView } from './findings-view.ts';
import { registerGlobalsView } from './globals-view.ts';
import { registerGoToVirtualizedGlobal } from './go-to-virtualized-global.ts';
import { registerColours } from './colours.ts';
import { registerCompatStatus } from './compat-status.ts';
import { registerCopyAs } from './hover-commands.ts';
import { registerOutput } from './output.ts';
import { registerRegionDocument } from './region-document.ts';
import { registerMenu } from './menu.ts';
import { registerProblemMessages } from './problem-messages.ts';
import { registerCollectReport } from './collect-report.ts';
import { registerKernelView } from './kernel-view.ts';
import { registerSampleKernel } from './sample-kernel.ts';
import { registerStartWhereNeeded } from './start-where-needed.ts';
import { registerRestart } from './restart.ts';
import { registerReview } from './review.ts';
import { registerRunScenario } from './run-scenario.ts';
import { Server } from './server.ts';
import { ShownSimulation } from './simulation/shown-simulation.ts';
import { registerShowRecordLayout } from './show-record-layout.ts';
import { registerShowRegion } from './show-region.ts';
import { registerShowSimulation } from './show-simulation.ts';
import { registerSimulationTree } from './simulation-tree.ts';
import { registerSimulateModule } from './simulate-module.ts';
import { registerStatusBarItem } from './status-bar-item.ts';
import { registerStatusItem } from './status-item.ts';
import { registerSysctlView } from './sysctl-view.ts';
import { registerTrust } from './trust.ts';
import { registerWalkthrough } from './walkthrough.ts';
import { registerWhoSetsCurvnet } from './who-sets-curvnet.ts';

const features: readonly Feature[] = [
  registerStatusItem,
  registerStatusBarItem,
  registerCompatStatus,
  registerChooseArch,
  registerChooseKernconf,
  registerShowRegion,
  registerShowRecordLayout,
  registerShowSimulation,
  registerRegionDocument,
  registerSimulateModule,
  registerGoToVirtualizedGlobal,
  registerWhoSetsCurvnet,
  registerReview,
  registerRunScenario,
  registerColours,
  registerCopyAs,
  registerOutput,
  registerRestart,
  registerTrust,
  registerKernelView,
  registerGlobalsView,
  registerSysctlView,
  registerFindingsView,
  registerSimulationTree,
  registerMenu,
  registerProblemMessages,
  registerSampleKernel,
  registerCollectReport,
  registerWalkthrough,
  // The last: the others see all that the server says.
  registerStartWhereNeeded,
];

let server: Server | undefined;

export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel('vnetscope', { log: true });
  server = new Server(context, output);
  const simulation = new ShownSimulation();
  context.subscriptions.push(output, server, simulation);
  for (const register of features) register({ context, server, output, simulation });
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
