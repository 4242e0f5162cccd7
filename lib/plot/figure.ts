import { JUPYTER_DISPLAY, type Displayable, type MimeBundle } from '../display/mime';
import { figureBundle } from './bundle';
import type { FigureData, PlotLayout, PlotTrace } from './figure-data';
import { TEMPLATE } from './template';

/**
 * A picture as plain data in plotly's terms, in this project's one look. As the last value of a cell
 * it shows itself: interactive where Plotly can be had, as a still picture everywhere else.
 *
 * @example
 * new Figure([{ type: 'scatter', x: [0, 1], y: [0, 1] }], { title: { text: 'A line' } })
 */
export class Figure implements FigureData, Displayable {
  readonly data: PlotTrace[];
  readonly layout: PlotLayout;

  /** @param layout plotly's layout; the project's template stands behind whatever it leaves unsaid. */
  constructor(data: PlotTrace[], layout: PlotLayout = {}) {
    this.data = data;
    this.layout = { template: TEMPLATE, ...layout };
  }

  /** The representations of this figure by MIME type; never rejects. */
  [JUPYTER_DISPLAY](): Promise<MimeBundle> {
    return figureBundle(this);
  }
}
