/** A date as a whole number of days since 1 January 1970: no clock, no time zone. */
export type Day = number;

const DAY_MS = 86_400_000;

/** The day of a year, month (1 to 12) and day of the month. */
export function dayOf(year: number, month: number, date: number): Day {
  return Date.UTC(year, month - 1, date) / DAY_MS;
}

/** Year, month (1 to 12), day of the month and weekday (0 Sunday to 6 Saturday). */
export function parts(day: Day): { year: number; month: number; date: number; weekday: number } {
  const utc = new Date(day * DAY_MS);
  return {
    year: utc.getUTCFullYear(),
    month: utc.getUTCMonth() + 1,
    date: utc.getUTCDate(),
    weekday: utc.getUTCDay(),
  };
}

/** The day of a text like `2024-12-31`. */
export function parseDay(text: string): Day {
  return Date.parse(`${text}T00:00:00Z`) / DAY_MS;
}

/** `2024-12-31`. */
export function iso(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The same day `months` later, or the last day of that month when it is shorter. */
export function addMonths(day: Day, months: number): Day {
  const { year, month, date } = parts(day);
  const first = dayOf(year, month + months, 1);
  const { year: toYear, month: toMonth } = parts(first);
  const length = dayOf(toYear, toMonth + 1, 1) - first;
  return first + Math.min(date, length) - 1;
}

/** Easter Sunday of the Gregorian calendar (anonymous algorithm). */
export function easter(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return dayOf(year, Math.floor(f / 31), (f % 31) + 1);
}

/** The eleven public holidays of a year in metropolitan France outside Alsace and Moselle. */
export function publicHolidays(year: number): Set<Day> {
  const sunday = easter(year);
  const fixed: [number, number][] = [
    [1, 1],
    [5, 1],
    [5, 8],
    [7, 14],
    [8, 15],
    [11, 1],
    [11, 11],
    [12, 25],
  ];
  return new Set([
    ...fixed.map(([month, date]) => dayOf(year, month, date)),
    sunday + 1,
    sunday + 39,
    sunday + 50,
  ]);
}

const holidays = new Map<number, Set<Day>>();

/** Monday to Friday, public holidays apart. */
export function isWorkingDay(day: Day): boolean {
  const { year, weekday } = parts(day);
  const known = holidays.get(year) ?? publicHolidays(year);
  holidays.set(year, known);
  return weekday >= 1 && weekday <= 5 && !known.has(day);
}

/** When a permanence is open: a weekday (1 Monday to 5 Friday), and which of the month when not every week. */
export interface Opening {
  jour: number;
  rangs?: readonly number[] | undefined;
}

/** Whether a permanence with these openings receives on that day. */
export function isOpen(day: Day, openings: readonly Opening[]): boolean {
  if (!isWorkingDay(day)) return false;
  const { weekday, date } = parts(day);
  const rank = Math.ceil(date / 7);
  return openings.some(({ jour, rangs }) => jour === weekday && (!rangs || rangs.includes(rank)));
}

/** Every day from `first` to `last`, both included, that satisfies the condition. */
export function daysBetween(first: Day, last: Day, keep: (day: Day) => boolean): Day[] {
  const days: Day[] = [];
  for (let day = first; day <= last; day++) if (keep(day)) days.push(day);
  return days;
}

/** Completed years of age on a day. */
export function ageOn(birth: Day, day: Day): number {
  const born = parts(birth);
  const now = parts(day);
  const before = now.month < born.month || (now.month === born.month && now.date < born.date);
  return now.year - born.year - (before ? 1 : 0);
}
