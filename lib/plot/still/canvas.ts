import { PNG } from 'pngjs';

type Rgba = [red: number, green: number, blue: number, alpha: number];

/** Reads the two ways in which plotly writes a colour onto a canvas: #rrggbb and rgb()/rgba(). */
function parseColour(text: string): Rgba {
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(text);
  if (hex) return [parseInt(hex[1]!, 16), parseInt(hex[2]!, 16), parseInt(hex[3]!, 16), 255];
  const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue, Math.round(alpha * 255)];
}

interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** As much of a canvas's 2-D context as plotly's heatmaps and images need. */
export class PixelContext {
  fillStyle = '#000000';
  private png = new PNG({ width: 1, height: 1 });

  resize(width: number, height: number): void {
    this.png = new PNG({ width: Math.max(1, width), height: Math.max(1, height) });
    this.png.data.fill(0);
  }

  fillRect(left: number, top: number, width: number, height: number): void {
    const colour = parseColour(this.fillStyle);
    const { width: columns, height: rows, data } = this.png;
    const [right, bottom] = [Math.round(left + width), Math.round(top + height)];
    for (let y = Math.max(0, Math.round(top)); y < Math.min(rows, bottom); y++) {
      for (let x = Math.max(0, Math.round(left)); x < Math.min(columns, right); x++) {
        data.set(colour, 4 * (y * columns + x));
      }
    }
  }

  clearRect(left: number, top: number, width: number, height: number): void {
    const fillStyle = this.fillStyle;
    this.fillStyle = 'rgba(0, 0, 0, 0)';
    this.fillRect(left, top, width, height);
    this.fillStyle = fillStyle;
  }

  createImageData(width: number, height: number): Pixels {
    return { width, height, data: new Uint8ClampedArray(4 * width * height) };
  }

  getImageData(left: number, top: number, width: number, height: number): Pixels {
    const pixels = this.createImageData(width, height);
    for (let y = 0; y < height; y++) {
      const at = 4 * ((top + y) * this.png.width + left);
      pixels.data.set(this.png.data.subarray(at, at + 4 * width), 4 * y * width);
    }
    return pixels;
  }

  putImageData({ width, height, data }: Pixels, left: number, top: number): void {
    for (let y = 0; y < height; y++) {
      const at = 4 * ((top + y) * this.png.width + left);
      this.png.data.set(data.subarray(4 * y * width, 4 * (y + 1) * width), at);
    }
  }

  toDataURL(): string {
    return `data:image/png;base64,${PNG.sync.write(this.png).toString('base64')}`;
  }
}
