/** Text that nbformat keeps as a string or as a list of lines. */
export function joined(text: unknown): string {
  if (Array.isArray(text)) return text.join('');
  return typeof text === 'string' ? text : JSON.stringify(text, null, 2);
}

/** A picture of a MIME bundle as a data URI: SVG as text, the others as the base64 they are. */
export function dataUri(mime: string, content: unknown): string {
  const text = joined(content);
  const base64 =
    mime === 'image/svg+xml' ? Buffer.from(text).toString('base64') : text.replace(/\s/g, '');
  return `data:${mime};base64,${base64}`;
}

/** Size in CSS pixels where the file tells it at once (SVG and PNG). */
export function pictureSize(
  mime: string,
  content: unknown,
): { width: number; height: number } | undefined {
  const text = joined(content);
  if (mime === 'image/svg+xml') return svgSize(text);
  if (mime !== 'image/png') return undefined;
  // Signature of 8 bytes, then the header chunk: length, name, width, height.
  const head = Buffer.from(text.replace(/\s/g, '').slice(0, 40), 'base64');
  if (head.length < 24 || head.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}

function svgSize(svg: string): { width: number; height: number } | undefined {
  const tag = /<svg\b[^>]*>/.exec(svg)?.[0] ?? '';
  const length = (name: string) =>
    Number(new RegExp(`\\s${name}="([\\d.]+)(?:px)?"`).exec(tag)?.[1]);
  const box =
    /\sviewBox="([^"]*)"/
      .exec(tag)?.[1]
      ?.trim()
      .split(/[\s,]+/)
      .map(Number) ?? [];
  const width = length('width') || box[2];
  const height = length('height') || box[3];
  return width && height ? { width, height } : undefined;
}
