import SVGPathCommander from 'svg-path-commander';
import { textExtents, textWidth } from './fonts';
import { mapBox, multiply, parseTransform, unite, type Box } from './matrices';

const EMPTY: Box = { x: 0, y: 0, width: 0, height: 0 };

const attribute = (element: Element, name: string): number =>
  parseFloat(element.getAttribute(name) ?? '') || 0;

/** An inherited style property: an own style or attribute, else the parent's. */
function inherited(element: Element | null, property: string): string {
  for (let at = element; at; at = at.parentElement) {
    const style = (at as SVGElement).style as CSSStyleDeclaration | undefined;
    const value = style?.getPropertyValue(property) || at.getAttribute(property);
    if (value && value !== 'inherit') return value;
  }
  return '';
}

/** Pixels of a font size given in px, em or %; nested relative sizes multiply. */
function fontSize(element: Element | null): number {
  for (let at = element; at; at = at.parentElement) {
    const own =
      (at as SVGElement).style?.getPropertyValue('font-size') || at.getAttribute('font-size');
    if (!own) continue;
    const value = parseFloat(own);
    if (own.endsWith('em')) return value * fontSize(at.parentElement);
    if (own.endsWith('%')) return (value / 100) * fontSize(at.parentElement);
    return value;
  }
  return 16;
}

/** A length of a tspan's dx or dy, which may be in em. */
function offset(element: Element, name: string): number {
  const text = element.getAttribute(name);
  if (!text) return 0;
  return text.endsWith('em') ? parseFloat(text) * fontSize(element) : parseFloat(text) || 0;
}

/** Text that one anchor places: from the last absolute x or y to the next. */
interface Chunk {
  x: number;
  anchor: string;
  width: number;
  boxes: Box[];
}

function layoutText(text: Element): Chunk[] {
  const chunks: Chunk[] = [];
  let [x, y] = [attribute(text, 'x'), attribute(text, 'y')];
  const open = (element: Element): void => {
    chunks.push({ x, anchor: inherited(element, 'text-anchor'), width: 0, boxes: [] });
  };
  const visit = (element: Element): void => {
    if (element !== text) {
      const absolute = element.hasAttribute('x') || element.hasAttribute('y');
      if (element.hasAttribute('x')) x = attribute(element, 'x');
      if (element.hasAttribute('y')) y = attribute(element, 'y');
      if (absolute) open(element);
    }
    x += offset(element, 'dx');
    y += offset(element, 'dy');
    for (const child of element.childNodes) {
      if (child.nodeType === 1) visit(child as Element);
      if (child.nodeType !== 3 || !child.nodeValue) continue;
      const size = fontSize(element);
      const weight = inherited(element, 'font-weight');
      const bold = weight === 'bold' || parseInt(weight, 10) >= 600;
      const width = textWidth(child.nodeValue, size, bold);
      const { ascent, descent } = textExtents(size);
      const chunk = chunks.at(-1)!;
      chunk.boxes.push({ x, y: y - ascent, width, height: ascent + descent });
      chunk.width = x + width - chunk.x;
      x += width;
    }
  };
  open(text);
  visit(text);
  return chunks;
}

function textBox(text: Element): Box | undefined {
  const boxes = layoutText(text).flatMap(({ anchor, width, boxes: runs }) => {
    const shift = anchor === 'end' ? -width : anchor === 'middle' ? -width / 2 : 0;
    return runs.map((box) => ({ ...box, x: box.x + shift }));
  });
  return unite(boxes);
}

function pathBox(data: string | null): Box | undefined {
  if (!data || !/[\d]/.test(data)) return undefined;
  const { x, y, width, height } = SVGPathCommander.getPathBBox(data);
  return { x, y, width, height };
}

function around(element: Element): Box | undefined {
  const boxes: Box[] = [];
  for (const child of element.children) {
    const box = localBox(child);
    if (!box) continue;
    const placed = mapBox(parseTransform(child.getAttribute('transform')), box);
    if (child.tagName === 'svg') {
      placed.x += attribute(child, 'x');
      placed.y += attribute(child, 'y');
    }
    boxes.push(placed);
  }
  return unite(boxes);
}

/** The box of an element's own drawing, before its own transform; undefined where it draws nothing. */
export function localBox(element: Element): Box | undefined {
  const get = (name: string): number => attribute(element, name);
  if ((element as SVGElement).style?.display === 'none') return undefined;
  switch (element.tagName) {
    case 'text':
      return textBox(element);
    case 'rect':
    case 'image':
      return { x: get('x'), y: get('y'), width: get('width'), height: get('height') };
    case 'circle':
      return {
        x: get('cx') - get('r'),
        y: get('cy') - get('r'),
        width: 2 * get('r'),
        height: 2 * get('r'),
      };
    case 'line': {
      const [x, y] = [Math.min(get('x1'), get('x2')), Math.min(get('y1'), get('y2'))];
      const width = Math.abs(get('x2') - get('x1'));
      return { x, y, width, height: Math.abs(get('y2') - get('y1')) };
    }
    case 'path':
      return pathBox(element.getAttribute('d'));
    case 'defs':
    case 'clipPath':
    case 'style':
      return undefined;
    default:
      return around(element);
  }
}

/** An element's box as SVG's getBBox gives it. */
export function bBox(element: Element): Box {
  return localBox(element) ?? EMPTY;
}

/** An element's box on the page, its own transform and its ancestors' applied. */
export function clientBox(element: Element): Box {
  const box = localBox(element);
  if (!box) return EMPTY;
  let matrix = parseTransform(element.getAttribute('transform'));
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (at.tagName === 'svg') {
      matrix = multiply([1, 0, 0, 1, attribute(at, 'x'), attribute(at, 'y')], matrix);
    } else {
      matrix = multiply(parseTransform(at.getAttribute('transform')), matrix);
    }
  }
  return mapBox(matrix, box);
}

/** The advance of a text or tspan: what getComputedTextLength gives. */
export function textLength(element: Element): number {
  return layoutText(element).reduce((sum, { width }) => sum + width, 0);
}
