#!/usr/bin/env node
'use strict';
// The command line's way in: loads the bundle that `npm run build` makes.
var fs = require('fs');
var path = require('path');

var bundle = path.join(__dirname, '..', '..', 'dist', 'vnetscope.cjs');
var major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  process.stderr.write('vnetscope: needs Node 20 or later, this is ' + process.versions.node + '\n');
  process.exitCode = 2;
} else if (!fs.existsSync(bundle)) {
  process.stderr.write('vnetscope: not built yet; run "npm run build" in ' + path.join(__dirname, '..', '..') + '\n');
  process.exitCode = 2;
} else {
  require(bundle);
}
