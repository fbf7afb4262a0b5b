import { attributeNumber, type Row, text } from './figure.ts';
import { formatNumber } from './number.ts';
import { sourceText } from './source.ts';
import { frenchText } from './typography.ts';

/** One finding of `cpca check`, as a reader needs it. */
export interface Finding {
  id: string;
  gravite: string;
  /** The rule, in one sentence. */
  rule: string;
  /** What it is about: place and measure. */
  where: string;
  written: string;
  computed: string;
  gap: string;
  formula: string;
  reading: string;
  cells: string;
  /** Why it is acknowledged; empty when it is not. */
  acknowledged: string;
  /** Why its numbers are not shown; empty when they are. */
  reserved: string;
}

export interface FindingGroup {
  antenne: string;
  name: string;
  /** Of the group in its page. */
  anchor: string;
  findings: Finding[];
}

const ranks = new Map([
  ['erreur', 0],
  ['avertissement', 1],
  ['information', 2],
]);

const yes = new Set(['oui', 'true', '1']);

/** With two decimals, also of a percentage: the gap may be in the second. */
function valueText(row: Row, column: string): string {
  const value = attributeNumber(row, column);
  if (value === null) return '';
  return text(row, 'unite') === '%' ? `${formatNumber(value)}\u00a0%` : formatNumber(value);
}

/** A percentage's gap is in points, not in per cent. */
function gapText(row: Row): string {
  const value = attributeNumber(row, 'ecart');
  if (value === null) return '';
  const size = formatNumber(Math.abs(value));
  const signed = value > 0 ? `+${size}` : value < 0 ? `−${size}` : size;
  return text(row, 'unite') === '%' ? `${signed} point${Math.abs(value) < 2 ? '' : 's'}` : signed;
}

function acknowledgement(row: Row): string {
  if (!yes.has(text(row, 'reconnu'))) return '';
  const reason = frenchText(text(row, 'raison'));
  // A reason may quote the numbers that are kept back, and is kept back with them.
  const none =
    text(row, 'reserve') === '' ? 'Sans raison écrite.' : 'La raison est réservée comme les chiffres.';
  return reason || none;
}

/** The codes of antennes in a text as their names. */
function named(written: string, names: Record<string, string>): string {
  return frenchText(written.replace(/\b[A-Z][A-Z0-9_]+\b/g, (code) => names[code] ?? code));
}

function sentence(written: string): string {
  return frenchText(written.charAt(0).toUpperCase() + written.slice(1));
}

/** Each word of a subject once: a measure often bears the name of what it counts. */
function subjectText(row: Row): string {
  const subject = text(row, 'sujet') || text(row, 'mesure').replaceAll('_', ' ');
  return frenchText([...new Set(subject.split(' · '))].join(' · '));
}

function findingOf(row: Row, names: Record<string, string>): Finding {
  return {
    id: text(row, 'constat'),
    gravite: text(row, 'gravite'),
    rule: frenchText(text(row, 'libelle')),
    where: subjectText(row),
    written: valueText(row, 'ecrit'),
    computed: valueText(row, 'calcule'),
    gap: gapText(row),
    formula: named(text(row, 'formule'), names),
    reading: named(text(row, 'lecture'), names),
    cells: sourceText([text(row, 'sources')]),
    acknowledged: acknowledgement(row),
    reserved: sentence(text(row, 'reserve')),
  };
}

function rank(finding: Finding): number {
  return ranks.get(finding.gravite) ?? ranks.size;
}

/** The rows of the cube `constats` by antenne, the gravest first, those acknowledged after the others. */
export function findingGroups(rows: Row[], names: Record<string, string>): FindingGroup[] {
  const codes = [...new Set(rows.map((row) => text(row, 'antenne')))].sort();
  return codes.map((antenne) => ({
    antenne,
    name: names[antenne] ?? antenne,
    anchor: `constats-${antenne.toLowerCase().replaceAll('_', '-')}`,
    findings: rows
      .filter((row) => text(row, 'antenne') === antenne)
      .map((row) => findingOf(row, names))
      .sort(
        (a, b) =>
          Number(a.acknowledged !== '') - Number(b.acknowledged !== '') ||
          rank(a) - rank(b) ||
          (a.id < b.id ? -1 : 1),
      ),
  }));
}

/** How many of each gravity, the gravest first: `8 erreurs, 7 avertissements`. */
export function countText(findings: Finding[]): string {
  const counts = [...ranks.keys()].flatMap((gravite) => {
    const count = findings.filter((finding) => finding.gravite === gravite).length;
    return count === 0 ? [] : [`${formatNumber(count)} ${gravite}${count < 2 ? '' : 's'}`];
  });
  return counts.join(', ');
}
