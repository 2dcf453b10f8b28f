/** Version of the package; the bundler puts it in. */
export const version = process.env['VNETSCOPE_VERSION'] ?? 'development';
