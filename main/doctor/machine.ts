import { createSocket } from 'node:dgram';
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { dirname } from 'node:path';
import type { CommandOutput } from '../../app/bridge/index.ts';

type Check = CommandOutput<'examine'>['checks'][number];

/** What can be said of this machine without a running node: Node itself, interfaces, multicast, folder, disk, clock. */
export async function examineMachine(dataFolder: string, interfaceAddress: string | undefined): Promise<Check[]> {
  return [
    runtime(),
    interfaces(interfaceAddress),
    await multicast(interfaceAddress),
    folder(dataFolder),
    disk(dataFolder),
    clock(),
  ];
}

function runtime(): Check {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return good('runtime', `Node ${process.versions.node} on ${process.platform}, ${process.arch}.`);
  return {
    name: 'runtime',
    outcome: 'bad',
    sentence: `This is Node ${process.versions.node}; Banyan needs 24.`,
    advice: 'Start it with npm start or npx banyan: they bring their own.',
  };
}

function interfaces(named: string | undefined): Check {
  const usable = Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).filter((address) => address.family === 'IPv4').map((address) => ({ name, ...address })),
  );
  if (named !== undefined) {
    if (usable.some((address) => address.address === named))
      return good('interfaces', `Speaks on ${named} only, as it was told.`);
    return {
      name: 'interfaces',
      outcome: 'bad',
      sentence: `No interface has the address ${named}.`,
      advice: 'Name another with --interface or BANYAN_INTERFACE, or leave it out.',
    };
  }
  const outside = usable.filter((address) => !address.internal);
  if (outside.length === 0)
    return {
      name: 'interfaces',
      outcome: 'bad',
      sentence: 'This machine is in no network.',
      advice: 'Join one. Everything here keeps working meanwhile.',
    };
  return good('interfaces', `In a network by ${outside.map(({ name, address }) => `${name} (${address})`).join(', ')}.`);
}

/** Sends nothing: only joins the group, which is what fails where multicast is not allowed. */
function multicast(interfaceAddress: string | undefined): Promise<Check> {
  return new Promise((resolve) => {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    const done = (check: Check): void => {
      socket.close();
      resolve(check);
    };
    socket.once('error', (error) =>
      done({
        name: 'multicast',
        outcome: 'bad',
        sentence: `Port 5353 can not be listened on: ${error.message}.`,
        advice: 'Another program holds it for itself. Joining by address works all the same.',
      }),
    );
    socket.bind(5353, () => {
      try {
        socket.addMembership('224.0.0.251', interfaceAddress);
        done(good('multicast', 'Multicast DNS can be heard.'));
      } catch (thrown) {
        done({
          name: 'multicast',
          outcome: 'bad',
          sentence: `Multicast DNS can not be heard: ${String(thrown)}.`,
          advice: 'A VPN or a container network may forbid it. Joining by address works all the same.',
        });
      }
    });
  });
}

function folder(dataFolder: string): Check {
  const existing = nearestExisting(dataFolder);
  try {
    accessSync(existing, constants.W_OK);
    return good('folder', `${dataFolder} can be written to.`);
  } catch {
    return {
      name: 'folder',
      outcome: 'bad',
      sentence: `Nothing can be written to ${dataFolder}.`,
      advice: 'Make it writable, or name another folder with --data.',
    };
  }
}

function disk(dataFolder: string): Check {
  const { bavail, bsize } = statfsSync(nearestExisting(dataFolder));
  const gigabytes = (bavail * bsize) / 1e9;
  if (gigabytes > 1) return good('disk', `${gigabytes.toFixed(0)} GB are free.`);
  return {
    name: 'disk',
    outcome: gigabytes > 0.1 ? 'warn' : 'bad',
    sentence: `Only ${gigabytes.toFixed(2)} GB are free.`,
    advice: 'Free some space: what can not be written is not safe.',
  };
}

function clock(): Check {
  const year = new Date().getFullYear();
  if (year >= 2025 && year < 2100) return good('clock', `The clock says ${new Date().toISOString()}.`);
  return {
    name: 'clock',
    outcome: 'warn',
    sentence: `The clock says ${new Date().toISOString()}.`,
    advice: 'Set it: times of changes will look odd to others.',
  };
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

function good(name: string, sentence: string): Check {
  return { name, outcome: 'good', sentence, advice: '' };
}
