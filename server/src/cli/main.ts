/** Entry of the command line's bundle. */
const version = process.env['VNETSCOPE_VERSION'] ?? 'development';
process.stdout.write(`vnetscope ${version}\n`);
