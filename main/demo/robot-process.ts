import { setTimeout as pause } from 'node:timers/promises';
import { channelPair, openBridge, type Bridge } from '../../app/bridge/index.ts';
import { createNode, seededRandom } from '../../app/index.ts';
import { programVersion } from '../program.ts';
import { stderrLog } from '../stderr-log.ts';
import { Robot } from './robot.ts';

/** What the demonstration tells a robot's process. */
export interface RobotStart {
  person: string;
  machine: string;
  colour: number;
  folder: string;
  /** `host:port` of the person's node. */
  join: string;
  documentName: string;
  seed: number;
}

/** Runs one whole node with a robot at it until the parent process lets go. */
process.once('message', (start: RobotStart) => void run(start));

async function run({ person, machine, colour, folder, join, documentName, seed }: RobotStart): Promise<void> {
  const node = createNode({
    dataFolder: folder,
    person,
    machine,
    defaults: { person, machine, colour },
    headless: true,
    version: programVersion(),
    interfaceAddress: '127.0.0.1',
    join,
    log: stderrLog(),
  });
  await node.start();
  process.once('disconnect', () => void node.stop().then(() => process.exit()));
  await node.findCluster();
  const [nodeEnd, robotEnd] = channelPair();
  node.serve(nodeEnd);
  const bridge = openBridge(robotEnd);
  const document = await documentNamed(bridge, documentName);
  await new Robot(bridge, document, seededRandom(seed)).live();
}

/** It comes with the first comparison, some time after a person has let the robot in. */
async function documentNamed(bridge: Bridge, name: string): Promise<string> {
  for (;;) {
    try {
      return (await bridge.call('findDocument', { name })).id;
    } catch {
      await pause(200);
    }
  }
}
