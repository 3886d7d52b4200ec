import { runCommandLine } from '../cli/command-line.ts';
import { detourFrom, detourVariable, takeDetour } from './detour.ts';

/** `banyan`, whose connections to other nodes take the detour over the links of the chaos. */
takeDetour(detourFrom(process.env[detourVariable]));
process.exitCode = await runCommandLine(process.argv.slice(2));
