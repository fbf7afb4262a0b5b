import { type ActivityLine, activityGroups, type Labels } from './activity.ts';
import { changeRow, changeText } from './change.ts';
import { attributeNumber, type Row, text } from './figure.ts';
import { formatNumber } from './number.ts';

/** One line of an antenne's sheet: a volume of the whole antenne, or of one module when no whole is known. */
export interface SheetLine {
  indicator: string;
  line: ActivityLine;
  /** The year before beside this one, in a few words. */
  change: string;
}

/** As many modules as stand for an indicator that has no whole. */
const modulesShown = 2;

function shortChange(line: ActivityLine, changes: Row[], before: number): string {
  const now = line.declared ?? line.computed;
  const found = [line.declared, line.computed].flatMap((row): Row[] => {
    const change = row === undefined ? undefined : changeRow(changes, row);
    return change === undefined ? [] : [change];
  });
  const told = found.find((row) => text(row, 'comparable') === 'oui') ?? found[0];
  if (now === undefined || told === undefined) return '–';
  const change = changeText(told, before);
  const earlier = attributeNumber(told, 'valeur_n_1');
  if (change.impossible && earlier !== null)
    return `${before}\u00a0: ${formatNumber(earlier)}, non comparable`;
  return earlier === null ? `${before}\u00a0: non connu` : change.text;
}

/** The volumes that a director shows: per indicator the whole antenne, else its first modules; sites are left to the detail. */
export function sheetLines(rows: Row[], changes: Row[], year: number, labels: Labels): SheetLine[] {
  const whole = rows.filter((row) => text(row, 'site') === '_T');
  return activityGroups(whole, year, labels, changes).flatMap(({ indicator, lines }) => {
    const total = lines.filter((line) => line.where === '');
    const shown = total.length > 0 ? total.slice(0, 1) : lines.slice(0, modulesShown);
    return shown.map((line) => ({ indicator, line, change: shortChange(line, changes, year - 1) }));
  });
}
