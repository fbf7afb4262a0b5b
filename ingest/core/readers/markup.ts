import type { Workbook } from '../workbook.ts';
import { readBook } from './excel.ts';
import { ERASE_BLANKS, ReadRefusal, tooMuch } from './refusal.ts';

/** Bytes of a web page or an XML workbook: the library holds them several times over. */
const LONGEST = 30_000_000;
/** Merged cells of a web page are each compared with every other. */
const MOST_SPANS = 3000;

/** Reads the tables of a web page that a program saved as ".xls". Its cells stay texts, to be read by the columns. */
export function readHtml(texte: string, fichier: string, base: string): Workbook {
  refuseLong(texte);
  const spans = texte.match(/\s(row|col)span\s*=\s*["']?\d+/gi) ?? [];
  if (spans.length > MOST_SPANS || spans.some((span) => Number(/\d+$/.exec(span)?.[0]) > MOST_SPANS))
    throw new ReadRefusal(tooMuch('ses cellules fusionnées sont trop nombreuses', ERASE_BLANKS));
  const book = readBook(texte, fichier, { raw: true });
  const one = book.feuilles.length === 1;
  return {
    ...book,
    // A page of one table is a text's equal: it does not promise the other sheets.
    format: one ? 'csv' : book.format,
    feuilles: book.feuilles.map((sheet, index) => ({ ...sheet, nom: one ? base : `${base} (${index + 1})` })),
  };
}

/** A formula's cell without a value; an empty text is a value. */
const BARE_FORMULA =
  /<((?:\w+:)?)Cell\b([^<>]*\bFormula=[^<>]*?)(?:\/>|>\s*(?:<(?:\w+:)?Data\b(?![^<>]*"String")[^<>]*(?:\/>|>\s*<\/(?:\w+:)?Data>)\s*)?<\/(?:\w+:)?Cell>)/g;

/** Reads a workbook in Excel's XML of 2003. A formula without a stored value is an error, not a blank. */
export function readXml2003(texte: string, fichier: string): Workbook {
  refuseLong(texte);
  const calculated = texte.replace(BARE_FORMULA, (_cell, prefix: string, attributes: string) => {
    return `<${prefix}Cell${attributes}><${prefix}Data ss:Type="Error">#N/A</${prefix}Data></${prefix}Cell>`;
  });
  return readBook(calculated, fichier, { styles: true });
}

function refuseLong(texte: string): void {
  if (texte.length > LONGEST)
    throw new ReadRefusal(
      tooMuch(
        'c’est une page web ou un XML démesuré',
        'Ouvrez-le dans Excel et enregistrez-le au format .xlsx, puis renvoyez-le.',
      ),
    );
}
