/** The part of fontkit that measuring text needs; the package has no types of its own. */
declare module 'fontkit' {
  export interface Font {
    readonly unitsPerEm: number;
    readonly ascent: number;
    readonly descent: number;
    layout(text: string): { readonly advanceWidth: number };
  }
  export function openSync(file: string): unknown;
}
