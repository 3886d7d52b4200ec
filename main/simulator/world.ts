import { EntryReader, MemoryNetwork, seededRandom, sentenceOf, ViewCodec, type Random } from '../../app/index.ts';
import { Air, blindDiscovery } from './air.ts';
import { Machine } from './machine.ts';
import { silentRecorder, type Recorder } from './recorder.ts';
import { SharedVerifier } from './shared-verifier.ts';
import { Traffic } from './traffic.ts';
import { VirtualTime } from './virtual-time.ts';
import { Weather, type Barrier } from './weather.ts';

/** A connection that hears nothing for so long is given up: what ZMTP's own heartbeats do. */
const linkSilenceMs = 1500;

export interface WorldOptions {
  seed: number;
  /** Children that nodes take on; undefined: the default of the program. */
  fanOut?: number;
  /** Whether nodes see each other by multicast; else they know only addresses. */
  discovery: boolean;
  /** Whether nodes leave out telling each other the rates of their links. */
  untold?: boolean;
  /** Thousands of nodes: each remembers less. */
  large?: boolean;
  /** Wall clocks are off by up to so much. */
  skewMs?: number;
  recorder?: Recorder;
}

/** Machines, the network between them, and time: everything follows from the seed. */
export class World {
  readonly time = new VirtualTime();
  readonly random: Random;
  readonly traffic = new Traffic();
  readonly weather: Weather;
  readonly machines: Machine[] = [];
  /** What happened that must not: a start that failed, a node that threw. */
  readonly troubles: string[] = [];
  readonly recorder: Recorder;
  readonly #options: WorldOptions;
  readonly #network: MemoryNetwork;
  readonly #air: Air;
  readonly #codec: ViewCodec;
  readonly #entryReader = new EntryReader();
  readonly #verifier = new SharedVerifier();
  /** Groups of machines that do not reach each other, by name; whoever is in none is in group 0. */
  #groups = new Map<string, number>();

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#codec = new ViewCodec(options.large === true ? 32 : 256);
    this.random = seededRandom(options.seed);
    this.recorder = options.recorder ?? silentRecorder;
    this.weather = new Weather({
      time: this.time,
      random: seededRandom(this.random.integer(2 ** 32)),
      traffic: this.traffic,
      answers: (name) => this.#named(name)?.process?.clock.frozen === false,
    });
    this.#network = new MemoryNetwork({ clock: this.time, policy: this.weather });
    this.#air = new Air({ time: this.time, reaches: (from, to) => this.weather.joins(from, to) });
  }

  /** Machines with a process that runs. */
  get running(): Machine[] {
    return this.machines.filter(({ process }) => process !== undefined);
  }

  /** Machines that a scenario may do something to: running, and neither frozen nor leaving. */
  get lively(): Machine[] {
    return this.machines.filter(({ lively }) => lively);
  }

  /** Those of them that belong to a cluster. */
  get members(): Machine[] {
    return this.lively.filter(({ process }) => process!.parts.cluster.belonging !== undefined);
  }

  /** One of them, by chance. Throws when there is none. */
  any<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new Error('The scenario has nobody left to choose from.');
    return items[this.random.integer(items.length)]!;
  }

  /** Number of the part of the network in which a machine is. */
  groupOf({ name }: Machine): number {
    return this.#groups.get(name) ?? 0;
  }

  /** A machine more, switched off. With the disk of another it is a copy of that. */
  add(options: { disk?: Machine['disk']; relayOnly?: boolean } = {}): Machine {
    const { fanOut, skewMs = 0, discovery, untold = false, large = false } = this.#options;
    const machine = new Machine(
      {
        time: this.time,
        network: this.#network,
        viewCodec: this.#codec,
        entryReader: this.#entryReader,
        verifier: this.#verifier,
        discovery: (name, host) => (discovery ? this.#air.discovery(name, host) : blindDiscovery()),
        onEvent: (which, { kind, sentence }) =>
          this.recorder.event(this.time.monotonic(), { what: kind, machine: which.name, sentence }),
      },
      {
        number: this.machines.length,
        seed: this.random.integer(2 ** 32),
        fanOut,
        skewMs: skewMs === 0 ? 0 : this.random.integer(2 * skewMs) - skewMs,
        untold,
        historyBytes: large ? 16 * 1024 : undefined,
        ...options,
      },
    );
    this.machines.push(machine);
    return machine;
  }

  /** Says what the scenario does, for the recording. */
  say(what: string, machine?: Machine): void {
    this.recorder.event(this.time.monotonic(), { what, ...(machine !== undefined && { machine: machine.name }) });
  }

  /** Starts the node of a machine; troubles are noted. Resolves when it runs. */
  async start(machine: Machine): Promise<void> {
    try {
      this.say('start', machine);
      await machine.start();
    } catch (thrown) {
      this.troubles.push(`${machine.name} did not start: ${sentenceOf(thrown)}`);
    }
  }

  /**
   * Starts a node and lets it join by the address of one of `hosts`; asks elsewhere when who was asked is not there.
   * Resolves when it has been let in.
   */
  async startAndJoin(machine: Machine, hosts: () => readonly Machine[]): Promise<void> {
    await this.start(machine);
    for (let round = 0; round < 50 && machine.process !== undefined; round++) {
      const { parts } = machine.process;
      if (parts.cluster.belonging !== undefined) return;
      try {
        const host = this.any(hosts());
        if (host === machine || !host.lively) continue;
        await parts.cluster.ask(host.address, 'the simulation');
        await parts.cluster.answered();
        return;
      } catch {
        await this.sleep(200 + this.random.integer(400));
      }
    }
    if (machine.process !== undefined) this.troubles.push(`${machine.name} was not let in after many questions.`);
  }

  /** Starts a machine as the first of a cluster. */
  async found(machine: Machine): Promise<void> {
    await this.start(machine);
    machine.process?.parts.cluster.create('Simulation');
  }

  stop(machine: Machine): Promise<void> {
    this.say('stop', machine);
    return machine.stop().catch((thrown: unknown) => void this.troubles.push(`${machine.name}: ${sentenceOf(thrown)}`));
  }

  /** Kills the process of a machine: its connections break, and who asks there is refused. */
  crash(machine: Machine): void {
    this.say('crash', machine);
    machine.crash();
    this.#air.silence(machine.name);
  }

  /** The machine loses its power: nobody hears a word, and who asks there gets no answer, until it starts again. */
  powerCut(machine: Machine): void {
    this.say('power cut', machine);
    machine.powerCut();
    this.#air.silence(machine.name);
    const barrier: Barrier = { stops: (from, to) => from === machine.name || to === machine.name };
    this.weather.raise(barrier);
    const isOff = (): boolean => machine.isDark;
    this.time.after(linkSilenceMs, () => isOff() && this.#network.cutWhere((one, other) => barrier.stops(one, other)));
    machine.onLight(() => this.weather.remove(barrier));
  }

  freeze(machine: Machine): void {
    this.say('freeze', machine);
    machine.freeze();
    // Its kernel keeps the connections; the others' heartbeats find out.
    const frozenAt = this.time.monotonic();
    machine.process?.clock.thawed().then(
      () => this.say('thaw', machine),
      () => {},
    );
    const { process } = machine;
    this.time.after(linkSilenceMs, () => {
      if (process?.clock.frozen !== true || machine.process !== process || this.time.monotonic() < frozenAt) return;
      this.#network.cutWhere((one, other) => one === machine.name || other === machine.name);
    });
  }

  thaw(machine: Machine): void {
    machine.thaw();
  }

  /** Breaks the connections between two machines; they may connect again at once. */
  cut(one: Machine, other: Machine): void {
    this.say(`cut from ${other.name}`, one);
    this.#network.cut(one.name, other.name);
  }

  /** Parts the network: machines of different groups reach each other no more, for so long or until {@link heal}. */
  part(groups: readonly (readonly Machine[])[], forMs?: number): () => void {
    const groupOf = new Map(groups.flatMap((group, index) => group.map(({ name }) => [name, index] as const)));
    this.#groups = groupOf;
    this.say(`parted into ${groups.map((group) => group.length).join(' and ')}`);
    const apart = (from: string, to: string): boolean => (groupOf.get(from) ?? 0) !== (groupOf.get(to) ?? 0);
    const remove = this.#barrier({ stops: apart }, forMs, () => {
      if (this.#groups === groupOf) this.#groups = new Map();
      this.say('healed');
    });
    return remove;
  }

  /** What one machine sends to another does not arrive, for so long or until the answer is called. */
  silenceWay(from: Machine, to: Machine, forMs?: number): () => void {
    this.say(`not heard by ${to.name}`, from);
    return this.#barrier({ stops: (one, other) => one === from.name && other === to.name }, forMs, () => {});
  }

  /** What a machine publishes is not heard by another, while their other connections stand. */
  deafen(from: Machine, to: Machine, forMs: number): void {
    const barrier: Barrier = { stops: (one, other) => one === from.name && other === to.name, onlyPublications: true };
    this.weather.raise(barrier);
    this.time.after(forMs, () => this.weather.remove(barrier));
  }

  /** Resolves after so much virtual time. */
  sleep(forMs: number): Promise<void> {
    return new Promise((resolve) => void this.time.after(forMs, resolve));
  }

  /** Lets time pass. */
  async pass(forMs: number): Promise<void> {
    await this.time.run(this.time.monotonic() + forMs);
  }

  /** Lets time pass until something holds; false when it does not within so long. */
  until(holds: () => boolean, withinMs: number, everyMs = 20): Promise<boolean> {
    return this.time.run(this.time.monotonic() + withinMs, holds, everyMs);
  }

  #barrier(barrier: Barrier, forMs: number | undefined, onRemoved: () => void): () => void {
    const now = this.time.monotonic();
    let up = true;
    const remove = (): void => {
      if (!up) return;
      up = false;
      this.weather.remove(barrier);
      this.#air.changed();
      onRemoved();
    };
    if (forMs !== undefined) {
      // Short enough for TCP to get over it: everything arrives late.
      if (forMs < linkSilenceMs) barrier.until = now + forMs;
      this.time.after(forMs, remove);
    }
    this.weather.raise(barrier);
    this.#air.changed();
    if (barrier.until === undefined)
      this.time.after(linkSilenceMs, () => {
        // Whoever is parted for longer hears nothing, and so gives the connection up; also if the way is free again by now.
        this.#network.cutWhere((one, other) => barrier.stops(one, other) || barrier.stops(other, one));
      });
    return remove;
  }

  #named(name: string): Machine | undefined {
    return this.machines[Number(name.slice(1))];
  }
}
