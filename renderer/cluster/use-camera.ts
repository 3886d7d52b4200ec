import { useEffect, useRef, useState, type PointerEvent, type WheelEvent } from 'react';
import { fitted, revealing, zoomed, type Camera } from './camera.ts';
import type { TreeLayout } from './tree-layout.ts';

/** Pixels that a pointer has to move before it drags the picture instead of clicking a machine. */
const dragFrom = 4;

export interface CameraControl {
  camera: Camera;
  zoom: (factor: number) => void;
  /** Shows everything again, and goes on doing so as the tree changes. */
  fit: () => void;
  reveal: (point: { x: number; y: number }) => void;
  listeners: { onPointerDown: (event: PointerEvent<SVGSVGElement>) => void; onWheel: (event: WheelEvent) => void };
}

/** Where one looks at the picture from: everything, until one zooms or drags. */
export function useCamera(layout: TreeLayout, width: number, height: number): CameraControl {
  const [own, setOwn] = useState<Camera>();
  const camera = own ?? fitted(layout, width, height);
  const latest = useRef(camera);
  useEffect(() => {
    latest.current = camera;
  }, [camera]);

  const drag = (event: PointerEvent<SVGSVGElement>): void => {
    if (event.button !== 0) return;
    const svg = event.currentTarget;
    const start = { x: event.clientX, y: event.clientY, camera: latest.current };
    const move = (moved: globalThis.PointerEvent): void => {
      const dx = moved.clientX - start.x;
      const dy = moved.clientY - start.y;
      if (Math.hypot(dx, dy) < dragFrom) return;
      svg.setPointerCapture(event.pointerId);
      setOwn({ ...start.camera, x: start.camera.x + dx, y: start.camera.y + dy });
    };
    const stop = (): void => {
      svg.removeEventListener('pointermove', move);
      svg.removeEventListener('pointerup', stop);
      svg.removeEventListener('pointercancel', stop);
    };
    svg.addEventListener('pointermove', move);
    svg.addEventListener('pointerup', stop);
    svg.addEventListener('pointercancel', stop);
  };
  const wheel = (event: WheelEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = { x: event.clientX - box.left, y: event.clientY - box.top };
    setOwn(zoomed(latest.current, Math.exp(-event.deltaY * 0.0015), at));
  };
  return {
    camera,
    zoom: (factor) => setOwn(zoomed(latest.current, factor, { x: width / 2, y: height / 2 })),
    fit: () => setOwn(undefined),
    reveal: (point) => {
      const next = revealing(latest.current, point, width, height);
      if (next.x !== latest.current.x || next.y !== latest.current.y) setOwn(next);
    },
    listeners: { onPointerDown: drag, onWheel: wheel },
  };
}
