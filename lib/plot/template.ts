import { CLEAR, COLOURS, DIVERGING_SCALE, GRID, INK, SEQUENTIAL_SCALE } from './colours';
import type { PlotLayout } from './figure-data';

/** The static twin is drawn with DejaVu Sans; browsers without it take their own interface font. */
export const FONT_FAMILY =
  '"DejaVu Sans", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** Width of a static picture, and the widest an interactive one grows, in CSS pixels. */
export const FIGURE_WIDTH = 720;

/** Where 3-D plots are seen from: far enough that the whole cube and its labels are in the picture. */
export const CAMERA = { eye: { x: 1.5, y: 1.5, z: 1 }, center: { x: 0, y: 0, z: -0.12 } };

const axis = {
  automargin: true,
  gridcolor: GRID,
  linecolor: INK,
  showline: true,
  tickcolor: INK,
  ticklen: 4,
  ticks: 'outside',
  title: { font: { size: 14 }, standoff: 8 },
  zeroline: false,
};

const scaleBar = {
  len: 1,
  outlinewidth: 0,
  thickness: 14,
  tickcolor: INK,
  ticklen: 4,
  ticks: 'outside',
  title: { font: { size: 13 }, side: 'top' },
};

const sceneAxis = {
  backgroundcolor: CLEAR,
  color: INK,
  // WebGL does not blend with the page: a translucent grid would be white.
  gridcolor: 'rgb(150, 150, 151)',
  linecolor: INK,
  nticks: 6,
  zerolinecolor: 'rgb(150, 150, 151)',
};

/** The one look of every figure, as plotly's `layout.template`. */
export const TEMPLATE: PlotLayout = {
  layout: {
    autosize: true,
    coloraxis: { colorbar: scaleBar },
    colorscale: { sequential: SEQUENTIAL_SCALE, diverging: DIVERGING_SCALE },
    colorway: COLOURS,
    font: { color: INK, family: FONT_FAMILY, size: 13 },
    hoverlabel: { align: 'left', font: { family: FONT_FAMILY, size: 13 } },
    hovermode: 'closest',
    // Below everything else and inside the figure: plotly then keeps the room free for it.
    legend: { orientation: 'h', x: 0, y: 0, yanchor: 'bottom', yref: 'container' },
    margin: { b: 40, l: 56, r: 20, t: 41 },
    modebar: { activecolor: COLOURS[0], bgcolor: CLEAR, color: INK },
    paper_bgcolor: CLEAR,
    plot_bgcolor: CLEAR,
    scene: {
      aspectmode: 'cube',
      bgcolor: CLEAR,
      camera: { center: CAMERA.center, eye: CAMERA.eye },
      xaxis: sceneAxis,
      yaxis: sceneAxis,
      zaxis: sceneAxis,
    },
    title: {
      font: { size: 16 },
      x: 0,
      xanchor: 'left',
      xref: 'paper',
      y: 1,
      yanchor: 'top',
      yref: 'container',
      pad: { t: 12 },
    },
    xaxis: axis,
    yaxis: axis,
  },
  data: {
    heatmap: [{ colorbar: scaleBar, colorscale: SEQUENTIAL_SCALE }],
    histogram: [{ marker: { line: { color: CLEAR, width: 0 } } }],
    scatter: [{ marker: { colorbar: scaleBar } }],
    scatter3d: [{ marker: { colorbar: scaleBar } }],
  },
};
