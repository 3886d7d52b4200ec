#!/usr/bin/env node
import { keepCompiledCode } from '../compile-cache.ts';

keepCompiledCode();
// Only what is loaded from now on is kept.
const { runCommandLine } = await import('./command-line.ts');
process.exitCode = await runCommandLine(process.argv.slice(2));
