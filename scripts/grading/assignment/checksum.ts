import { createHash } from 'node:crypto';
import { joinLines, type Cell } from '../../jupyter/nbformat';
import { gradeId, isGrade, isLocked, isSolution, pointsOf } from './metadata';

/** A number as Python writes a float: `1.0`, `0.5`, `1e-07`. */
export function pythonFloat(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    const sign = exponent.startsWith('-') ? '-' : '+';
    return `${digits}e${sign}${exponent.slice(1).padStart(2, '0')}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function pythonBoolean(value: boolean): string {
  return value ? 'True' : 'False';
}

/** The checksum that nbgrader gives to a cell: of its source and of what its metadata say. */
export function cellChecksum(cell: Cell): string {
  const parts = [
    joinLines(cell.source),
    cell.cell_type,
    pythonBoolean(isGrade(cell)),
    pythonBoolean(isSolution(cell)),
    pythonBoolean(isLocked(cell)),
    gradeId(cell) ?? '',
    isGrade(cell) ? pythonFloat(pointsOf(cell)) : '',
  ];
  return createHash('md5').update(parts.join(''), 'utf8').digest('hex');
}
