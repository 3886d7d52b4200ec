import { useEffect, useRef } from 'react';
import { useReducedMotion } from '../components/use-media.ts';
import type { Camera } from './camera.ts';
import type { Edge } from './edges.ts';
import { Particles } from './particles.ts';

/** Messages drawn over the strands; nothing with reduced motion or while nobody sees the page. */
export function ParticleLayer({
  edges,
  camera,
  width,
  height,
}: {
  edges: readonly Edge[];
  camera: Camera;
  width: number;
  height: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef({ edges, camera });
  const still = useReducedMotion();
  useEffect(() => {
    latest.current = { edges, camera };
  }, [edges, camera]);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (still || context == null) return undefined;
    const particles = new Particles();
    let frame = requestAnimationFrame(function draw(now) {
      frame = requestAnimationFrame(draw);
      const shown = latest.current;
      particles.advance(shown.edges, now);
      const ratio = window.devicePixelRatio;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      const style = getComputedStyle(context.canvas);
      const colours = { particle: style.getPropertyValue('--particle'), ground: style.getPropertyValue('--tree-bg') };
      particles.draw(context, new Map(shown.edges.map((edge) => [edge.id, edge])), shown.camera, colours, now);
    });
    return () => cancelAnimationFrame(frame);
  }, [still, width, height]);

  if (still) return null;
  return (
    <canvas
      ref={canvas}
      className="particles"
      width={width * window.devicePixelRatio}
      height={height * window.devicePixelRatio}
      style={{ width, height }}
      aria-hidden="true"
    />
  );
}
