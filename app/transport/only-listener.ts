import { BanyanError } from '../errors.ts';

/** The one frame listener of a socket. */
export interface OnlyListener<T> {
  /** Sets it; a second one is a fault of the program and fails with `internal`. */
  set(listener: (value: T) => void | Promise<void>): void;
  /** Hands a value to it; without one the value is dropped. */
  hand(value: T): void | Promise<void>;
}

/** A place for exactly one listener. */
export function onlyListener<T>(): OnlyListener<T> {
  let only: ((value: T) => void | Promise<void>) | undefined;
  return {
    set(listener) {
      if (only) throw new BanyanError('internal', 'A socket has exactly one frame listener.');
      only = listener;
    },
    hand: (value) => only?.(value),
  };
}
