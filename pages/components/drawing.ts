/**
 * A finished plot as SVG text, without style of its own (`app.css` has it). Plot names its groups in English; the drawing
 * as a whole has the label, in French.
 */
export function drawingText(plot: Element): string {
  for (const style of plot.querySelectorAll('style')) style.remove();
  for (const group of plot.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label');
  plot.setAttribute('role', 'img');
  return plot.outerHTML;
}
