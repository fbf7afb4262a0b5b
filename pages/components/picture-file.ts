/** What stands around a drawing in its picture. */
export interface PictureWords {
  title: string;
  /** Base, source, filters, release: one line each, under the drawing. */
  lines: string[];
}

/** What the site's style gives a drawing, and a picture must carry itself. */
const styled = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-size',
  'font-weight',
  'font-style',
];
const face = "'Segoe UI', 'Noto Sans', Roboto, 'Liberation Sans', Arial, sans-serif";
const space = 'http://www.w3.org/2000/svg';
const margin = 24;
const lineHeight = 20;

function withStyle(drawing: SVGSVGElement): SVGSVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const own = [drawing, ...drawing.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  for (const [at, element] of own.entries()) {
    const style = getComputedStyle(element);
    for (const name of styled) {
      // A pattern's address stands in its attribute; the computed one names the page.
      if (element.getAttribute(name)?.startsWith('url(')) continue;
      copies[at]?.setAttribute(name, style.getPropertyValue(name));
    }
    copies[at]?.removeAttribute('class');
  }
  return copy;
}

function textElement(text: string, x: number, y: number, size: number, weight = '400'): SVGTextElement {
  const element = document.createElementNS(space, 'text');
  const attributes = { x, y, 'font-size': size, 'font-weight': weight, 'font-family': face, fill: '#161d2b' };
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
}

/** A text cut into lines of some letters, at spaces. */
export function wrapped(text: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < letters)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** The drawings of a figure that are seen, and the names over them, as one SVG file with its title and its words. */
export function svgOf(figure: Element, { title, lines }: PictureWords): string {
  const seen = (element: Element) => element.getBoundingClientRect().width > 0;
  const drawings = [...figure.querySelectorAll<SVGSVGElement>('svg.graphique')].filter(seen);
  const names = [...figure.querySelectorAll('.multiple .nom, .dessins-nom')].filter(seen);
  const boxes = [...drawings, ...names].map((one) => one.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const inner = Math.max(360, ...boxes.map((box) => box.right - left));
  const high = Math.max(...boxes.map((box) => box.bottom - top));
  const width = inner + 2 * margin;
  const letters = Math.floor(inner / 7.2);
  const titles = wrapped(title, Math.floor(inner / 9.5));
  const words = lines.flatMap((line) => wrapped(line, letters));
  const start = margin + titles.length * 24 + 8;
  const height = start + high + 16 + words.length * lineHeight + margin;
  const picture = document.createElementNS(space, 'svg');
  const size = { width, height, viewBox: `0 0 ${width} ${height}`, lang: 'fr', role: 'img' };
  for (const [name, value] of Object.entries({ ...size, 'aria-label': title, 'font-family': face })) {
    picture.setAttribute(name, String(value));
  }
  const ground = document.createElementNS(space, 'rect');
  for (const [name, value] of Object.entries({ width, height, fill: '#ffffff' })) {
    ground.setAttribute(name, String(value));
  }
  picture.append(
    ground,
    ...titles.map((text, at) => textElement(text, margin, margin + 16 + at * 24, 18, '600')),
  );
  for (const name of names) {
    const box = name.getBoundingClientRect();
    picture.append(
      textElement(
        name.textContent?.trim() ?? '',
        margin + box.left - left,
        start + box.bottom - top - 4,
        14,
        '600',
      ),
    );
  }
  for (const drawing of drawings) {
    const box = drawing.getBoundingClientRect();
    const copy = withStyle(drawing);
    const place = {
      x: margin + box.left - left,
      y: start + box.top - top,
      width: box.width,
      height: box.height,
    };
    for (const [name, value] of Object.entries(place)) copy.setAttribute(name, String(value));
    picture.append(copy);
  }
  const under = start + high + 16 + 12;
  picture.append(...words.map((text, at) => textElement(text, margin, under + at * lineHeight, 13)));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture)}\n`;
}

/** An SVG file as PNG, twice as fine as on the screen. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('Le dessin ne se peint pas.'))));
  });
}
