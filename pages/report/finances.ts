import { codeText, number, type Row, text } from '../components/figure.ts';
import { column, type Edition } from './cube-table.ts';
import { type Cubes, REGION, TOTAL } from './cubes.ts';
import type { Block } from './document.ts';
import { matrix, missingCube, type Slot } from './matrix.ts';
import type { Notes } from './notes.ts';

const CUBE = 'finances';
const ACCOUNT = /^(charge|produit)_(.+)$/;

/** Tables of the means: which objects each is about, by their code and what is counted of them. */
const TABLES: readonly {
  id: string;
  caption: string;
  holds: (objet: string, indicateur: string) => boolean;
}[] = [
  { id: 'conventions', caption: 'Conventions', holds: (objet) => /^C\d+$/.test(objet) },
  { id: 'couts', caption: 'Coûts des actions', holds: (_, indicateur) => indicateur.startsWith('cout_') },
  {
    id: 'financeurs',
    caption: 'Part de chaque financeur',
    holds: (_, indicateur) => indicateur.startsWith('accorde_par_'),
  },
  { id: 'objectifs', caption: 'Objectifs des conventions', holds: (objet) => /^C\d+\//.test(objet) },
  { id: 'comptes', caption: 'Comptes (CERFA 15059)', holds: (objet) => ACCOUNT.test(objet) },
];

/**
 * The means of the CPCA's bearer and of the antennes, or of one antenne alone: lines are what the money is for,
 * columns what is said of it. Here `CPCA` is the bearer, never a sum.
 */
export function financeBlocks({ cubes, year, branches }: Edition, notes: Notes, only?: string): Block[] {
  if (!cubes.has(CUBE)) return [{ kind: 'missing', text: missingCube(CUBE) }];
  const rows = cubes
    .rows(CUBE)
    .filter((row) => number(row, 'annee') === year && (only === undefined || text(row, 'antenne') === only));
  const others = branches.filter(({ code }) => code !== REGION);
  const owners = [
    { code: REGION, name: `${cubes.label(CUBE, 'antenne', REGION)} (porteur)` },
    ...others.map(({ code, name }) => ({ code, name })),
  ].filter(({ code }) => only === undefined || code === only);
  const blocks = TABLES.flatMap(({ id, caption, holds }): Block[] => {
    const own = rows.filter((row) => holds(text(row, 'objet'), text(row, 'indicateur')));
    if (own.length === 0) return [];
    return matrix({
      ...{ cubes, cube: CUBE, id: `table-${id}${only === undefined ? '' : `-${only.toLowerCase()}`}` },
      ...{ caption, head: 'Objet', rows: own, year, notes },
      lines: owners.flatMap((owner) => linesOf(cubes, own, owner, only === undefined)),
      columns: cubes
        .codesIn(CUBE, 'indicateur', own)
        .map((code) => column(cubes.label(CUBE, 'indicateur', code), year, 'indicateur', code)),
    });
  });
  if (blocks.length > 0) return blocks;
  return only === undefined
    ? [{ kind: 'missing', text: `Moyens : aucun chiffre de ${year} n’a été transmis.` }]
    : [];
}

function linesOf(
  cubes: Cubes,
  rows: readonly Row[],
  { code, name }: { code: string; name: string },
  named: boolean,
): Slot[] {
  const own = rows.filter((row) => text(row, 'antenne') === code);
  const objets = [...new Set(own.map((row) => text(row, 'objet')))].sort();
  return objets.map((objet) => ({
    label: objectLabel(
      cubes,
      objet,
      own.find((row) => text(row, 'objet') === objet),
    ),
    heading: named ? name : '',
    holds: (row) => text(row, 'antenne') === code && text(row, 'objet') === objet,
  }));
}

/** `hebergement/caf` as `Hébergement – CAF`, `charge_60` as `Charges, compte 60`. */
function objectLabel(cubes: Cubes, objet: string, row: Row | undefined): string {
  const funder = row === undefined ? '' : text(row, 'financeur');
  if (funder !== '') return `${partLabel(cubes, objet.split('/')[0] ?? objet)} – ${funder}`;
  const [, side, account] = ACCOUNT.exec(objet) ?? [];
  if (account !== undefined)
    return `${side === 'charge' ? 'Charges' : 'Produits'}, ${account === TOTAL ? 'total' : `compte ${account}`}`;
  return objet
    .split('/')
    .filter((part) => part !== TOTAL)
    .map((part) => partLabel(cubes, part))
    .join(' – ');
}

function partLabel(cubes: Cubes, part: string): string {
  if (/^C\d+$/.test(part)) return `Convention ${part.slice(1)}`;
  const asModule = cubes.label(CUBE, 'module', part);
  if (asModule !== codeText(part)) return asModule;
  return cubes.label(CUBE, 'indicateur', part);
}
