import type { Problem } from '../core/problem.ts';

/** Problems of one sheet shown at once; more are asked for. */
const SHOWN = 100;
const HEADINGS = ['Où', 'Ce qui ne va pas', 'À faire'];

/** An element with its text and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { texte, classe }: { texte?: string; classe?: string } = {},
  ...children: readonly Node[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (texte !== undefined) made.textContent = texte;
  if (classe !== undefined) made.className = classe;
  made.append(...children);
  return made;
}

/** Problems by sheet, each with its cell, the rule and the mend. */
export function problemList(problemes: readonly Problem[]): HTMLElement[] {
  const sheets = new Map<string, Problem[]>();
  for (const found of problemes) {
    const sheet = found.feuille ?? '';
    sheets.set(sheet, [...(sheets.get(sheet) ?? []), found]);
  }
  return [...sheets].flatMap(([sheet, list]) => {
    const title = sheet === '' ? 'Le fichier' : `Feuille « ${sheet} »`;
    return [make('h4', { texte: `${title} (${list.length})` }), tableOf(list, title)];
  });
}

function tableOf(list: readonly Problem[], title: string): HTMLElement {
  const body = make('tbody');
  const head = make('tr', {}, ...HEADINGS.map((texte) => columnHead(texte)));
  const table = make('table', {}, make('thead', {}, head), body);
  table.setAttribute('aria-label', title);
  const frame = make('div', { classe: 'defile' }, table);
  // A keyboard scrolls what is wider than the screen.
  frame.tabIndex = 0;
  frame.setAttribute('role', 'group');
  frame.setAttribute('aria-label', `${title}, lignes à corriger`);
  const box = make('div', {}, frame);
  let shown = 0;
  const more = make('button', { classe: 'second' });
  more.type = 'button';
  const show = () => {
    const next = list.slice(shown, shown + SHOWN);
    body.append(...next.map(lineOf));
    shown += next.length;
    more.textContent = `Montrer la suite (${list.length - shown})`;
    more.hidden = shown >= list.length;
  };
  more.addEventListener('click', show);
  show();
  box.append(more);
  return box;
}

function columnHead(texte: string): HTMLElement {
  const made = make('th', { texte });
  made.scope = 'col';
  return made;
}

function lineOf({ cellule, ligne, colonne, message, regle, remede, valeur }: Problem): HTMLElement {
  const place = cellule ?? (ligne === null ? '—' : `ligne ${ligne}`);
  const shown = valeur !== undefined && !message.includes(valeur) ? ` (« ${valeur} »)` : '';
  const cells = [
    make('td', { texte: place }),
    make(
      'td',
      {},
      make('div', { texte: `${message}${shown}` }),
      make('div', { texte: colonne === null ? regle : `${colonne} — ${regle}`, classe: 'soin' }),
    ),
    make('td', { texte: remede }),
  ];
  for (const [index, cell] of cells.entries()) cell.dataset.titre = HEADINGS[index] ?? '';
  return make('tr', {}, ...cells);
}
