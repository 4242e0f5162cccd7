import { figureJson, titleOf, type FigureData } from '../figure-data';
import { FIGURE_WIDTH } from '../template';
import { StillDrawer, type StillReply } from './drawer';
import { placeholderSvg } from './placeholder';
import { webglType, withoutWebgl } from './projection';

/** A still picture: the text of an SVG, or the bytes of a PNG at twice the size in base64. */
export type StillPicture = { 'image/svg+xml': string } | { 'image/png': string };

/** The most bytes that an SVG may have; beyond them a PNG is smaller. */
export const MAX_SVG_BYTES = 200_000;

const shared = new StillDrawer();

/** Height of a figure in CSS pixels; plotly's own default where its layout says none. */
export function figureHeight({ layout }: FigureData): number {
  return typeof layout['height'] === 'number' ? layout['height'] : 450;
}

async function drawFlat(
  figure: FigureData,
  height: number,
  drawer: StillDrawer,
): Promise<StillReply> {
  const { data, layout } = withoutWebgl(figure);
  const type = webglType({ data, layout });
  // plotly would wait for ever for a context that nothing here can give it.
  if (type) return { error: `Traces of type ${type} need WebGL.` };
  const json = figureJson({ data, layout });
  return drawer.draw({ figure: json, width: FIGURE_WIDTH, height, pngAbove: MAX_SVG_BYTES });
}

/** Draws a figure without a browser; where that fails, a picture that says so. Never rejects. */
export async function stillPicture(
  figure: FigureData,
  drawer: StillDrawer = shared,
): Promise<StillPicture> {
  const height = figureHeight(figure);
  const reply = await drawFlat(figure, height, drawer).catch((error: unknown) => ({
    error: String(error),
  }));
  if ('svg' in reply) return { 'image/svg+xml': reply.svg };
  if ('png' in reply) return { 'image/png': reply.png };
  return {
    'image/svg+xml': placeholderSvg(titleOf(figure.layout), reply.error, FIGURE_WIDTH, height),
  };
}
