import type { SimulationViewNotice, SimulationViewRequest } from '../../../server/src/protocol/views.ts';
import { ExtensionHost } from '../extension-host.ts';
import { INITIAL_STATE, type SimulationState } from './simulation-state.ts';
import { SimulationView } from './simulation-view.ts';

const host = new ExtensionHost<SimulationViewRequest, SimulationViewNotice, SimulationState>(INITIAL_STATE);
const view = new SimulationView(host);
document.body.append(view.box);
host.onNotice((notice) => view.take(notice));
view.run();
