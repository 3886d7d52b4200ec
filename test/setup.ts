/*
 * Runs before every test file. Unhandled errors and rejections fail the run: that is vitest's own doing as long as
 * nobody switches it off, and test/house/test-setup.test.ts holds it to that.
 */

// Tests speak on this machine's loopback only, whatever network it is on.
process.env['BANYAN_INTERFACE'] = '127.0.0.1';
// Nothing in a test may start a download of Electron.
process.env['ELECTRON_OVERRIDE_DIST_PATH'] ??= '/nonexistent';
