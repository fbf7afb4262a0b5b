import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadSources } from '../../ingest/contracts.ts';
import { parseFile } from '../../ingest/parse-file.ts';
import { csvLines, echelleWorkbook, makeEchelle, writeCsv } from './echelle.ts';

const PERSONS = 2500;
const folder = (name: string) => fileURLToPath(new URL(`../../ingest/${name}`, import.meta.url));
const sources = await loadSources(folder('sources'), folder('nomenclatures'));
const key = new Uint8Array(32).fill(7);

const bytesOf = async (persons: number, seed: number, oneFaultIn?: number) =>
  new TextEncoder().encode([...csvLines(await makeEchelle(persons, seed, oneFaultIn))].join(''));

function parsed(bytes: Uint8Array, name: string) {
  return parseFile(bytes, name, sources, () => key, '2026-11-23');
}

describe('an extract of any number of persons', () => {
  it('says of itself that it is an example, and loads but for its wrong lines, each with one problem', async () => {
    const file = parsed(await bytesOf(PERSONS, 1), 'echelle-2000.csv');
    expect(file.origine).toMatchObject({ source: 'via_voltaire_suivi', annee: 2024, echantillon: true });
    expect([file.lus, file.charges, file.a_corriger]).toEqual([PERSONS, PERSONS - 25, 25]);
    const wrong = file.problemes.filter(({ ligne, code }) => ligne !== null && code !== 'PERSONNE_PROCHE');
    expect(new Set(wrong.map(({ ligne }) => ligne)).size).toBe(25);
    expect([...new Set(wrong.map(({ code }) => code))].sort()).toEqual([
      'DOSSIER_DOUBLE',
      'NAISSANCE_IMPROBABLE',
      'VALEUR_ILLISIBLE',
      'VALEUR_MANQUANTE',
    ]);
    expect(file.tables.get('personne')).toHaveLength(PERSONS - 25);
  });

  it('holds the same in a workbook', async () => {
    const csv = parsed(await bytesOf(300, 1), 'echelle.csv');
    const xlsx = parsed(echelleWorkbook(await makeEchelle(300, 1)), 'echelle.xlsx');
    const rows = (file: ReturnType<typeof parsed>) =>
      [...file.tables].map(([table, list]) => [
        table,
        list.map(({ fichier_id: _file, feuille: _sheet, ...row }) => row),
      ]);
    expect(rows(xlsx)).toEqual(rows(csv));
    expect(xlsx.empreintes).toEqual(csv.empreintes);
  });

  it('is the same for the same seed, written line by line or whole', async () => {
    const place = mkdtempSync(join(tmpdir(), 'echelle-'));
    try {
      const file = join(place, 'e.csv');
      await writeCsv(await makeEchelle(PERSONS, 1), file);
      expect(readFileSync(file, 'utf8')).toBe(`\uFEFF${new TextDecoder().decode(await bytesOf(PERSONS, 1))}`);
      expect(await bytesOf(50, 1)).not.toEqual(await bytesOf(50, 2));
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });

  it('of which every line is wrong loads nothing and loses nothing', async () => {
    const file = parsed(await bytesOf(400, 3, 1), 'echelle.csv');
    expect([file.lus, file.charges, file.a_corriger]).toEqual([400, 0, 400]);
  });
});
