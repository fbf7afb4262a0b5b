import { saidText } from './change.ts';
import { attributeNumber, number, type Row, text } from './figure.ts';
import { type Finding, findingGroups } from './finding.ts';
import { formatNumber, formatPercent } from './number.ts';
import { branchSends, region, sendsOf } from './sending.ts';
import { frenchText } from './typography.ts';

/** One thing that wants attention, and how it is explained. */
export interface AttentionItem {
  /** Of what kind it is, in one word. */
  kind: string;
  what: string;
  /** The explanation, or that none was passed on. */
  why: string;
  href: string;
}

export interface AttentionRows {
  /** Cube `qualite`, objects `envoi`. */
  sends: Row[];
  /** Cube `constats`. */
  findings: Row[];
  /** Cube `notes`. */
  notes: Row[];
  /** Cube `evolution_chiffres_cles`, totals. */
  changes: Row[];
}

/** A key figure that changes by a fifth or more is named. */
export const strongChange = 20;

const kept = 'Les chiffres sont réservés à l’antenne et au porteur.';
const unexplained = 'Aucune explication transmise.';

/** The indicators of the notes for a block of key figures, and the page that tells of it. */
const blocks = new Map([
  ['orientations', { indicators: ['orientations'], href: '/activite/' }],
  ['rencontrees', { indicators: ['personnes_rencontrees', 'en_attente'], href: '/activite/' }],
  ['prises_en_charge', { indicators: ['personnes_accompagnees'], href: '/activite/' }],
  ['heberges', { indicators: ['personnes_hebergees', 'nuitees'], href: '/hebergement/' }],
  ['nuitees', { indicators: ['nuitees'], href: '/hebergement/' }],
]);

function sendItems(rows: Row[], branches: { code: string; nom: string }[]): AttentionItem[] {
  const own = branchSends(rows, branches);
  const waiting = own.filter((one) => !one.isValid);
  const items: AttentionItem[] = [];
  if (waiting.length > 0) {
    const done = own.length - waiting.length;
    const whole = `${formatNumber(done)} antenne${done < 2 ? '' : 's'} sur ${formatNumber(own.length)}`;
    items.push({
      kind: 'Validation',
      what: `${whole} ${done < 2 ? 'a validé tous ses' : 'ont validé tous leurs'} envois.`,
      why: `${done === 0 ? 'Tous les chiffres' : 'Les chiffres des autres'} sont provisoires. C’est à elles\u00a0: ${waiting.map((one) => `${one.name} (${one.todo})`).join(', ')}.`,
      href: '/qualite/',
    });
  }
  const { late, received } = sendsOf(rows, region, '');
  const count = late.value ?? 0;
  if (count > 0) {
    const whole = received.value === null ? '' : ` sur ${formatNumber(received.value)}`;
    items.push({
      kind: 'Retard',
      what: `${formatNumber(count)} envoi${count < 2 ? '' : 's'}${whole} ${count < 2 ? 'est arrivé' : 'sont arrivés'} après l’échéance.`,
      why: 'Antennes et porteur ensemble. Leurs chiffres sont ici\u00a0: un retard n’en retire aucun.',
      href: '/qualite/',
    });
  }
  return items;
}

function changeItems(changes: Row[], notes: Row[], names: Record<string, string>): AttentionItem[] {
  return changes.flatMap((row): AttentionItem[] => {
    const percent = attributeNumber(row, 'evolution_pour_cent');
    if (text(row, 'comparable') !== 'oui' || percent === null || Math.abs(percent) < strongChange) return [];
    const { indicators, href } = blocks.get(text(row, 'bloc')) ?? { indicators: [], href: '/activite/' };
    const told = notes.filter(
      (note) => text(note, 'genre') === 'explication' && indicators.includes(text(note, 'indicateur')),
    );
    const sign = percent > 0 ? '+' : '−';
    return [
      {
        kind: 'Évolution',
        what: `${text(row, 'libelle')}\u00a0: ${sign}${formatPercent(Math.abs(percent))} en un an.`,
        why: told.map((note) => explanation(note, names)).join(' ') || unexplained,
        href,
      },
    ];
  });
}

/** An explanation in the words of who gave it, with their place and the day. */
function explanation(note: Row, names: Record<string, string>): string {
  const said = [names[text(note, 'antenne')] ?? text(note, 'antenne'), saidText(note)];
  return `«\u00a0${frenchText(text(note, 'texte'))}\u00a0» (${said.filter((part) => part !== '').join(', ')}).`;
}

/** A finding in one line: what it is about, both numbers, and how it may be read. */
function findingText({ where, written, computed, reading }: Finding): string {
  const numbers = [written && `${written} écrit`, computed && `${computed} calculé`].filter(
    (part) => part !== '',
  );
  return `${where.charAt(0).toUpperCase()}${where.slice(1)}\u00a0: ${numbers.join(', ')}. ${reading || unexplained}`;
}

function findingItems(rows: Row[], names: Record<string, string>): AttentionItem[] {
  const groups = findingGroups(rows, names);
  return groups.flatMap((group): AttentionItem[] => {
    const open = group.findings.filter((one) => one.gravite === 'erreur' && one.acknowledged === '');
    if (open.length === 0) return [];
    const shown = open.find((one) => one.reserved === '');
    return [
      {
        kind: 'Contrôle',
        what: `${group.name}\u00a0: ${formatNumber(open.length)} erreur${open.length < 2 ? '' : 's'} à corriger ou à reconnaître.`,
        why: shown === undefined ? kept : findingText(shown),
        href: `/qualite/#${group.anchor}`,
      },
    ];
  });
}

function otherNotes(notes: Row[], used: AttentionItem[], names: Record<string, string>): AttentionItem[] {
  return notes
    .filter((note) => text(note, 'genre') === 'explication' && text(note, 'antenne') === region)
    .map((note) => explanation(note, names))
    .filter((told) => !used.some(({ why }) => why.includes(told)))
    .map((told) => ({
      kind: 'Note',
      what: 'Ce que la coordination explique.',
      why: told,
      href: '/activite/',
    }));
}

/** What wants attention in one year, in the order of how much it weighs: sends, changes, errors, notes. */
export function attentionItems(
  rows: AttentionRows,
  branches: { code: string; nom: string }[],
  names: Record<string, string>,
): AttentionItem[] {
  const notes = [...rows.notes].sort((a, b) => (number(a, 'rang') ?? 0) - (number(b, 'rang') ?? 0));
  const changes = changeItems(rows.changes, notes, names);
  return [
    ...sendItems(rows.sends, branches),
    ...findingItems(rows.findings, names),
    ...changes,
    ...otherNotes(notes, changes, names),
  ];
}
