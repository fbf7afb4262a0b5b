/** A text as CSS writes it in `content`. */
function quoted(text: string): string {
  return `"${text.replace(/["\\\n<]/g, (sign) => `\\${sign.charCodeAt(0).toString(16)} `)}"`;
}

const small = 'font: 8pt "Liberation Sans", Arial, sans-serif; color: #333;';

/** Each page of the site has sheets of a name of its own, with its title at their head. */
function sheetRules(titles: readonly string[]): string {
  return titles
    .map(
      (title, index) => `.feuille-${index} { page: feuille${index}; }
@page feuille${index} { @top-left { content: ${quoted(title)}; font-weight: 700; } }`,
    )
    .join('\n');
}

/** The style that only the printed document has: sheets, their head and foot, the cover, the contents. */
export function printStyle(about: {
  titles: readonly string[];
  name: string;
  about: string;
  example: string;
}): string {
  return `@page {
  size: A4;
  margin: 20mm 15mm 18mm;
  @top-left { ${small} }
  @top-right { content: ${quoted(about.example)}; ${small} font-weight: 700; }
  @bottom-left { content: ${quoted(`${about.name} · ${about.about}`)}; ${small} }
  @bottom-right { content: counter(page) " / " counter(pages); ${small} }
}
@page couverture {
  @bottom-left { content: none; }
  @bottom-right { content: none; }
}
${sheetRules(about.titles)}
.couverture { page: couverture; padding-top: 70mm; }
.marque-couverture { margin: 0; font-size: 16pt; font-weight: 600; }
.titre-couverture { margin: 0 0 4mm; font-size: 34pt; font-weight: 700; line-height: 1.1; }
.lecteur { margin-bottom: 20mm; font-size: 14pt; }
.exemple-couverture { padding: 3mm 4mm; border: 1pt solid #000; }
.sommaire-imprime { break-before: page; }
.sommaire-imprime ol { max-width: none; padding: 0; list-style: none; }
.sommaire-imprime li { display: flex; justify-content: space-between; padding-block: 1.2mm; border-bottom: .5pt solid #bbb; }
.sommaire-imprime .sous { padding-left: 8mm; }
.sommaire-imprime a { color: inherit; text-decoration: none; }
.feuille { break-before: page; }
.feuille .detail-antenne { display: block; break-before: page; }
main { padding: 0; }
`;
}
