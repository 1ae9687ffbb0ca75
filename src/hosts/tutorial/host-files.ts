/** Files of the machine on which the program runs: beside the lesson's world, never in it. */
export interface HostFiles {
  write(name: string, text: string): Promise<Written>;
  /** Without a name the learner is asked, where that is possible. */
  read(name: string | undefined): Promise<Read>;
}

export type Written = { readonly place: string } | { readonly place: string; readonly why: string };

export type Read =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly why: string }
  | 'name-needed'
  /** The learner chose no file. */
  | 'cancelled';
