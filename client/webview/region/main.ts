import type { RegionViewNotice, RegionViewRequest } from '../../../server/src/protocol/views.ts';
import { ExtensionHost } from '../extension-host.ts';
import { RegionView } from './region-view.ts';
import { INITIAL_STATE, type RegionState } from './region-state.ts';

const host = new ExtensionHost<RegionViewRequest, RegionViewNotice, RegionState>(INITIAL_STATE);
const view = new RegionView(host);
document.body.append(view.box);
host.onNotice((notice) => view.take(notice));
host.post({ kind: 'modules', names: host.state.modules });
