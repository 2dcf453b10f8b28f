import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import v8 from 'node:v8';
import { Script } from 'node:vm';

const HASH_BYTES = 32;
/** Kinds of V8 (release, flags, processor) that one installation is run with. */
const MOST_KINDS = 4;

/** A bundle that is ready to run. */
export interface Loaded {
  /** True if the code of an earlier run is used. */
  readonly isKnown: boolean;
  run(): void;
  /** Keeps the code for the next run; to be called when the program ends, as much of it is compiled by then. */
  keep(): void;
}

/**
 * Loads a bundle like `require`, with the code that V8 made of it last time: reading 1.8 MB of JavaScript costs more
 * than half of a short command. The code lies beside the bundle, so that who can change it could change the bundle as
 * well; whatever is not exactly ours is made anew, and a folder that cannot be written keeps none.
 */
export function loadWithCode(bundle: string): Loaded {
  const source = readFileSync(bundle, 'utf8');
  const folder = path.dirname(bundle);
  const name = `${path.basename(bundle)}-${(v8.cachedDataVersionTag() >>> 0).toString(16)}.code`;
  // V8 itself only compares lengths.
  const sourceHash = hashOf(source);
  const cachedData = readCode(path.join(folder, name), sourceHash);
  // The wrapper that node gives to CommonJS. Columns of its first line are as in the file.
  const wrapper = '(function (exports, require, module, __filename, __dirname) {';
  const script = new Script(`${wrapper}${source}\n})`, {
    filename: bundle,
    columnOffset: -wrapper.length,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const isKnown = cachedData !== undefined && script.cachedDataRejected !== true;
  return {
    isKnown,
    run: () => {
      const module = { exports: {} };
      const program = script.runInThisContext() as (...given: readonly unknown[]) => void;
      program(module.exports, createRequire(bundle), module, bundle, folder);
    },
    keep: () => {
      if (!isKnown) writeCode(folder, name, sourceHash, script.createCachedData());
    },
  };
}

/** The code, if it was made of this source and is whole. */
function readCode(file: string, sourceHash: Buffer): Buffer | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  const code = bytes.subarray(2 * HASH_BYTES);
  const isOurs =
    bytes.subarray(0, HASH_BYTES).equals(sourceHash) && bytes.subarray(HASH_BYTES, 2 * HASH_BYTES).equals(hashOf(code));
  return isOurs ? code : undefined;
}

function writeCode(folder: string, name: string, sourceHash: Buffer, code: Buffer): void {
  const scratch = path.join(folder, `${name}.${process.pid}`);
  try {
    writeFileSync(scratch, Buffer.concat([sourceHash, hashOf(code), code]));
    renameSync(scratch, path.join(folder, name));
    const kinds = readdirSync(folder).filter((one) => one.endsWith('.code'));
    const oldest = kinds.map((one) => ({ one, at: statSync(path.join(folder, one)).mtimeMs }));
    oldest.sort((a, b) => b.at - a.at);
    for (const { one } of oldest.slice(MOST_KINDS)) rmSync(path.join(folder, one));
  } catch {
    // An installation that only root may write, a full disk: the next start reads the source again.
    rmSync(scratch, { force: true });
  }
}

const hashOf = (content: string | Uint8Array): Buffer => createHash('sha256').update(content).digest();
