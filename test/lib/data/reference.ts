import values from './reference.json';

/** What Pillow and NumPy made themselves: reference.py beside this file. */
export const pictures = values.pictures.map(({ jpeg, ...expected }) => ({
  jpeg: Buffer.from(jpeg, 'base64'),
  ...expected,
}));
