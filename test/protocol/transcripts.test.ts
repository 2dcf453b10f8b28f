// Every transcript of the folder is played against a language server of its own, on the sample kernel.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { Conversation } from '../kit/lsp-conversation.ts';
import { root } from '../kit/source-graph.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';
import { play, type Transcript } from '../kit/transcript.ts';

const folder = path.join(root, 'test/protocol/transcripts');

for (const file of readdirSync(folder).sort()) {
  const transcripts = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as readonly Transcript[];
  for (const transcript of transcripts) {
    test(`${path.basename(file, '.json')}: ${transcript.about}`, { timeout: 60_000 }, () =>
      play(transcript, new Conversation(), sampleFolder),
    );
  }
}
