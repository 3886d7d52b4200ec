import type { CommandOutput } from './contract.ts';
import type { NodeParts } from './node-parts.ts';

type Check = CommandOutput<'examine'>['checks'][number];

/** A running node's findings about itself, each with what to do. */
export function examine(parts: NodeParts): Check[] {
  return [
    identityCheck(parts),
    storeCheck(parts),
    discoveryCheck(parts),
    clusterCheck(parts),
    doorCheck(parts),
    announcementsCheck(parts),
    rubbishCheck(parts),
  ];
}

function identityCheck({ identity, fingerprint }: NodeParts): Check {
  return good('identity', `This is ${identity.machine}; others know it by the words "${fingerprint.words.join(' ')}".`);
}

function storeCheck({ store, facts }: NodeParts): Check {
  const trouble = facts.storeTrouble() ?? store.damage;
  const megabytes = (store.size() / 1e6).toFixed(1);
  if (trouble === undefined) return good('store', `The store in ${facts.dataFolder} is sound, ${megabytes} MB.`);
  return {
    name: 'store',
    outcome: facts.storeTrouble() === undefined ? 'warn' : 'bad',
    sentence: trouble,
    advice: 'Nothing has to be done about what was set aside; keep it until you are sure that nothing is missing.',
  };
}

function discoveryCheck({ discovery, facts }: NodeParts): Check {
  if (!discovery.usable) {
    return {
      name: 'network',
      outcome: 'bad',
      sentence: 'There is no network interface to speak on.',
      advice: 'Join a network. Everything here keeps working meanwhile.',
    };
  }
  const seen = discovery.seen().length;
  if (seen > 0)
    return good(
      'network',
      `${seen} other ${seen === 1 ? 'machine is' : 'machines are'} to be seen. Others reach this one at ${facts.address}.`,
    );
  return {
    name: 'network',
    outcome: 'warn',
    sentence: `Nobody else is to be seen. Others reach this machine at ${facts.address}.`,
    advice:
      'If somebody should be there: are both in the same network, is it marked as private, does a VPN or a guest Wi-Fi separate you, does a firewall block UDP 5353? Joining by address works without multicast.',
  };
}

function announcementsCheck({ discovery }: NodeParts): Check {
  if (discovery.dropped === 0) return good('announcements', 'Every announcement on this network made sense and found room.');
  return {
    name: 'announcements',
    outcome: 'warn',
    sentence: `${discovery.dropped} announcements on this network were malformed, or more than there can be, and were dropped.`,
    advice:
      'A few are harmless. Thousands mean that somebody makes them up: join and invite by address or by link meanwhile, and find out who it is.',
  };
}

function clusterCheck({ cluster }: NodeParts): Check {
  const { standing, belonging, view } = cluster;
  if (standing.phase === 'searching') {
    return {
      name: 'cluster',
      outcome: 'warn',
      sentence: `${belonging?.name} is out of reach: ${standing.reason}`,
      advice: 'Banyan keeps trying by itself. What is written meanwhile is kept and goes out then.',
    };
  }
  if (standing.phase === 'alone' || standing.phase === 'asking') return good('cluster', 'This machine belongs to no cluster.');
  const present = [...(view?.members.values() ?? [])].filter((member) => member.present).length;
  return good(
    'cluster',
    `${standing.phase === 'root' ? 'Root' : 'Member'} of ${belonging?.name} with ${present} ${present === 1 ? 'machine' : 'machines'}.`,
  );
}

function doorCheck({ facts }: NodeParts): Check {
  if (!facts.autoAccept) return good('door', 'Whoever asks to join waits for a person here to answer.');
  return {
    name: 'door',
    outcome: 'warn',
    sentence: 'The door is open: everyone who asks is let in (--auto-accept).',
    advice: 'Use this for demonstrations and closed test networks only.',
  };
}

function rubbishCheck({ endpoint, cluster }: NodeParts): Check {
  const { malformed, badRequests, handlerFailures, barred } = endpoint.counters;
  const dropped = malformed + badRequests + barred + cluster.badFrames;
  if (dropped + handlerFailures === 0) return good('input', 'Nothing malformed has come in.');
  return {
    name: 'input',
    outcome: 'warn',
    sentence: `${dropped} malformed frames and ${handlerFailures} unusable messages came in and were dropped.`,
    advice: 'A few are harmless. Many mean that some other program, or a broken one, talks to this port.',
  };
}

function good(name: string, sentence: string): Check {
  return { name, outcome: 'good', sentence, advice: '' };
}
