import { pointAt } from '../components/strand.ts';
import type { Camera } from './camera.ts';
import type { Edge } from './edges.ts';

/** Every message takes this long over a strand in the picture, whatever its real delay. */
const travelMs = 900;
/** Particles per second and strand at most; above it one stands for 10, 100, … messages. */
const mostPerSecond = 12;
const mostParticles = 4000;

interface Particle {
  edge: Edge;
  upwards: boolean;
  bornAt: number;
}

/** How many messages one particle stands for at a rate. */
export function messagesPerParticle(perSecond: number): number {
  let each = 1;
  while (perSecond / each > mostPerSecond) each *= 10;
  return each;
}

/** Messages on their way over the strands: downwards filled, upwards hollow. */
export class Particles {
  readonly #flying: Particle[] = [];
  /** Fractions of a particle that are due, per strand and direction. */
  readonly #due = new Map<string, number>();
  #lastAt: number | undefined;

  /** Lets particles start that are due after the time that passed, and land those that have arrived. */
  advance(edges: readonly Edge[], now: number): void {
    const passed = Math.min(100, now - (this.#lastAt ?? now));
    this.#lastAt = now;
    for (const edge of edges) {
      if (edge.look === 'left') continue;
      this.#emit(edge, false, edge.down, passed, now);
      this.#emit(edge, true, edge.up, passed, now);
    }
    const alive = this.#flying.filter(({ bornAt }) => now - bornAt < travelMs);
    this.#flying.splice(0, this.#flying.length, ...alive);
  }

  draw(
    context: CanvasRenderingContext2D,
    edges: ReadonlyMap<string, Edge>,
    camera: Camera,
    colours: { particle: string; ground: string },
    now: number,
  ): void {
    for (const { edge, upwards, bornAt } of this.#flying) {
      const share = (now - bornAt) / travelMs;
      const { x, y } = pointAt((edges.get(edge.id) ?? edge).curve, upwards ? 1 - share : share);
      context.beginPath();
      context.arc(camera.x + x * camera.scale, camera.y + y * camera.scale, upwards ? 2 : 1.7, 0, 2 * Math.PI);
      context.fillStyle = upwards ? colours.ground : colours.particle;
      context.fill();
      if (!upwards) continue;
      context.lineWidth = 1.2;
      context.strokeStyle = colours.particle;
      context.stroke();
    }
  }

  get count(): number {
    return this.#flying.length;
  }

  #emit(edge: Edge, upwards: boolean, perSecond: number, passedMs: number, now: number): void {
    const key = `${edge.id}${upwards ? '↑' : '↓'}`;
    // They start at different moments, or all strands would blink in step.
    let due =
      (this.#due.get(key) ?? (edge.id.charCodeAt(edge.id.length - 1) % 10) / 10) +
      ((perSecond / messagesPerParticle(perSecond)) * passedMs) / 1000;
    while (due >= 1) {
      due -= 1;
      if (this.#flying.length < mostParticles) this.#flying.push({ edge, upwards, bornAt: now });
    }
    this.#due.set(key, due);
  }
}
