import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { StillMessage, StillReply, StillRequest } from './drawer';
import { openPlotly } from './browser';
import { svgToPng } from './png';

const port = parentPort!;
const plotly = openPlotly();
port.postMessage({ ready: true } satisfies StillMessage);

/** plotly draws its element ids at random: from here on from the figure itself, so that they repeat. */
function seedIds(figure: string): void {
  const digest = createHash('sha256').update(figure).digest();
  let state = digest.readUInt32LE(0);
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  Object.defineProperty(Math, 'random', { value: next, configurable: true, writable: true });
}

async function draw({ figure, width, height, pngAbove }: StillRequest): Promise<StillReply> {
  seedIds(figure);
  const { data, layout } = JSON.parse(figure) as { data: unknown; layout: object };
  const svg = await plotly.toImage(
    { data, layout: { ...layout, width, height } },
    { format: 'svg', imageDataOnly: true, width, height },
  );
  if (Buffer.byteLength(svg) <= pngAbove) return { svg };
  return { png: svgToPng(svg, width * 2) };
}

port.on('message', (request: StillRequest) => {
  draw(request).then(
    (reply) => port.postMessage(reply),
    (error: unknown) => port.postMessage({ error: String(error) } satisfies StillReply),
  );
});
