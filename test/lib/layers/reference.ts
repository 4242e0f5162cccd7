import values from './reference.json';

/** What Keras computed itself: reference.py beside this file made it. */
export const reference = values;
