/** The baseline of loading a workbook: the library alone, with the options that our reader gives it. */
import { readFileSync } from 'node:fs';
import * as XLSX from '@e965/xlsx';

const [file = ''] = process.argv.slice(2);
const start = performance.now();
const before = process.cpuUsage();
const book = XLSX.read(readFileSync(file), {
  type: 'array',
  cellNF: true,
  cellText: true,
  cellDates: false,
  cellFormula: false,
  cellHTML: false,
  dense: true,
  nodim: true,
});
const lignes = book.SheetNames.reduce((sum, name) => sum + (book.Sheets[name]?.['!data']?.length ?? 0), 0);
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(before);
const cpuMs = (user + system) / 1000;
console.log(JSON.stringify({ ms, cpuMs, maxRss: process.resourceUsage().maxRSS * 1024, lignes }));
