import { JSDOM } from 'jsdom';
import SVGPathCommander from 'svg-path-commander';
import { bBox, clientBox, textLength } from './boxes';
import { PixelContext } from './canvas';
import type { Box } from './matrices';

/** The part of plotly that draws a still picture. */
export interface Plotly {
  toImage(
    figure: { data: unknown; layout: unknown; config?: unknown },
    options: { format: 'svg'; imageDataOnly: true; width: number; height: number },
  ): Promise<string>;
}

function clientRect({ x, y, width, height }: Box): DOMRect {
  const rect = { x, y, width, height, left: x, top: y, right: x + width, bottom: y + height };
  return { ...rect, toJSON: () => rect };
}

/** Lets SVG elements measure themselves; jsdom draws nothing and therefore measures nothing. */
function measure(window: JSDOM['window']): void {
  Object.assign(window.Element.prototype, {
    getBoundingClientRect(this: Element): DOMRect {
      const inSvg = this.namespaceURI === 'http://www.w3.org/2000/svg';
      return clientRect(inSvg ? clientBox(this) : { x: 0, y: 0, width: 0, height: 0 });
    },
  });
  Object.assign(window.SVGElement.prototype, {
    getBBox(this: Element): DOMRect {
      return clientRect(bBox(this));
    },
    getComputedTextLength(this: Element): number {
      return textLength(this);
    },
    getTotalLength(this: Element): number {
      return SVGPathCommander.getTotalLength(this.getAttribute('d') ?? '');
    },
    getPointAtLength(this: Element, distance: number): { x: number; y: number } {
      return SVGPathCommander.getPointAtLength(this.getAttribute('d') ?? '', distance);
    },
  });
}

/** Gives every canvas a small 2-D context, and no other: plotly then leaves WebGL alone. */
function paint(window: JSDOM['window']): void {
  const contexts = new WeakMap<HTMLCanvasElement, PixelContext>();
  Object.assign(window.HTMLCanvasElement.prototype, {
    getContext(this: HTMLCanvasElement, kind: string): PixelContext | null {
      if (kind !== '2d') return null;
      let context = contexts.get(this);
      if (!context) {
        context = new PixelContext();
        context.resize(this.width, this.height);
        contexts.set(this, context);
      }
      return context;
    },
    toDataURL(this: HTMLCanvasElement): string {
      return contexts.get(this)?.toDataURL() ?? 'data:,';
    },
  });
}

/**
 * Makes this thread look like a browser to plotly and loads plotly. To be called once in a thread
 * that does nothing else: it sets globals.
 */
export function openPlotly(): Plotly {
  const { window } = new JSDOM('<!doctype html><body></body>', { pretendToBeVisual: true });
  measure(window);
  paint(window);
  Object.assign(window, {
    // The inline style is all that plotly asks of it here, and jsdom's own is slow and recurses in gl3d.
    getComputedStyle: (element: HTMLElement) => element.style,
    matchMedia: () => ({ matches: false, addEventListener() {}, removeEventListener() {} }),
  });
  Object.assign(window.URL, { createObjectURL: () => 'blob:', revokeObjectURL() {} });
  const names = [
    ...['window', 'document', 'navigator', 'self', 'getComputedStyle', 'matchMedia', 'URL'],
    ...['Element', 'HTMLElement', 'SVGElement', 'Node', 'Image', 'XMLSerializer', 'DOMParser'],
    ...['HTMLCanvasElement', 'HTMLImageElement', 'requestAnimationFrame', 'cancelAnimationFrame'],
  ];
  const own = window as unknown as Record<string, unknown>;
  for (const name of names) {
    const value = name === 'window' || name === 'self' ? window : own[name];
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  // Loaded here and not at the top: plotly looks for its browser while it loads.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('plotly.js-dist') as Plotly;
}
