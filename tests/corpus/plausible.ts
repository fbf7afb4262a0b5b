import type { SheetCell } from '../../data-samples/programme/classeur.ts';
import type { Sources } from '../../ingest/contracts.ts';
import { codesOf } from '../../ingest/core/code-list.ts';
import type { Column, RowContract, RowSheet } from '../../ingest/core/contract.ts';

const YEAR = 2024;

/** Lines of any contract that could be true, so that a name planted in one cell is all that is wrong with its line. */
export class Plausible {
  constructor(
    private readonly contract: RowContract,
    private readonly sources: Sources,
  ) {}

  /** A line of a sheet, told apart from the others by its number. */
  line(sheet: RowSheet, number: number): SheetCell[] {
    return Object.entries(sheet.colonnes).map(([nom, column]) => this.cell(sheet, nom, column, number));
  }

  private cell(sheet: RowSheet, nom: string, column: Column, number: number): SheetCell {
    const bounds = sheet.bornes[nom];
    const second = sheet.differents.some(([, other]) => other === nom);
    switch (column.type) {
      case 'nom':
        return `Fictif-${letters(number)}`;
      case 'prenom':
        return `Zorblin-${letters(number)}`;
      case 'naissance':
        return { date: `${1960 + (number % 30)}-0${1 + (number % 9)}-1${number % 10}` };
      case 'dossier':
        return `D-${number}`;
      case 'repere':
        return `S${number}`;
      case 'reference':
        return `rapport 2024, l. ${number + 1}`;
      case 'phrase':
        return `un texte d’exemple, le ${number}`;
      case 'fonction':
        return 'coordination';
      case 'date':
        return { date: '2024-06-10' };
      case 'mois':
        return 'juin 2024';
      case 'entier':
      case 'decimal':
      case 'montant':
        return bounds?.[0] ?? 2;
      case 'departement':
        return '34';
      case 'tranche_age':
        return this.sources.tranches.find((band) => band.antenne === this.contract.antenne)?.libelle ?? null;
      default:
        return this.label(column, second ? 1 : 0);
    }
  }

  private label({ nomenclature = '' }: Column, at: number): string | null {
    const codes = codesOf(this.sources.nomenclatures, nomenclature, this.contract.antenne, `${YEAR}-12-31`);
    const others = codes.filter((code) => code.code !== codes[0]?.code);
    return ((at === 0 ? codes[0] : others[0])?.libelle ?? null)?.replaceAll('{n}', String(YEAR)) ?? null;
  }
}

/** A number in letters, since a name holds no figure. */
function letters(number: number): string {
  return [...String(number)].map((digit) => 'ABCDEFGHIJ'[Number(digit)] ?? '').join('');
}
