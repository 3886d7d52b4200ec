const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A time of day the way the reader's system writes it. */
export function timeOfDay(at: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/** The same with seconds. */
export function exactTime(at: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(at);
}

/** How long ago something was, in as few words as it takes: "now", "2 min ago", "11:20", "yesterday", "4 May". */
export function agoText(at: number, now: number, locale?: string): string {
  const passed = now - at;
  if (passed < minuteMs) return 'now';
  if (passed < hourMs) return `${Math.floor(passed / minuteMs)} min ago`;
  const days = dayNumber(now) - dayNumber(at);
  if (days <= 0) return timeOfDay(at, locale);
  if (days === 1) return 'yesterday';
  const otherYear = new Date(at).getFullYear() !== new Date(now).getFullYear();
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...(otherYear && { year: 'numeric' }) }).format(at);
}

/** Days in local time since some fixed day. */
function dayNumber(at: number): number {
  const date = new Date(at);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / (24 * hourMs));
}
