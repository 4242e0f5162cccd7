/** The one door through which notebooks reach the library. */
export { ArgumentError, LatentlabError } from './errors';
