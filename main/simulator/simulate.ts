import { sentenceOf } from '../../app/index.ts';
import type { Violations } from './checks.ts';
import { recordTree } from './record-tree.ts';
import { FileRecorder, silentRecorder, type Recorder } from './recorder.ts';
import { scenarios } from './scenarios.ts';
import { Stage, type Figures } from './stage.ts';
import { World } from './world.ts';

/** Above so many nodes nobody sees anybody by multicast. */
const mostDiscovered = 64;
/** Above so many nodes nobody tells the rates of their links: every node would remember every other's. */
const mostTold = 256;
/** Children per node, as the program has it by default. */
const fanOutOfNodes = 8;

export interface SimulationOptions {
  scenario: string;
  nodes: number;
  seed: number;
  /** Where to write a recording; none when left out. */
  record?: string;
  /** Children per node; by default few for few nodes, so that a small world has a tree with several levels. */
  fanOut?: number;
  progress?: (sentence: string) => void;
}

/** What came of one run. */
export interface Outcome {
  scenario: string;
  seed: number;
  nodes: number;
  /** What did not hold; none when all is well. */
  violations: Violations;
  figures: Figures;
  /** Two runs in which the same happened have the same. */
  hash: string;
  frames: number;
  events: number;
  edits: number;
  virtualMs: number;
  realMs: number;
  /** Time of the processor, which says more than `realMs` where others want it too. */
  processorMs: number;
  /** Most memory that the process ever had, MiB. */
  memoryMib: number;
  /** The command that does the same again. */
  replay: string;
}

/** Runs one scenario from its beginning to its end. Rejects only when the recording can't be written. */
export async function simulate(options: SimulationOptions): Promise<Outcome> {
  const { scenario: name, nodes, seed, record, progress = () => {} } = options;
  const scenario = scenarios[name]!;
  const fanOut = options.fanOut ?? (nodes <= 40 ? 3 : fanOutOfNodes);
  const file = record === undefined ? undefined : new FileRecorder(record, { scenario: name, seed, nodes });
  const recorder: Recorder = file ?? silentRecorder;
  // Every other world has no multicast, as many networks don't.
  const discovery = nodes <= mostDiscovered && seed % 2 === 1;
  const world = new World({
    seed,
    fanOut,
    discovery,
    untold: nodes > mostTold,
    large: nodes > mostTold,
    recorder,
    ...scenario.world,
  });
  const stage = new Stage(world, { nodes, fanOut, progress });
  const begin = performance.now();
  const processor = process.cpuUsage();
  const stopRecording = recordTree(world);
  const thrown: unknown[] = [];
  const onThrown = (reason: unknown): void => void thrown.push(reason);
  process.on('unhandledRejection', onThrown);
  try {
    await scenario.run(stage);
  } catch (reason) {
    stage.violations.push(`The run ended with an error: ${stackOf(reason)}`);
  } finally {
    process.off('unhandledRejection', onThrown);
    stopRecording();
    await file?.close();
  }
  stage.violations.push(...world.troubles, ...thrown.map((reason) => `Nobody caught: ${stackOf(reason)}`));
  const { traffic, time } = world;
  const { user, system } = process.cpuUsage(processor);
  return {
    scenario: name,
    seed,
    nodes,
    violations: stage.violations,
    figures: stage.figures,
    hash: traffic.hash,
    frames: traffic.frames,
    events: time.events,
    edits: stage.edits.made,
    virtualMs: Math.round(time.monotonic()),
    realMs: Math.round(performance.now() - begin),
    processorMs: Math.round((user + system) / 1000),
    memoryMib: Math.round(process.resourceUsage().maxRSS / 1024),
    replay: `npx banyan simulate --nodes ${nodes} --seed ${seed} --scenario ${name}${options.fanOut === undefined ? '' : ` --fan-out ${options.fanOut}`}`,
  };
}

/** Where an error came from, for whoever looks for it. */
function stackOf(reason: unknown): string {
  return reason instanceof Error && reason.stack !== undefined
    ? reason.stack.split('\n').slice(0, 6).join('\n')
    : sentenceOf(reason);
}
