/** Numbers, shares and dates as French readers expect them: `1 544`, `12,5 %`, `31 décembre 2024`. */

const locale = 'fr-FR';

/** A number with at most two decimals. */
export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value);
}

/** `part` in `whole` as a percentage with one decimal; undefined when there is no whole to divide by. */
export function formatShare(part: number, whole: number): string | undefined {
  if (!(whole > 0)) return undefined;
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(part / whole);
}

/** A percentage that is already one, with one decimal: `53,7 %`. */
export function formatPercent(value: number): string {
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value)}\u00a0%`;
}

/** The change from `before` to `now`: `+ 25 (+ 1,6 %)`; without the percentage when `before` is 0. */
export function formatChange(now: number, before: number): string {
  const signed = (value: number, text: string) => (value > 0 ? `+${text}` : value < 0 ? `−${text}` : text);
  const difference = now - before;
  const share = formatShare(Math.abs(difference), before);
  const absolute = signed(difference, formatNumber(Math.abs(difference)));
  return share === undefined ? absolute : `${absolute} (${signed(difference, share)})`;
}

/** `2024-12-31` as `31 décembre 2024`, `2024-03-01` as `1er mars 2024`. */
export function formatDate(iso: string): string {
  const date = new Date(`${iso}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) throw new RangeError(`« ${iso} » n’est pas une date.`);
  const month = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(date);
  const day = date.getUTCDate();
  return `${day === 1 ? '1er' : day} ${month} ${date.getUTCFullYear()}`;
}

/** `personne` as it stands after a number: `personnes` from 2 on. Units with a space or a bar stay. */
export function unitAfter(value: number, unit: string): string {
  return Math.abs(value) < 2 || /[\s/%]|[sx]$/.test(unit) ? unit : `${unit}s`;
}
