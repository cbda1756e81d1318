/** What went wrong between the printer and us; each is its own class because each is answered otherwise. */

/** The access code is not the printer's: never tried again with the same one (CO2). */
export class WrongCredentials extends Error {
  override readonly name = 'WrongCredentials';
}

/** The printer said no, in its own words. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Nobody is there, or it is not who it should be; tried again. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}
