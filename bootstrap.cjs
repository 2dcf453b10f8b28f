// First step of every npm script: refuses a Node that cannot work, installs what the lock file names.
// Written so that a Node of any age can read it and answer in one line.
'use strict';
var fs = require('fs');
var path = require('path');
var childProcess = require('child_process');
var crypto = require('crypto');

var root = __dirname;

/** "20.19.0" -> [20, 19, 0] */
function numbers(/** @type {string} */ version) {
  return version.split('.').map(Number);
}

/** Negative, zero or positive, as a sorts before, with or after b. */
function compare(/** @type {number[]} */ a, /** @type {number[]} */ b) {
  for (var i = 0; i < 3; i++) {
    var difference = (a[i] || 0) - (b[i] || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Understands the part of npm's range language that package.json uses: ^A.B.C, >=A.B.C and ||. */
function satisfies(/** @type {string} */ version, /** @type {string} */ range) {
  var actual = numbers(version);
  return range.split('||').some(function (alternative) {
    var match = /^\s*(\^|>=)(\d+\.\d+\.\d+)\s*$/.exec(alternative);
    if (match === null) throw new Error('engines.node: cannot read "' + alternative + '"');
    var bound = numbers(String(match[2]));
    return compare(actual, bound) >= 0 && (match[1] === '>=' || actual[0] === bound[0]);
  });
}

function lockDigest() {
  return crypto
    .createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

var stamp = path.join(root, 'node_modules', '.vnetscope-lock');
var turn = path.join(root, '.installing');
var longestInstall = 10 * 60 * 1000;

function isInstalled() {
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === lockDigest();
}

/** Two scripts at the same time must not both fill node_modules. */
function takeTurn() {
  for (;;) {
    try {
      fs.mkdirSync(turn);
      return;
    } catch (error) {
      if (Object(error).code !== 'EEXIST') throw error;
    }
    var left = fs.statSync(turn, { throwIfNoEntry: false });
    if (left !== undefined && Date.now() - left.mtimeMs > longestInstall) fs.rmdirSync(turn);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function installWhenNeeded() {
  if (isInstalled()) return;
  takeTurn();
  process.once('exit', function () {
    fs.rmdirSync(turn);
  });
  if (!isInstalled()) install();
}

function install() {
  process.stderr.write('vnetscope: installing the development dependencies of package-lock.json ...\n');
  var npm = process.env['npm_execpath'];
  var args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  var result =
    npm !== undefined && /\.c?js$/.test(npm)
      ? childProcess.spawnSync(process.execPath, [npm].concat(args), { cwd: root, stdio: ['ignore', 2, 2] })
      : childProcess.spawnSync('npm', args, {
          cwd: root,
          stdio: ['ignore', 2, 2],
          shell: process.platform === 'win32'
        });
  if (result.status !== 0) {
    process.stderr.write('vnetscope: npm ci failed; nothing was started\n');
    process.exit(1);
  }
  fs.writeFileSync(stamp, lockDigest());
}

function main() {
  var range = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).engines.node;
  if (!satisfies(process.versions.node, range)) {
    process.stderr.write('vnetscope: needs Node ' + range + ', this is ' + process.versions.node + '\n');
    process.exit(1);
  }
  installWhenNeeded();
}

module.exports = { satisfies: satisfies };
if (require.main === module) main();
