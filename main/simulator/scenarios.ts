import type { Scenario } from './scenario.ts';
import { churn } from './scenarios/churn.ts';
import { growth } from './scenarios/growth.ts';
import { cascade, handOver, massRestart, relayLoss, rootLoss } from './scenarios/losses.ts';
import { laptopSleep, rollingUpgrade, snail } from './scenarios/machines.ts';
import { flappingLink, lossyStream, partitionAndHeal } from './scenarios/networks.ts';

/** Every scenario, by the name that the command line takes. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  growth,
  'root-loss': rootLoss,
  'relay-loss': relayLoss,
  cascade,
  'hand-over': handOver,
  'mass-restart': massRestart,
  'partition-and-heal': partitionAndHeal,
  'flapping-link': flappingLink,
  'lossy-stream': lossyStream,
  snail,
  'laptop-sleep': laptopSleep,
  'rolling-upgrade': rollingUpgrade,
  churn,
};
