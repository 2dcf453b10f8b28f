import type { RecordViewNotice, RecordViewRequest } from '../../../server/src/protocol/views.ts';
import { ExtensionHost } from '../extension-host.ts';
import { INITIAL_STATE, type RecordState } from './record-state.ts';
import { RecordView } from './record-view.ts';

const host = new ExtensionHost<RecordViewRequest, RecordViewNotice, RecordState>(INITIAL_STATE);
const view = new RecordView(host);
document.body.append(view.box);
host.onNotice((notice) => view.take(notice));
host.post({ kind: 'record', record: host.state.record });
