import { pino } from 'pino';
import type { Log } from '../app/index.ts';

/** A log with one JSON line per message on stderr; `BANYAN_LOG` sets the level (default `warn`). */
export function stderrLog(): Log {
  const logger = pino({ level: process.env['BANYAN_LOG'] ?? 'warn', base: null }, pino.destination({ fd: 2, sync: true }));
  const at = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: Record<string, unknown>) =>
    logger[level](fields ?? {}, message);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
