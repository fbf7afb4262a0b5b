import { describe, expect, it } from 'vitest';
import { exerciseOf } from './exercise.ts';
import { textCell } from './workbook.ts';

function year(fichier: string, ...lines: string[]): number | undefined {
  const rows = lines.map((line) => line.split('|').map((text) => textCell(text.trim())));
  return exerciseOf({ fichier, format: 'csv', feuilles: [{ nom: 'f', cachee: false, rows }] });
}

describe('the day on which a file was written is no year of activity', () => {
  it.each([
    ['File active 2024 (mise à jour janvier 2025)'],
    ['Bilan 2024 envoyé en 2025'],
    ['Bilan 2024, transmis le 15 janvier 2025'],
    ['Année 2024 - édité en janvier 2025'],
    ['Année 2024 - édité le 2025-01-15'],
    ['Édité le 15/01/2025 — activité 2024'],
    ['Du 01/01/2024 au 31/12/2024'],
    ['Bilan du 1er janvier au 31 décembre 2024'],
    ['Exercice | du 01/01/2024 au 31/12/2024'],
    ['Exercice | 2024-01-01'],
  ])('%s: 2024', (line) => {
    expect(year('suivi.xlsx', line)).toBe(2024);
  });

  it.each([
    ['suivi 14-01-2025.xlsx', undefined],
    ['suivi_2025-01-14.xlsx', undefined],
    ['suivi 2024 au 14_01_2025.xlsx', 2024],
    ['Via Voltaire 2024 envoyé en 2025.xlsx', 2024],
    ['Via Voltaire 2024 envoyé en 2025.xlsx'.normalize('NFD'), 2024],
    ['via-voltaire-2023-2024.xlsx', undefined],
    ['envoi-2024.csv', 2024],
    ['stages-2024-1-2.csv', 2024],
    ['20250114 suivi 2024.csv', 2024],
  ])('in a name: %s', (fichier, found) => {
    expect(year(fichier)).toBe(found);
  });

  it('two years of activity are none', () => {
    expect(year('suivi.xlsx', 'Du 01/01/2023 au 31/12/2024')).toBeUndefined();
    expect(year('suivi.xlsx', 'Bilan 2023 et 2024')).toBeUndefined();
  });
});
