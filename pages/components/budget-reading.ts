import { type Fairness, fairness } from '#budget/fairness.ts';
import { formatChange, formatEuros, formatNumber } from '#budget/format.ts';
import type { InputRow } from '#budget/inputs.ts';
import { inputsFromRows } from '#budget/inputs.ts';
import { parseParameters } from '#budget/parse-parameters.ts';
import { BudgetError } from '#budget/problem.ts';
import { type Sensitivity, sensitivity } from '#budget/sensitivity.ts';
import { describeTornado, type Tornado, tornadoOf } from './tornado.ts';
import { frenchText } from './typography.ts';

/** Draws one tornado at a width, as SVG text. */
export type DrawTornado = (tornado: Tornado, title: string, width: number) => string;

/** Bars that a drawing shows; the table under it has all. */
const SHOWN = 6;
const WIDTHS = { large: 720, etroit: 340 } as const;

const esc = (text: string): string =>
  frenchText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/**
 * How fair a split is and what it rests on, as the HTML of a page's section: computed once, while prerendering, since
 * it takes a thousand splits. Empty when the split cannot be computed: the page says why in its first part.
 */
export function budgetReading(
  rows: readonly InputRow[],
  year: number,
  document: unknown,
  draw: DrawTornado,
): string {
  try {
    const parameters = parseParameters(document);
    const inputs = inputsFromRows(rows, { annee: year });
    const names = new Map(parameters.antennes.map(({ code, nom }) => [code, nom]));
    return [
      fairnessHtml(fairness(inputs, parameters)),
      sensitivityHtml(sensitivity(inputs, parameters), names, draw),
    ].join('\n');
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
    return '';
  }
}

interface Column {
  readonly head: string;
  readonly number?: boolean;
}

/** A table with a row header in its first column. */
function tableHtml(
  caption: string,
  columns: readonly Column[],
  lines: readonly (readonly string[])[],
): string {
  const kind = (at: number) => (columns[at]?.number ? ' class="nombre"' : '');
  const heads = columns.map(
    ({ head }, at) => `<th scope="col" role="columnheader"${kind(at)}>${esc(head)}</th>`,
  );
  const cells = (line: readonly string[]) =>
    line.map((cell, at) =>
      at === 0
        ? `<th scope="row" role="rowheader">${esc(cell)}</th>`
        : `<td role="cell"${kind(at)} data-titre="${esc(columns[at]?.head ?? '')}">${esc(cell || '–')}</td>`,
    );
  return [
    '<div class="tableau"><table class="pliable dense" role="table">',
    `<caption>${esc(caption)}</caption>`,
    `<thead role="rowgroup"><tr role="row">${heads.join('')}</tr></thead><tbody role="rowgroup">`,
    ...lines.map((line) => `<tr role="row">${cells(line).join('')}</tr>`),
    '</tbody></table></div>',
  ].join('\n');
}

const amount = (cents: number | null): string => (cents === null ? '' : formatEuros(cents));
const change = (cents: number | null): string => (cents === null ? '' : formatChange(cents));
const count = (value: number | null): string => (value === null ? 'non connu' : formatNumber(value));

function fairnessHtml({ lignes, territoires, ensemble, bornes }: Fairness): string {
  const before = lignes.some(({ n1_centimes: n1 }) => n1 !== null);
  const bounded = bornes !== null;
  const lines = lignes.map((line) => [
    line.nom,
    amount(line.montant_centimes),
    count(line.personnes?.valeur ?? null),
    amount(line.par_personne_centimes),
    ...(before ? [amount(line.n1_centimes), change(line.ecart_n1_centimes)] : []),
    ...(bounded ? [change(line.bornes_centimes)] : []),
  ]);
  const territories = territoires.map((one) => [
    `Département ${one.departement}`,
    amount(one.montant_centimes),
    count(one.population?.valeur ?? null),
    amount(one.par_1000_habitants_centimes),
    count(one.actions_manquantes),
    one.actions_manquantes === 0 ? 'aucune ne manque' : amount(one.par_action_manquante_centimes),
  ]);
  return [
    '<h2>Est-ce équitable ?</h2>',
    '<p>Ces lectures n’entrent pas dans le calcul. Un nombre qui n’est pas connu n’a pas de rapport.</p>',
    tableHtml(
      'Par personne, et au regard de l’année précédente',
      [
        { head: 'Antenne' },
        { head: 'Montant', number: true },
        { head: 'Personnes accompagnées', number: true },
        { head: 'Par personne', number: true },
        ...(before
          ? [
              { head: 'Année précédente', number: true },
              { head: 'Écart', number: true },
            ]
          : []),
        ...(bounded ? [{ head: 'Effet des bornes', number: true }] : []),
      ],
      [
        ...lines,
        [
          'Toutes les antennes',
          amount(ensemble.montant_centimes),
          count(ensemble.personnes),
          amount(ensemble.par_personne_centimes),
          ...(before ? [amount(ensemble.n1_centimes), change(ensemble.ecart_n1_centimes)] : []),
          ...(bounded ? [change(bornes.releve_centimes - bornes.retenu_centimes)] : []),
        ],
      ],
    ),
    bounded
      ? `<p>${esc(`Planchers et plafonds : ${formatEuros(bornes.releve_centimes)} donnés, ${formatEuros(bornes.retenu_centimes)} retenus, ${formatChange(bornes.reserve_centimes)} pour la réserve.`)}</p>`
      : '<p>Ce scénario n’a ni plancher ni plafond.</p>',
    tableHtml(
      'Par territoire',
      [
        { head: 'Territoire' },
        { head: 'Montant', number: true },
        { head: 'Habitants', number: true },
        { head: 'Pour 1 000 habitants', number: true },
        { head: 'Actions de référence qui manquent', number: true },
        { head: 'Par action qui manque', number: true },
      ],
      territories,
    ),
  ].join('\n');
}

function sensitivityHtml(
  { tornades, rangs, seuil_alpha: alpha, balayage }: Sensitivity,
  names: ReadonlyMap<string, string>,
  draw: DrawTornado,
): string {
  const name = (code: string) => names.get(code) ?? code;
  const sweep = balayage.lignes.map((line) => [
    name(line.code),
    ...[
      line.min_centimes,
      line.q05_centimes,
      line.mediane_centimes,
      line.q95_centimes,
      line.max_centimes,
    ].map(amount),
  ]);
  return [
    '<h2>De quoi cette répartition dépend</h2>',
    '<p>Chaque barre dit jusqu’où une seule chose, changée seule, déplace la ligne de l’antenne : un poids de dix points, une définition, le hasard d’une année sur un petit nombre, une valeur imputée. Le trait est le montant de ce scénario.</p>',
    ...tornades.map((one) => tornadoHtml(tornadoOf(one), one.antenne, draw)),
    '<h2>Ce qu’il faut pour changer un rang</h2>',
    ...rangs.map(({ devant, derriere, ecart_centimes: gap, leviers }) => {
      const head = `${name(devant)} est devant ${name(derriere)} de ${formatEuros(gap)}.`;
      const phrases = leviers.map(({ phrase }) => `<li>${esc(phrase)}</li>`);
      const body =
        phrases.length === 0
          ? '<p>Ni un poids ni un nombre de personnes, changé seul, ne les échange.</p>'
          : `<ul>${phrases.join('')}</ul>`;
      return `<h3>${esc(head)}</h3>${body}`;
    }),
    ...(alpha === null ? [] : [`<p>${esc(alpha.phrase)}</p>`]),
    tableHtml(
      `Sous ${formatNumber(balayage.scenarios)} jeux de poids répartis sur tous les possibles`,
      [
        { head: 'Antenne' },
        { head: 'Le moins', number: true },
        { head: '5 % sont au-dessous de', number: true },
        { head: 'Médiane', number: true },
        { head: '5 % sont au-dessus de', number: true },
        { head: 'Le plus', number: true },
      ],
      sweep,
    ),
  ].join('\n');
}

function tornadoHtml(tornado: Tornado, code: string, draw: DrawTornado): string {
  const id = `tornade-${code.toLowerCase()}`;
  const title = `${tornado.name} : ce qui déplace sa ligne`;
  if (tornado.bars.length === 0)
    return `<h3>${esc(tornado.name)}</h3><p>Rien de ce qui varie ici ne déplace cette ligne.</p>`;
  const shown = { ...tornado, bars: tornado.bars.slice(0, SHOWN) };
  const lines = tornado.bars.map(({ label, low, high, lowLabel, highLabel }) => [
    label,
    amount(low),
    lowLabel || 'ce scénario',
    amount(high),
    highLabel || 'ce scénario',
  ]);
  return [
    `<figure id="${id}" class="figure" aria-labelledby="${id}-titre" aria-describedby="${id}-texte">`,
    `<figcaption id="${id}-titre">${esc(title)}</figcaption>`,
    `<div class="dessin dessin-large">${draw(shown, title, WIDTHS.large)}</div>`,
    `<div class="dessin dessin-etroit">${draw(shown, title, WIDTHS.etroit)}</div>`,
    `<p id="${id}-texte" class="hors-ecran">${esc(describeTornado(tornado, SHOWN))}</p>`,
    `<details><summary>Tout ce qui varie, en tableau<span class="hors-ecran"> : ${esc(tornado.name)}</span></summary>`,
    tableHtml(
      `${tornado.name}, ${formatEuros(tornado.amount)} dans ce scénario`,
      [
        { head: 'Ce qui change' },
        { head: 'Au moins', number: true },
        { head: 'Quand' },
        { head: 'Au plus', number: true },
        { head: 'Quand' },
      ],
      lines,
    ),
    '</details></figure>',
  ].join('\n');
}
