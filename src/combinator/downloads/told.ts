/** What a machine or a printer said of a file that it did not give or take. */
export interface Told {
  /** In the words of the machine or the printer. */
  readonly message: string;
}

export const sentence = ({ message }: Told): string => (/[.!?]$/.test(message) ? message : `${message}.`);
